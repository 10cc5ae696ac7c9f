/** What the Job controller does to the cluster (Kubernetes 1.36, pkg/controller/job/job_controller.go, pkg/controller/controller_utils.go). */
import type { Job, Pod } from '../../../batch/objects.ts';
import { fieldAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { NewEvent, ObjectRef } from '../../cluster-writer.ts';
import type { StoredObject } from '../../store.ts';
import type { ControllerContext } from '../controller.ts';
import { withoutTracking } from './claim.ts';
import { isTracked } from './count.ts';
import { podDraft } from './pod-draft.ts';
import { withStatus } from './status.ts';
import type { Hands } from './sync.ts';

/** The hands for a look at a Job, whose object this is. */
export function handsFor(context: ControllerContext, object: StoredObject, job: Job): Hands {
  const { writer, clock } = context;
  const ref = { resource: 'jobs', namespace: job.metadata.namespace, name: job.metadata.name };
  const event = (type: NewEvent['type'], because: Pick<NewEvent, 'reason' | 'message'>) =>
    writer.event(object, { type, ...because, component: 'job-controller' });
  const remove = (pods: readonly Pod[]) => {
    for (const pod of pods) {
      writer.remove(podRef(pod));
      event('Normal', { reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
    }
    return pods.length;
  };
  return {
    now: clock.now(),
    event,
    writeStatus: (status) => {
      if (status.ready > status.active && isNewlyReady(context, ref, status)) return 'refused';
      const before = context.store.get('jobs', ref.namespace, ref.name);
      return writer.update(ref, (stored) => withStatus(stored, status)) === before ? 'same' : 'written';
    },
    release: (pods) => release(context, pods),
    deletePods: remove,
    dropPods: (pods) => {
      release(context, pods);
      return remove(pods);
    },
    createPods: (tries) => slowStart(tries, (attempt) => makePod(context, podDraft(job, attempt), event)),
  };
}

/** Takes the finalizer off the pods that have it: they have been counted, or never will be. */
export function release({ writer }: ControllerContext, pods: readonly Pod[]): void {
  for (const pod of pods.filter(isTracked)) writer.update(podRef(pod), withoutTracking);
}

/** Where a pod is. */
export function podRef({ metadata }: Pod): ObjectRef {
  return { resource: 'pods', namespace: metadata.namespace, name: metadata.name };
}

/** The API looks at the two only where one of them changes (pkg/apis/batch/validation, `RejectMoreReadyThanActivePods`). */
function isNewlyReady(
  { store }: ControllerContext,
  ref: ObjectRef,
  { active, ready }: { readonly active: number; readonly ready: number },
): boolean {
  const stored = store.get('jobs', ref.namespace, ref.name);
  return active !== (fieldAt(stored, 'status.active') ?? 0) || ready !== (fieldAt(stored, 'status.ready') ?? 0);
}

type MakeEvent = (type: NewEvent['type'], because: Pick<NewEvent, 'reason' | 'message'>) => void;

function makePod({ writer }: ControllerContext, draft: ReturnType<typeof podDraft>, event: MakeEvent): boolean {
  try {
    const { metadata } = writer.create('pods', draft);
    event('Normal', { reason: 'SuccessfulCreate', message: `Created pod: ${metadata.name}` });
    return true;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const isEnding = error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating');
    if (!isEnding) event('Warning', { reason: 'FailedCreate', message: `Error creating: ${error.message}` });
    return false;
  }
}

/** One, then two, then four at a time: where the API refuses, it is not asked for all the others. Returns how many were made. */
function slowStart<Item>(items: readonly Item[], make: (item: Item) => boolean): number {
  let made = 0;
  let size = 1;
  for (let from = 0; from < items.length; from += size / 2) {
    const batch = items.slice(from, from + size);
    const successes = batch.filter((item) => make(item)).length;
    made += successes;
    size *= 2;
    if (successes < batch.length) break;
  }
  return made;
}
