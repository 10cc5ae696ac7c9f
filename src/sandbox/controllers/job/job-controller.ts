/** The Job controller: which Jobs to look at, when, and with which hands. */

import { JOB_TRACKING } from '../../../batch/attempts.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { isFinished } from '../../../batch/outcome.ts';
import { normaliseJob } from '../../../cluster/normalise/job.ts';
import { normalisePod } from '../../../cluster/normalise/pod.ts';
import { StatusError } from '../../api/status.ts';
import type { NewEvent, ObjectRef } from '../../cluster-writer.ts';
import { keyOf } from '../../history.ts';
import { type StoredObject, type StoreEvent, storeKey } from '../../store.ts';
import type { ControllerContext, StartController } from '../controller.ts';
import { type WorkQueue, workQueue } from '../work-queue.ts';
import { type BackoffRecord, NO_FAILURES } from './backoff-memory.ts';
import { count, isTracked } from './count.ts';
import { podDraft } from './pod-draft.ts';
import { withStatus } from './status.ts';
import { type Hands, sync } from './sync.ts';

/** What pods do is looked at together, this many milliseconds later (SyncJobBatchPeriod). */
const BATCH_MS = 1000;

/** Runs the Job controller until the returned function is called. */
export const startJobController: StartController = (context) => {
  const controller = new JobController(context);
  return () => controller.close();
};

/** The value of managedBy that means this controller, as its absence does. */
const OWN_NAME = 'kubernetes.io/job-controller';

class JobController {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  readonly #backoff = new Map<string, BackoffRecord>();
  /** The names of the pods of each Job, by its uid: a look at one Job must not cost a look at all pods. */
  readonly #podsOf = new Map<string, Set<string>>();
  readonly #unsubscribe: () => void;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = workQueue(context.clock, (key) => this.#look(key));
    this.#unsubscribe = context.store.subscribe((event) => this.#seen(event));
    for (const object of context.store.list('pods').objects) this.#seen({ type: 'ADDED', resource: 'pods', object });
    for (const object of context.store.list('jobs').objects) this.#seen({ type: 'ADDED', resource: 'jobs', object });
  }

  close(): void {
    this.#unsubscribe();
    this.#queue.close();
  }

  #seen({ type, resource, object }: Pick<StoreEvent, 'type' | 'resource' | 'object'>): void {
    if (resource === 'jobs') this.#queue.add(keyOf(object));
    if (resource !== 'pods') return;
    const owner = normalisePod(object).metadata.ownerReferences.find(
      ({ controller, kind }) => controller && kind === 'Job',
    );
    if (!owner) return;
    const names = this.#podsOf.get(owner.uid) ?? new Set();
    if (type === 'DELETED') names.delete(object.metadata.name);
    else names.add(object.metadata.name);
    this.#podsOf.set(owner.uid, names);
    this.#queue.add(storeKey(object.metadata.namespace, owner.name), BATCH_MS);
  }

  #look(key: string): void {
    const [namespace, name = ''] = key.split('/');
    const object = this.#context.store.get('jobs', namespace, name);
    if (!object) return;
    const job = normaliseJob(object);
    if ((job.spec.managedBy ?? OWN_NAME) !== OWN_NAME) return;
    const pods = this.#pods(job);
    if (isFinished(job)) {
      release(this.#context, pods);
      return;
    }
    const remembered = this.#backoff.get(job.metadata.uid) ?? NO_FAILURES;
    const { backoff, againInMs } = sync(count(job, pods), remembered, handsFor(this.#context, object, job));
    this.#backoff.set(job.metadata.uid, backoff);
    if (againInMs !== undefined) this.#queue.add(key, againInMs);
  }

  #pods({ metadata }: Job): readonly Pod[] {
    const names = [...(this.#podsOf.get(metadata.uid) ?? [])];
    const objects = names.map((name) => this.#context.store.get('pods', metadata.namespace, name));
    return objects.filter((object) => object !== undefined).map(normalisePod);
  }
}

function handsFor(context: ControllerContext, object: StoredObject, job: Job): Hands {
  const { writer, clock } = context;
  const ref = { resource: 'jobs', namespace: job.metadata.namespace, name: job.metadata.name };
  const event = (type: NewEvent['type'], because: Pick<NewEvent, 'reason' | 'message'>) =>
    writer.event(object, { type, ...because, component: 'job-controller' });
  const remove = (pod: Pod) => {
    writer.remove(podRef(pod));
    event('Normal', { reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
  };
  return {
    now: clock.now(),
    event,
    writeStatus: (status) => void writer.update(ref, (stored) => withStatus(stored, status)),
    release: (pods) => release(context, pods),
    deletePods: (pods) => {
      for (const pod of pods) remove(pod);
      return pods.length;
    },
    dropPods: (pods) => {
      release(context, pods);
      for (const pod of pods) remove(pod);
      return pods.length;
    },
    createPods: (tries) => {
      let made = 0;
      for (const attempt of tries) {
        try {
          const { metadata } = writer.create('pods', podDraft(job, attempt));
          event('Normal', { reason: 'SuccessfulCreate', message: `Created pod: ${metadata.name}` });
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          event('Warning', { reason: 'FailedCreate', message: `Error creating: ${error.message}` });
          break;
        }
        made += 1;
      }
      return made;
    },
  };
}

/** Takes the finalizer off the pods that have it: they have been counted, or never will be. */
function release({ writer }: ControllerContext, pods: readonly Pod[]): void {
  for (const pod of pods.filter(isTracked)) {
    writer.update(podRef(pod), (stored) => {
      const { finalizers, ...metadata } = stored.metadata;
      const left = (Array.isArray(finalizers) ? finalizers : []).filter((finalizer) => finalizer !== JOB_TRACKING);
      return { ...stored, metadata: left.length > 0 ? { ...metadata, finalizers: left } : metadata };
    });
  }
}

function podRef({ metadata }: Pod): ObjectRef {
  return { resource: 'pods', namespace: metadata.namespace, name: metadata.name };
}
