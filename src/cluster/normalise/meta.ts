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
    return shared({
      type,
      status: condition.text('status') ?? 'Unknown',
      reason: condition.text('reason') ?? '',
      message: condition.text('message') ?? '',
      lastTransitionTime: condition.time('lastTransitionTime'),
    });
  });
}

/** The conditions seen of late, by all they say. */
const known = new Map<string, Condition>();

const MOST_KNOWN = 4096;

/** Conditions that say the same are one object: they are more than half of what is kept of 10,000 pods that run. */
function shared(condition: Condition): Condition {
  const { type, status, reason, message, lastTransitionTime } = condition;
  const all = `${type}\n${status}\n${reason}\n${lastTransitionTime}\n${message}`;
  const same = known.get(all);
  if (same) return same;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(all, condition);
  return condition;
}

function readOwner(owner: Fields): OwnerReference {
  return {
    kind: owner.text('kind') ?? '',
    name: owner.text('name') ?? '',
    uid: owner.text('uid') ?? '',
    controller: owner.flag('controller') ?? false,
  };
}
