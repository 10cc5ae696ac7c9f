/** Puts a living cluster together: a store that clients and controllers write to, on a clock, served over loopback, with a kubeconfig. */
import { randomBytes } from 'node:crypto';
import type { LogSource } from './api/log-source.ts';
import { podExecVerbs } from './api/pod-exec.ts';
import { READING_VERBS } from './api/reading-verbs.ts';
import { type Clock, scaledClock } from './clock.ts';
import type { ClusterWriter } from './cluster-writer.ts';
import { type ControlledServer, serveControlled } from './control/serve-controlled.ts';
import { allControllers } from './controllers/all-controllers.ts';
import type { ControllerContext, StartController } from './controllers/controller.ts';
import { type ClusterFaults, FaultError, type FaultyParts } from './faults/cluster-faults.ts';
import { createFirstObjects } from './first-objects.ts';
import { type JumpingClock, jumpingClock } from './jumping-clock.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { Kubelet, type PodScenario } from './kubelet/kubelet.ts';
import { leapingClock } from './leaping-clock.ts';
import { NodeHealth } from './node-health.ts';
import { openapiPages } from './openapi/openapi-answer.ts';
import { olderOptions, poseOf } from './posing/older-server.ts';
import { type Random, seededRandom } from './random.ts';
import type { TimedFault } from './scenario/scenario.ts';
import { arrangeFaults, type FaultStage } from './scenario/timed-faults.ts';
import { Store } from './store.ts';
import { timestamp } from './writing/metadata.ts';
import { CLUSTER_RESOURCES } from './writing/resources.ts';
import { clusterWriter } from './writing/writer.ts';
import { writingVerbs } from './writing/writing-verbs.ts';

/** What cluster to start. */
export interface ClusterOptions {
  /** 3 when left out. */
  readonly nodes?: number;
  /** How many times as fast as the wall clock time runs, 1 when left out; `max`: it leaps to whatever is awaited next. */
  readonly speed?: number | 'max';
  /** The same seed gives the same names and uids; by chance when left out. */
  readonly seed?: number;
  /** The time it begins at, milliseconds since the epoch; now when left out. */
  readonly startMs?: number;
  /** A free port when left out. */
  readonly port?: number;
  /** Where logs come from: the containers of the cluster's own pods, when left out. */
  readonly logs?: LogSource;
  /** Which controllers run, all (and the kubelets) when left out. */
  readonly controllers?: ((certificateAuthority: string) => readonly StartController[]) | undefined;
  /** Whose time it is, instead of `speed` and `startMs`. */
  readonly clock?: Clock;
  /** What becomes of pods that is not as their commands have it. */
  readonly pods?: PodScenario;
  /** The server poses as Kubernetes 1.`minor`, from 24 on; it is 1.36 when left out. The controllers are. */
  readonly minor?: number | undefined;
  /** What goes wrong by itself, and when. */
  readonly faults?: readonly TimedFault[];
}

/** An embedded cluster that lives until it is closed. */
export interface RunningCluster extends AsyncDisposable {
  /** The kubeconfig's path. */
  readonly kubeconfig: string;
  /** The server's address. */
  readonly server: string;
  /** The kubeconfig's namespace. */
  readonly namespace: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly store: Store;
  readonly writer: ClusterWriter;
  readonly random: Random;
  readonly faults: ClusterFaults;
  /** Resolves when somebody has asked for its end (`sandbox stop`). */
  readonly stopped: Promise<void>;
  /** By which nodes are lost and found again. */
  readonly nodeHealth: NodeHealth;
  /** Ends the controllers, stops serving and removes the kubeconfig. May be called twice. */
  close(): Promise<void>;
}

/** Starts a cluster. Rejects with what `listen` throws for a port it cannot have. */
export async function startCluster(options: ClusterOptions = {}): Promise<RunningCluster> {
  const { nodes = 3, seed = randomBytes(4).readUInt32BE(), port, minor = Number.POSITIVE_INFINITY } = options;
  const context = contextFor(options, seed);
  const pose = poseOf(minor);
  const kubelet = new Kubelet(context, options.pods);
  const { store, clock } = context;
  const described = {
    resources: CLUSTER_RESOURCES,
    verbs: [...READING_VERBS, ...writingVerbs({ ...context, pose }), ...podExecVerbs],
  };
  const token = randomBytes(24).toString('base64url');
  const server = await serveControlled({
    store,
    clock,
    token,
    logs: options.logs ?? kubelet.logs,
    exec: kubelet,
    ...described,
    nodes: faultyNodes(context),
    describe: () => describeCluster(context, options, seed),
    pages: openapiPages(described),
    pose,
    ...olderOptions(minor),
    ...(port === undefined ? {} : { port }),
  });
  createFirstObjects(context.writer, { nodes, since: timestamp(clock), port: server.port });
  const stops = [await arranged(options.faults, { clock, store, faults: server.faults }, server)];
  const controllers = options.controllers?.(server.certificateAuthority) ?? [
    ...allControllers(server.certificateAuthority),
    kubelet.start,
  ];
  stops.push(...controllers.map((start) => start(context)));
  const namespace = 'default';
  const kubeconfig = await writeKubeconfig({ url: server.url, ca: server.certificateAuthority, token, namespace });
  const close = async () => {
    for (const stop of stops.splice(0)) stop();
    await Promise.all([server.close(), kubeconfig.remove()]);
  };
  return {
    kubeconfig: kubeconfig.path,
    server: server.url,
    namespace,
    seed,
    ...context,
    faults: server.faults,
    stopped: server.stopped,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The faults of a scenario, arranged; where they cannot be, nothing is left running. */
async function arranged(
  faults: readonly TimedFault[] = [],
  stage: FaultStage,
  server: Pick<ControlledServer, 'close'>,
): Promise<() => void> {
  try {
    return arrangeFaults(faults, stage);
  } catch (error) {
    await server.close();
    throw error;
  }
}

function contextFor(
  { speed = 1, startMs = Date.now(), clock: given }: ClusterOptions,
  seed: number,
): ControllerContext & { readonly clock: JumpingClock } {
  const store = new Store({ historyLimit: HISTORY });
  const clock = jumpingClock(given ?? (speed === 'max' ? leapingClock(startMs) : scaledClock(startMs, speed)));
  const random = seededRandom(seed);
  return { store, clock, random, writer: clusterWriter({ store, clock, random }), nodeHealth: new NodeHealth() };
}

/** The past changes of each resource that are kept for watchers: those of a big Job's last minute. */
const HISTORY = 8000;

/** Nodes, as faults know them. */
function faultyNodes({ store, nodeHealth }: ControllerContext): NonNullable<FaultyParts['nodes']> {
  const known = (name: string) => {
    if (store.get('nodes', undefined, name)) return name;
    const names = store.list('nodes').objects.map(({ metadata }) => metadata.name);
    throw new FaultError(`there is no node "${name}": there are ${names.join(', ') || 'none'}`);
  };
  return { lose: (name) => nodeHealth.lose(known(name)), restore: (name) => nodeHealth.restore(known(name)) };
}

/** What a cluster says of itself, `sandbox status` shows it. */
function describeCluster({ store, clock }: ControllerContext, { speed = 1 }: ClusterOptions, seed: number): object {
  const count = (resource: string) => store.list(resource).objects.length;
  return {
    kind: 'cluster',
    ...{ speed, seed, time: new Date(clock.now()).toISOString() },
    ...{ nodes: count('nodes'), namespaces: count('namespaces'), jobs: count('jobs'), pods: count('pods') },
  };
}
