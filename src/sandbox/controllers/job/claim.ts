/** Which pods a Job takes on and which it gives up (Kubernetes 1.36, pkg/controller/controller_ref_manager.go, ClaimPods). */
import { JOB_TRACKING } from '../../../batch/attempts.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { fieldAt, listAt, textsAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';
import { selectsLabels } from '../../validation/metadata/labels.ts';

/** Whether a Job's selector is about a pod. */
export function isSelectedBy(job: StoredObject, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selectsLabels(fieldAt(job, 'spec.selector'), labels ?? {});
}

/** The pods without a controller that a Job takes on: none while either is being deleted. */
export function adoptable(job: StoredObject, orphans: readonly Pod[]): readonly Pod[] {
  if (job.metadata.deletionTimestamp !== undefined) return [];
  return orphans.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined && isSelectedBy(job, metadata.labels),
  );
}

/** The pods that a Job no longer is about, and gives up. */
export function releasable(job: StoredObject, own: readonly Pod[]): readonly Pod[] {
  if (job.metadata.deletionTimestamp !== undefined) return [];
  return own.filter(({ metadata }) => !isSelectedBy(job, metadata.labels));
}

/** A pod that a Job has taken on. */
export function adopted(pod: StoredObject, { metadata }: Job): StoredObject {
  const { name, uid } = metadata;
  const reference = { apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true, blockOwnerDeletion: true };
  const finalizers = textsAt(pod, 'metadata.finalizers');
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ownerReferences: [...listAt(pod, 'metadata.ownerReferences'), reference],
      finalizers: finalizers.includes(JOB_TRACKING) ? finalizers : [...finalizers, JOB_TRACKING],
    },
  };
}

/** A pod that a Job has given up. */
export function givenUp(pod: StoredObject, jobUid: string): StoredObject {
  const owners = listAt(pod, 'metadata.ownerReferences').filter(({ uid }) => uid !== jobUid);
  const { ownerReferences: _, ...metadata } = pod.metadata;
  return withoutTracking({ ...pod, metadata: owners.length > 0 ? { ...metadata, ownerReferences: owners } : metadata });
}

/** A pod that nobody waits to count any more. */
export function withoutTracking(pod: StoredObject): StoredObject {
  const finalizers = textsAt(pod, 'metadata.finalizers');
  if (!finalizers.includes(JOB_TRACKING)) return pod;
  const { finalizers: _, ...metadata } = pod.metadata;
  const left = finalizers.filter((finalizer) => finalizer !== JOB_TRACKING);
  return { ...pod, metadata: left.length > 0 ? { ...metadata, finalizers: left } : metadata };
}
