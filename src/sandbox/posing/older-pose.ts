/**
 * A living cluster that poses as an older one. Its store and its controllers know everything; clients are told what such a server tells, what it has
 * no field for is dropped from what they send, and what they were not told of stays as it is when they write.
 */
import { type Fields, isFields } from '../api/fields.ts';
import type { Pose } from '../pose.ts';
import { sameJson } from '../schema/same-json.ts';
import type { StoredObject } from '../store.ts';
import { olderObject } from './older-objects.ts';

/** The pose of a server 1.`minor`. */
export function olderPose(minor: number): Pose {
  /** Objects are never altered, and one is told to many. */
  const known = new WeakMap<StoredObject, StoredObject>();
  const told: Pose['told'] = (resource, object) => {
    const before = known.get(object);
    if (before) return before;
    const older = olderObject(resource, object, minor);
    known.set(object, older);
    return older;
  };
  return {
    told,
    taken: (resource, sent, live) => {
      const understood = olderObject(resource, sent, minor);
      return live ? graftedFields(understood, told(resource, live), live) : understood;
    },
  };
}

/** `sent` with what of `live` was not told in `seen`, and without what was told and is not there. Undefined: not sent. */
function grafted(sent: unknown, seen: unknown, live: unknown): unknown {
  if (sameJson(sent, seen)) return live;
  if (Array.isArray(live) && Array.isArray(sent)) return graftedList(sent, Array.isArray(seen) ? seen : [], live);
  if (!isFields(live)) return sent;
  if (sent !== undefined && !isFields(sent)) return sent;
  const fields = graftedFields(sent ?? {}, isFields(seen) ? seen : {}, live);
  return sent === undefined && Object.keys(fields).length === 0 ? undefined : fields;
}

function graftedFields(sent: Fields, seen: Fields, live: Fields): Fields {
  const keys = new Set([...Object.keys(sent), ...Object.keys(live)]);
  const fields = [...keys].map((key) => [key, grafted(sent[key], seen[key], live[key])] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** Of lists only conditions are told in part. They are known by their types; those that were not told come last. */
function graftedList(sent: readonly unknown[], seen: readonly unknown[], live: readonly unknown[]): readonly unknown[] {
  const typed = (list: readonly unknown[], type: unknown) => list.find((item) => isFields(item) && item.type === type);
  const isCondition = (item: unknown): item is Fields => isFields(item) && typeof item.type === 'string';
  if (!live.every(isCondition)) return sent;
  const kept = sent.map((item) =>
    isCondition(item) ? grafted(item, typed(seen, item.type), typed(live, item.type)) : item,
  );
  return [...kept, ...live.filter(({ type }) => !typed(seen, type) && !typed(sent, type))];
}
