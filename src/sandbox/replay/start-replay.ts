/** Puts a replaying cluster together: a recording played into a store on a clock, served over loopback, with a kubeconfig that leads to it. */
import { randomBytes } from 'node:crypto';
import { RESOURCES } from '../api/resources.ts';
import { type Clock, scaledClock } from '../clock.ts';
import { serveControlled } from '../control/serve-controlled.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { writeKubeconfig } from '../kubeconfig.ts';
import { olderOptions, olderRecording } from '../posing/older-server.ts';
import { Store } from '../store.ts';
import { recordedLogs } from './recorded-logs.ts';
import { furtherResources } from './recorded-resources.ts';
import { type Recording, readRecording } from './recording.ts';
import { play, revisionBefore } from './replay.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** What to replay, and how. */
export interface ReplayOptions {
  /** The recording's folder or its `watch.jsonl`. */
  readonly path: string;
  /** The moment to begin at: milliseconds since the recording began, or `end`: after its last event. Its beginning when left out. */
  readonly at?: number | 'end';
  /** How fast time runs. When left out: 1 from the beginning; 0, which holds the moment still, with `at`. */
  readonly speed?: number;
  /** A free one when left out. */
  readonly port?: number;
  /** The server poses as Kubernetes 1.`minor`, from 24 on; as the one that was recorded when left out. */
  readonly minor?: number;
}

/** An embedded cluster that runs until it is closed. */
export interface RunningSandbox extends AsyncDisposable {
  /** The kubeconfig's path. */
  readonly kubeconfig: string;
  /** The server's address. */
  readonly server: string;
  /** The recording's namespace, which is the kubeconfig's. */
  readonly namespace: string;
  readonly timeline: Timeline;
  /** What of the recording was left out, a sentence each. */
  readonly notes: readonly string[];
  readonly clock: Clock;
  readonly store: Store;
  /** Resolves when somebody has asked for its end (`sandbox stop`). */
  readonly stopped: Promise<void>;
  /** Stops serving and removes the kubeconfig. May be called twice. */
  close(): Promise<void>;
}

/** Starts replaying a recording. Throws `RecordingError` for a recording it cannot read, and what `listen` throws for a port it cannot have. */
export async function startReplay(options: ReplayOptions): Promise<RunningSandbox> {
  const { minor = Number.POSITIVE_INFINITY } = options;
  const recording = olderRecording(await readRecording(options.path), minor);
  const { events } = recording;
  const timeline = timelineOf(events, recording.logs.values());
  const { originMs, lengthMs } = timeline;
  const atMs = options.at === 'end' ? lengthMs : (options.at ?? 0);
  const speed = options.speed ?? (options.at === undefined ? 1 : 0);
  const token = randomBytes(24).toString('base64url');
  const store = new Store({ firstRevision: revisionBefore(events) });
  const clock = jumpingClock(scaledClock(originMs + atMs, speed));
  const logs = recordedLogs({ recording, originMs, store, clock });
  const server = await serveControlled({
    store,
    clock,
    token,
    logs,
    resources: [...RESOURCES, ...furtherResources(events)],
    nodes: undefined,
    describe: () => ({ kind: 'replay', recording: options.path, speed, time: new Date(clock.now()).toISOString() }),
    ...olderOptions(minor),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const stop = play(store, { events, originMs, clock });
  const namespace = namespaceOf(recording);
  const kubeconfig = await writeKubeconfig({ url: server.url, ca: server.certificateAuthority, token, namespace });
  const close = async () => {
    stop();
    await Promise.all([server.close(), kubeconfig.remove()]);
  };
  return {
    kubeconfig: kubeconfig.path,
    server: server.url,
    namespace,
    timeline,
    notes: recording.notes,
    clock,
    store,
    stopped: server.stopped,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The namespace of the recording's first Job, else of its first object that lies in one. */
function namespaceOf({ events }: Recording): string {
  const inNamespace = events.filter(({ object }) => object.metadata.namespace);
  const first = inNamespace.find(({ resource }) => resource === 'jobs') ?? inNamespace[0];
  return first?.object.metadata.namespace ?? 'default';
}
