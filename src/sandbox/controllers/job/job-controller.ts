/** The Job controller: which Jobs to look at, when, and with which hands (Kubernetes 1.36, pkg/controller/job/job_controller.go). */
import type { Job, Pod } from '../../../batch/objects.ts';
import { isFinished } from '../../../batch/outcome.ts';
import { normaliseJob } from '../../../cluster/normalise/job.ts';
import { textAt } from '../../api/fields.ts';
import { keyOf } from '../../history.ts';
import { type StoredObject, type StoreEvent, storeKey } from '../../store.ts';
import { type ControllerContext, type StartController, startWatcher, type Watcher } from '../controller.ts';
import { LookAgain, type WorkQueue } from '../work-queue.ts';
import { type BackoffRecord, NO_FAILURES } from './backoff-memory.ts';
import { adoptable, adopted, givenUp, isSelectedBy, releasable } from './claim.ts';
import { count, isTracked } from './count.ts';
import { handsFor, podRef, release } from './hands.ts';
import { type Controller, controllerOf, JobPods } from './job-pods.ts';
import { BATCH_MS, sync } from './sync.ts';

/** Runs the Job controller until the returned function is called. */
export const startJobController: StartController = (context) =>
  startWatcher(context, { known: ['pods', 'jobs'] }, (queue) => new JobController(context, queue));

/** The value of managedBy that means this controller, as its absence does. */
const OWN_NAME = 'kubernetes.io/job-controller';

class JobController implements Watcher {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  readonly #backoff = new Map<string, BackoffRecord>();
  readonly #pods = new JobPods();

  constructor(context: ControllerContext, queue: WorkQueue) {
    this.#context = context;
    this.#queue = queue;
  }

  see(event: StoreEvent): void {
    if (event.resource === 'jobs') this.#seenJob(event);
    if (event.resource === 'pods') this.#seenPod(event);
  }

  /** What a user changes is looked at at once, what only changed in status a little later. */
  #seenJob({ type, object, previous }: StoreEvent): void {
    if (type === 'DELETED') {
      const { uid = '' } = object.metadata;
      this.#backoff.delete(uid);
      this.#release(this.#pods.of(uid));
      return;
    }
    const isSame = previous !== undefined && previous.metadata.generation === object.metadata.generation;
    this.#queue.add(keyOf(object), isSame ? BATCH_MS : 0);
  }

  #seenPod(event: StoreEvent): void {
    const { type, object, previous } = event;
    const { namespace = '' } = object.metadata;
    const controller = this.#pods.see(event);
    const before = previous && controllerOf(previous);
    if (before && before.uid !== controller?.uid) this.#queue.add(storeKey(namespace, before.name), BATCH_MS);
    if (controller) {
      this.#queue.add(storeKey(namespace, controller.name), BATCH_MS);
      this.#releaseLeft(object, controller);
    } else if (type !== 'DELETED') this.#seenOrphan(object, previous);
  }

  /** A pod that nobody controls is not waited for; a Job may take it on. */
  #seenOrphan(object: StoredObject, previous: StoredObject | undefined): void {
    const { namespace = '', labels } = object.metadata;
    const orphan = this.#pods.orphan(object.metadata);
    if (!orphan) return;
    this.#release([orphan]);
    const isSame =
      previous?.metadata.labels === labels && previous?.metadata.ownerReferences === object.metadata.ownerReferences;
    if (previous && isSame) return;
    for (const job of this.#context.store.list('jobs', { namespace }).objects) {
      if (isSelectedBy(job, labels)) this.#queue.add(keyOf(job), BATCH_MS);
    }
  }

  /** A pod whose Job is gone is not waited for either. */
  #releaseLeft({ metadata }: StoredObject, { name, uid }: Controller): void {
    if (this.#context.store.get('jobs', metadata.namespace, name)?.metadata.uid === uid) return;
    this.#release(this.#pods.of(uid).filter((pod) => pod.metadata.uid === metadata.uid));
  }

  /** Once what is going on now is over. */
  #release(pods: readonly Pod[]): void {
    if (pods.some(isTracked)) queueMicrotask(() => release(this.#context, pods));
  }

  look(key: string): void {
    const [namespace, name = ''] = key.split('/');
    const object = this.#context.store.get('jobs', namespace, name);
    if (!object || isManagedElsewhere(object)) return;
    const job = normaliseJob(object);
    if (isFinished(job)) {
      release(this.#context, this.#pods.of(job.metadata.uid));
      this.#backoff.delete(job.metadata.uid);
      return;
    }
    const pods = this.#claim(object, job);
    const remembered = this.#backoff.get(job.metadata.uid) ?? NO_FAILURES;
    const synced = sync(count(job, pods), remembered, handsFor(this.#context, object, job));
    this.#backoff.set(job.metadata.uid, synced.backoff);
    if (synced.againInMs !== undefined) this.#queue.add(key, synced.againInMs);
    if (synced.hasFailed) throw new LookAgain();
  }

  /** The Job's pods, after it has taken on those that nobody has and given up those that it is no longer about. */
  #claim(object: StoredObject, job: Job): readonly Pod[] {
    const { writer } = this.#context;
    const { namespace, uid } = job.metadata;
    for (const pod of adoptable(object, this.#pods.orphansIn(namespace))) {
      writer.update(podRef(pod), (stored) => adopted(stored, job));
    }
    for (const pod of releasable(object, this.#pods.of(uid))) {
      writer.update(podRef(pod), (stored) => givenUp(stored, uid));
      this.#pods.drop(uid, pod);
    }
    return inOrder(this.#pods.of(uid), job);
  }
}

function isManagedElsewhere(job: StoredObject): boolean {
  return ![OWN_NAME, ''].includes(textAt(job, 'spec.managedBy'));
}

/** Indexed pods come in the order of their indexes, so that these are counted in turn. */
function inOrder(pods: readonly Pod[], { spec }: Job): readonly Pod[] {
  if (spec.completionMode !== 'Indexed') return pods;
  const index = ({ metadata }: Pod) => Number(metadata.annotations['batch.kubernetes.io/job-completion-index'] ?? -1);
  return pods
    .map((pod) => ({ pod, at: index(pod) }))
    .sort((a, b) => a.at - b.at)
    .map(({ pod }) => pod);
}
