/** A recording in the embedded cluster, on a clock that stands still until the test moves it: an hour passes in a moment. */
import { join } from 'node:path';
import { recordedLogs } from '../../src/sandbox/replay/recorded-logs.ts';
import { type Recording, readRecording } from '../../src/sandbox/replay/recording.ts';
import { play, revisionBefore } from '../../src/sandbox/replay/replay.ts';
import { timelineOf } from '../../src/sandbox/replay/timeline.ts';
import { Store } from '../../src/sandbox/store.ts';
import { RECORDINGS } from './recordings.ts';
import { steppedClock } from './stepped-clock.ts';
import { serveStore } from './store-cluster.ts';

/** A replay that stands still. `await using` ends it. */
export interface SteppedReplay extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly store: Store;
  /** Lets time pass up to a moment, in milliseconds since the recording began; all that happened till then happens now. */
  moveTo(moment: number | 'end'): void;
}

/** A recording of `test/recordings`, read once. */
export function recordingOf(name: string): Promise<Recording> {
  const known = recordings.get(name);
  if (known) return known;
  const read = readRecording(join(RECORDINGS, name));
  recordings.set(name, read);
  return read;
}

const recordings = new Map<string, Promise<Recording>>();

/** Starts a replay that stands at a moment. */
export async function steppedReplay(name: string, moment: number | 'end'): Promise<SteppedReplay> {
  const recording = await recordingOf(name);
  const { events } = recording;
  const { originMs, lengthMs } = timelineOf(events, recording.logs.values());
  const clock = steppedClock(originMs + (moment === 'end' ? lengthMs : moment));
  const store = new Store({ firstRevision: revisionBefore(events) });
  const logs = recordedLogs({ recording, originMs, store, clock });
  const namespace = events.find(({ resource }) => resource === 'jobs')?.object.metadata.namespace ?? name;
  const server = await serveStore({ store, clock, logs, namespace });
  const stop = play(store, { events, originMs, clock });
  return {
    kubeconfig: server.kubeconfig,
    namespace,
    store,
    moveTo: (to) => clock.moveTo(originMs + (to === 'end' ? lengthMs : to)),
    [Symbol.asyncDispose]: async () => {
      stop();
      await server[Symbol.asyncDispose]();
    },
  };
}
