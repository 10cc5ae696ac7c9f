import type { Condition, ObjectMeta, OwnerReference } from '../../batch/objects.ts';
import type { Fields } from './fields.ts';

/** `metadata`, with the annotations that `keep` lets through (all of them without it). */
export function readMeta(object: Fields, keep?: (annotation: string) => boolean): ObjectMeta {
  const meta = object.object('metadata');
  return {
    name: meta.text('name') ?? '',
    namespace: meta.text('namespace') ?? '',
    uid: meta.text('uid') ?? '',
    resourceVersion: meta.text('resourceVersion') ?? '',
    creationTimestamp: meta.time('creationTimestamp'),
    deletionTimestamp: meta.time('deletionTimestamp'),
    deletionGracePeriodSeconds: meta.integer('deletionGracePeriodSeconds'),
    labels: meta.map('labels'),
    annotations: meta.map('annotations', keep),
    ownerReferences: meta.objects('ownerReferences').map(readOwner),
    finalizers: meta.texts('finalizers'),
  };
}

/** `status.conditions`; an entry without a type says nothing and is left out. */
export function readConditions(status: Fields): readonly Condition[] {
  return status.objects('conditions').flatMap((condition) => {
    const type = condition.text('type');
    if (!condition.has('type')) condition.reject('type');
    if (type === undefined) return [];
    return {
      type,
      status: condition.text('status') ?? 'Unknown',
      reason: condition.text('reason') ?? '',
      message: condition.text('message') ?? '',
      lastTransitionTime: condition.time('lastTransitionTime'),
    };
  });
}

function readOwner(owner: Fields): OwnerReference {
  return {
    kind: owner.text('kind') ?? '',
    name: owner.text('name') ?? '',
    uid: owner.text('uid') ?? '',
    controller: owner.flag('controller') ?? false,
  };
}
