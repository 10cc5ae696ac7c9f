/** The scheduler: which pods wait for a node, when each is tried, and what comes of it (Kubernetes 1.36, pkg/scheduler). */
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { ObjectRef } from '../../cluster-writer.ts';
import { keyOf } from '../../history.ts';
import { sameJson } from '../../schema/same-json.ts';
import type { StoredObject, StoreEvent } from '../../store.ts';
import { timestamp } from '../../writing/metadata.ts';
import type { ControllerContext, StartController } from '../controller.ts';
import { type WorkQueue, workQueue } from '../work-queue.ts';
import { type Decision, decide } from './decide.ts';
import type { FilterName } from './fit.ts';
import { hasEnded, Placement, podInfo } from './placement.ts';

/** Finds nodes for pods until the returned function is called. */
export const startScheduler: StartController = (context) => {
  const scheduler = new Scheduler(context);
  return () => scheduler.close();
};

const NAME = 'default-scheduler';
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 10_000;

/** A pod that could go nowhere. */
interface Waiting {
  readonly uid: string;
  readonly attempts: number;
  readonly triedAt: number;
  readonly rejectedBy: ReadonlySet<FilterName>;
}

class Scheduler {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  readonly #placement: Placement;
  readonly #waiting = new Map<string, Waiting>();
  readonly #unsubscribe: () => void;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = workQueue(context.clock, (key) => this.#try(key));
    this.#placement = new Placement(context.store);
    this.#unsubscribe = context.store.subscribe((event) => this.#seen(event));
    for (const pod of context.store.list('pods').objects) if (wantsNode(pod)) this.#queue.add(keyOf(pod));
  }

  close(): void {
    this.#unsubscribe();
    this.#queue.close();
  }

  #seen(event: StoreEvent): void {
    const { type, resource, object, previous } = event;
    if (resource !== 'pods' && resource !== 'nodes') return;
    this.#placement.see(event);
    if (resource === 'nodes') {
      if (type !== 'DELETED' && isNewsOfNode(object, previous)) this.#wake(() => true);
      return;
    }
    if (type === 'DELETED') this.#waiting.delete(keyOf(object));
    else if (wantsNode(object) && isNewsOfPod(object, previous)) this.#queue.add(keyOf(object));
    this.#seenPlaced(object, type === 'DELETED' ? undefined : previous);
  }

  /** A pod that comes, goes or is labelled anew makes room, or changes what others may be near to. */
  #seenPlaced(pod: StoredObject, previous: StoredObject | undefined): void {
    if (this.#waiting.size === 0 || textAt(pod, 'spec.nodeName') === '') return;
    const isOver = hasEnded(pod) && (previous === undefined || !hasEnded(previous));
    const isGone =
      previous === undefined &&
      this.#context.store.get('pods', pod.metadata.namespace, pod.metadata.name) === undefined;
    if (isOver || isGone) this.#wake(({ rejectedBy }) => MENDED_BY_ROOM.some((name) => rejectedBy.has(name)));
    else if (
      previous === undefined ||
      textAt(previous, 'spec.nodeName') === '' ||
      !sameJson(previous.metadata.labels, pod.metadata.labels)
    ) {
      this.#wake(({ rejectedBy }) => MENDED_BY_NEIGHBOURS.some((name) => rejectedBy.has(name)));
    }
  }

  #wake(isMeant: (waiting: Waiting) => boolean): void {
    const now = this.#context.clock.now();
    for (const [key, waiting] of this.#waiting) {
      if (!isMeant(waiting)) continue;
      const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (waiting.attempts - 1));
      this.#queue.add(key, Math.max(0, waiting.triedAt + backoff - now));
    }
  }

  #try(key: string): void {
    const { store } = this.#context;
    const [namespace, name = ''] = key.split('/');
    const pod = store.get('pods', namespace, name);
    if (!pod || !wantsNode(pod)) {
      this.#waiting.delete(key);
      return;
    }
    const decision = decide(podInfo(pod), this.#placement.nodes, this.#context);
    if (decision.kind === 'node') this.#bind(pod, decision.name);
    else this.#wait(pod, decision);
  }

  #bind(pod: StoredObject, node: string): void {
    const { writer } = this.#context;
    this.#waiting.delete(keyOf(pod));
    try {
      const bound = writer.bind(refOf(pod), node);
      const { namespace, name } = pod.metadata;
      const message = `Successfully assigned ${namespace}/${name} to ${node}`;
      writer.event(bound, { type: 'Normal', reason: 'Scheduled', message, component: NAME, action: 'Binding' });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  #wait(pod: StoredObject, { message, rejectedBy }: Extract<Decision, { kind: 'nowhere' }>): void {
    const { writer, clock } = this.#context;
    const key = keyOf(pod);
    const before = this.#waiting.get(key);
    const attempts = before && before.uid === pod.metadata.uid ? before.attempts + 1 : 1;
    this.#waiting.set(key, { uid: pod.metadata.uid ?? '', attempts, triedAt: clock.now(), rejectedBy });
    const event = {
      type: 'Warning',
      reason: 'FailedScheduling',
      message,
      component: NAME,
      action: 'Scheduling',
    } as const;
    writer.event(pod, event);
    writer.update(refOf(pod), (stored) => withUnschedulable(stored, message, timestamp(clock)));
  }
}

/** What more room on a node, or other pods near it, can change. */
const MENDED_BY_ROOM: readonly FilterName[] = [
  'NodePorts',
  'NodeResourcesFit',
  'PodTopologySpread',
  'InterPodAffinity',
];
const MENDED_BY_NEIGHBOURS: readonly FilterName[] = ['PodTopologySpread', 'InterPodAffinity'];

function refOf({ metadata }: StoredObject): ObjectRef {
  return { resource: 'pods', namespace: metadata.namespace, name: metadata.name };
}

/** Gated pods are not looked at until their gates are gone. */
function wantsNode(pod: StoredObject): boolean {
  if (textAt(pod, 'spec.nodeName') !== '' || hasEnded(pod) || pod.metadata.deletionTimestamp !== undefined)
    return false;
  const scheduler = textAt(pod, 'spec.schedulerName');
  return (scheduler === '' || scheduler === NAME) && listAt(pod, 'spec.schedulingGates').length === 0;
}

function isNewsOfPod(pod: StoredObject, previous: StoredObject | undefined): boolean {
  return !previous || !sameJson(pod.spec, previous.spec) || !sameJson(pod.metadata.labels, previous.metadata.labels);
}

/** A heartbeat is no news. */
function isNewsOfNode(node: StoredObject, previous: StoredObject | undefined): boolean {
  if (!previous) return true;
  const same = (one: StoredObject): Fields => {
    const status = typeof one.status === 'object' && one.status !== null ? { ...one.status } : {};
    return {
      spec: one.spec,
      labels: one.metadata.labels,
      ...('allocatable' in status ? { has: status.allocatable } : {}),
    };
  };
  return !sameJson(same(node), same(previous));
}

function withUnschedulable(pod: StoredObject, message: string, now: string): StoredObject {
  const conditions = listAt(pod, 'status.conditions');
  const before = conditions.find(({ type }) => type === 'PodScheduled');
  const isSame = before?.status === 'False' && before.reason === 'Unschedulable' && before.message === message;
  if (isSame) return pod;
  const condition: Fields = {
    type: 'PodScheduled',
    observedGeneration: pod.metadata.generation,
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: before?.status === 'False' ? before.lastTransitionTime : now,
    reason: 'Unschedulable',
    message,
  };
  const others = conditions.filter((one) => one !== before);
  const status = typeof pod.status === 'object' && pod.status !== null ? pod.status : {};
  return { ...pod, status: { phase: 'Pending', conditions: [...others, condition], ...withoutConditions(status) } };
}

function withoutConditions(status: object): Fields {
  return Object.fromEntries(Object.entries(status).filter(([field]) => field !== 'conditions'));
}
