/** Pods that do not tolerate that their node is lost are deleted, at once or after a while (Kubernetes 1.36, pkg/controller/tainteviction). */
import { type Fields, listAt, numberAt, textAt } from '../../api/fields.ts';
import { keyOf } from '../../history.ts';
import { type StoredObject, type StoreEvent, storeKey } from '../../store.ts';
import { type ControllerContext, type StartController, startWatcher, type Watcher } from '../controller.ts';
import { withDisruption } from '../disruption-target.ts';
import { tolerates } from '../taints.ts';
import type { WorkQueue } from '../work-queue.ts';

/** Evicts until the returned function is called. */
export const startTaintEviction: StartController = (context) =>
  startWatcher(context, { known: ['nodes'] }, (queue) => new TaintEviction(context, queue));

const COMPONENT = 'taint-eviction-controller';

class TaintEviction implements Watcher {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  /** The pods that are to be deleted, by key: when, in ms since the epoch. */
  readonly #due = new Map<string, number>();

  constructor(context: ControllerContext, queue: WorkQueue) {
    this.#context = context;
    this.#queue = queue;
  }

  see({ type, resource, object, previous }: StoreEvent): void {
    if (resource === 'pods') this.#seenPod(object, type === 'DELETED');
    if (resource !== 'nodes' || type === 'DELETED') return;
    if (executing(object).length > 0 || (previous && executing(previous).length > 0)) this.#seenNode(object);
  }

  #seenPod(pod: StoredObject, isGone: boolean): void {
    if (isGone) {
      this.#due.delete(keyOf(pod));
      return;
    }
    const name = textAt(pod, 'spec.nodeName');
    const node = name === '' ? undefined : this.#context.store.get('nodes', undefined, name);
    if (node && executing(node).length > 0) this.#judge(pod, executing(node));
  }

  #seenNode(node: StoredObject): void {
    const { store } = this.#context;
    const pods = store.list('pods').objects.filter((pod) => textAt(pod, 'spec.nodeName') === node.metadata.name);
    for (const pod of pods) this.#judge(pod, executing(node));
  }

  #judge(pod: StoredObject, taints: readonly Fields[]): void {
    const key = keyOf(pod);
    const graceMs = toleratedFor(taints, listAt(pod, 'spec.tolerations')) * 1000;
    const due = this.#due.get(key);
    if (pod.metadata.deletionTimestamp !== undefined || graceMs === Number.POSITIVE_INFINITY) {
      this.#due.delete(key);
      if (due !== undefined && pod.metadata.deletionTimestamp === undefined)
        this.#say(pod, `Cancelling deletion of Pod ${key}`);
      return;
    }
    if (due !== undefined && graceMs > 0) return;
    this.#due.set(key, this.#context.clock.now() + graceMs);
    this.#queue.add(key, graceMs);
  }

  look(key: string): void {
    const { store, writer, clock } = this.#context;
    const due = this.#due.get(key);
    const [namespace, name = ''] = key.split('/');
    const pod = store.get('pods', namespace, name);
    if (!pod || due === undefined || due > clock.now()) return;
    this.#due.delete(key);
    this.#say(pod, `Marking for deletion Pod ${storeKey(namespace, name)}`);
    const ref = { resource: 'pods', namespace, name };
    const because = {
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    } as const;
    writer.update(ref, (stored) => withDisruption(stored, because, clock.now()));
    writer.remove(ref);
  }

  #say(pod: StoredObject, message: string): void {
    this.#context.writer.event(pod, { type: 'Normal', reason: 'TaintManagerEviction', message, component: COMPONENT });
  }
}

function executing(node: StoredObject): readonly Fields[] {
  return listAt(node, 'spec.taints').filter(({ effect }) => effect === 'NoExecute');
}

/** For how many seconds all of the taints are tolerated: 0 where one is not, infinitely where no toleration has an end. */
function toleratedFor(taints: readonly Fields[], tolerations: readonly Fields[]): number {
  const used = taints.map((taint) => tolerations.filter((toleration) => tolerates(toleration, taint)));
  if (used.some((matching) => matching.length === 0)) return 0;
  const seconds = used
    .flat()
    .map((toleration) => numberAt(toleration, 'tolerationSeconds') ?? Number.POSITIVE_INFINITY);
  return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...seconds));
}
