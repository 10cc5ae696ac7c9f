/** Drills against an embedded cluster whose pods act as a test says. */
import { onTestFinished } from 'vitest';
import type { Cluster } from '../../src/cluster/port.ts';
import { planDrain } from '../../src/operations/drill/drain/plan.ts';
import type { DrainRequest, DrillResult, DrillUpdate } from '../../src/operations/drill/drain/request.ts';
import { drainDrills } from '../../src/operations/drill/drain.ts';
import { type RunningCluster, startCluster } from '../../src/sandbox/cluster.ts';
import type { ObjectDraft } from '../../src/sandbox/cluster-writer.ts';
import { allControllers } from '../../src/sandbox/controllers/all-controllers.ts';
import type { StoredObject } from '../../src/sandbox/store.ts';
import { type Acting, actingKubelet } from './acting-kubelet.ts';
import { aCall, aCluster } from './open-cluster.ts';

/** A cluster on a leaping clock, and how to reach it. */
export interface Drilling {
  readonly sandbox: RunningCluster;
  readonly cluster: Cluster;
}

/** Starts one; it ends with the test. Pods act as told, or, with `kubelets`, run as their scripts have it. */
export async function drilling(
  acting: Acting | ((pod: StoredObject) => Acting) | 'kubelets',
  options: { readonly seed?: number; readonly nodes?: number } = {},
): Promise<Drilling> {
  const pods = acting === 'kubelets' ? {} : { controllers: actingControllers(acting) };
  const sandbox = await startCluster({ seed: 1, nodes: 3, speed: 'max', ...pods, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, cluster: await aCluster({ kubeconfig: sandbox.kubeconfig }) };
}

function actingControllers(acting: Acting | ((pod: StoredObject) => Acting)) {
  const actingOf = typeof acting === 'function' ? acting : () => acting;
  return (ca: string) => [...allControllers(ca), actingKubelet(actingOf)];
}

/** Creates a Job `sweep` of two pods at a time, and waits until they run; `spec` says what differs. */
export async function runningJob({ sandbox }: Drilling, spec: Readonly<Record<string, unknown>> = {}): Promise<void> {
  sandbox.writer.create('jobs', sweepJob('sweep', spec));
  const wanted = Number(spec.parallelism ?? 2);
  await until(() => podsOf(sandbox).filter((pod) => phaseOf(pod) === 'Running').length >= wanted);
}

/** A Job to be created. */
export function sweepJob(name: string, spec: Readonly<Record<string, unknown>>): ObjectDraft {
  const containers = [{ name: 'main', image: 'bash:5', command: ['bash', '-c', 'work'] }];
  const template = { spec: { restartPolicy: 'Never', containers } };
  return {
    metadata: { name, namespace: 'default' },
    spec: { completions: 4, parallelism: 2, backoffLimit: 6, template, ...spec },
  };
}

/** A policy that ignores disruptions. */
export const IGNORING = {
  podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
};

/** A drill of the Job `sweep`; `rest` says what differs. */
export function aDrill(rest: Partial<DrainRequest> = {}): DrainRequest {
  let ids = 0;
  return {
    job: { name: 'sweep', namespace: 'default' },
    wish: { index: undefined, pod: undefined, node: undefined },
    scope: 'job',
    flags: { ignoreDaemonsets: false, deleteEmptydirData: false, force: false, skipWaitForDeleteSeconds: 0 },
    gracePeriodSeconds: undefined,
    disableEviction: false,
    podSelector: undefined,
    chunkSize: undefined,
    timeoutMs: 55_000,
    undoMs: 10_000,
    repeat: 1,
    untilComplete: false,
    holder: {
      host: 'desk',
      pid: 7,
      isAlive: () => undefined,
      newId: () => {
        ids += 1;
        return `drill-${ids}`;
      },
    },
    ...rest,
  };
}

/** Plans and drills to the end; `seen` is called with each update. */
export async function drilled(
  cluster: Cluster,
  request: DrainRequest,
  options: { readonly signal?: AbortSignal; readonly seen?: (update: DrillUpdate) => unknown } = {},
): Promise<readonly DrillResult[]> {
  const call = options.signal ? { signal: options.signal } : aCall();
  const planned = await planDrain(cluster, request, call);
  if (planned.kind === 'refused') throw new Error(`refused: ${planned.refusal.reason}`);
  const results: DrillResult[] = [];
  for await (const update of drainDrills(cluster, { plan: planned.plan, request }, call)) {
    if (update.kind === 'ended') results.push(update.result);
    await options.seen?.(update);
  }
  return results;
}

/**
 * What comes of something that ends when its time is up, given time enough for all that has to come before: tried with ever more of it, because a machine may do much
 * else. `attempt` begins anew each time; the last one's value is returned in any case.
 */
export async function withTimeEnough<T>(
  attempt: (timeoutMs: number) => Promise<T>,
  isEnough: (value: T) => boolean,
): Promise<T> {
  for (const timeoutMs of [600, 2500, 10_000]) {
    const value = await attempt(timeoutMs);
    if (isEnough(value)) return value;
  }
  return attempt(20_000);
}

/** The Job's pods. */
export function podsOf({ store }: RunningCluster): readonly StoredObject[] {
  return store.list('pods', { namespace: 'default' }).objects;
}

/** A pod's phase. */
export function phaseOf(pod: StoredObject): string {
  return String(Object(pod.status).phase);
}

/** Whether each node can be scheduled to, and what a drill says on it. */
export function nodesOf({ store }: RunningCluster): readonly {
  readonly name: string;
  readonly cordoned: boolean;
  readonly mark: string | undefined;
}[] {
  return store.list('nodes').objects.map(({ metadata, spec }) => ({
    name: metadata.name,
    cordoned: Object(spec).unschedulable === true,
    mark: Object(metadata.annotations)['kubectl-job/drill'],
  }));
}

/** Resolves once something holds. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
