import type { Condition, ObjectMeta, OwnerReference } from '../../batch/objects.ts';
import { Alike } from './alike.ts';
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
    finalizers: readFinalizers(meta),
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

const conditions = new Alike<Condition>();
const owners = new Alike<OwnerReference>();
const finalizers = new Alike<readonly string[]>();

function shared(condition: Condition): Condition {
  const { type, status, reason, message, lastTransitionTime } = condition;
  return conditions.of(`${type}\n${status}\n${reason}\n${lastTransitionTime}\n${message}`, condition);
}

function readOwner(owner: Fields): OwnerReference {
  const read = {
    kind: owner.text('kind') ?? '',
    name: owner.text('name') ?? '',
    uid: owner.text('uid') ?? '',
    controller: owner.flag('controller') ?? false,
  };
  return owners.of(`${read.kind}\n${read.name}\n${read.uid}\n${read.controller}`, read);
}

function readFinalizers(meta: Fields): readonly string[] {
  const read = meta.texts('finalizers');
  return finalizers.of(read.join('\n'), read);
}
