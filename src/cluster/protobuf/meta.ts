/** Metadata of pods (k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto), as `normalise/meta.ts` makes them of JSON. */
import type { OwnerReference, Pod } from '../../batch/objects.ts';
import { shared, sharedText, sharedTime } from './shared.ts';
import { type Cursor, lengthKey, numberKey } from './wire.ts';

type Meta = Pod['metadata'];

/** Of an object that has none. */
export const NO_META: Meta = {
  name: '',
  namespace: '',
  uid: '',
  resourceVersion: '',
  creationTimestamp: undefined,
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
  labels: {},
  annotations: {},
  ownerReferences: [],
  finalizers: [],
};

const META = {
  name: lengthKey(1),
  namespace: lengthKey(3),
  uid: lengthKey(5),
  resourceVersion: lengthKey(6),
  creationTimestamp: lengthKey(8),
  deletionTimestamp: lengthKey(9),
  deletionGracePeriodSeconds: numberKey(10),
  labels: lengthKey(11),
  annotations: lengthKey(12),
  ownerReferences: lengthKey(13),
  finalizers: lengthKey(14),
};

/** `metadata`, with the annotations under `batch.kubernetes.io/`. */
export function readMeta(cursor: Cursor): Meta {
  const end = cursor.lengthEnd();
  let { name, namespace, uid, resourceVersion } = NO_META;
  let { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = NO_META;
  const labels: Record<string, string> = {};
  const annotations: Record<string, string> = {};
  const ownerReferences: OwnerReference[] = [];
  const finalizers: string[] = [];
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === META.name) name = cursor.text();
    else if (key === META.namespace) namespace = sharedText(cursor);
    else if (key === META.uid) uid = cursor.text();
    else if (key === META.resourceVersion) resourceVersion = cursor.text();
    else if (key === META.creationTimestamp) creationTimestamp = sharedTime(cursor) || undefined;
    else if (key === META.deletionTimestamp) deletionTimestamp = sharedTime(cursor) || undefined;
    else if (key === META.deletionGracePeriodSeconds) deletionGracePeriodSeconds = cursor.number();
    else if (key === META.labels) enter(labels, readEntry(cursor));
    else if (key === META.annotations) enterOfBatch(annotations, readEntry(cursor));
    else if (key === META.ownerReferences) ownerReferences.push(readOwner(cursor));
    else if (key === META.finalizers) finalizers.push(sharedText(cursor));
    else cursor.skip(key);
  }
  const times = { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds };
  return { name, namespace, uid, resourceVersion, ...times, labels, annotations, ownerReferences, finalizers };
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

/** An entry of a map of texts. */
const readEntry = shared<Entry>((cursor, end) => {
  let key = '';
  let value = '';
  while (cursor.at < end) {
    const field = cursor.number();
    if (field === lengthKey(1)) key = sharedText(cursor);
    else if (field === lengthKey(2)) value = cursor.text();
    else cursor.skip(field);
  }
  return { key, value };
});

function enter(map: Record<string, string>, { key, value }: Entry): void {
  map[key] = value;
}

function enterOfBatch(map: Record<string, string>, entry: Entry): void {
  if (entry.key.startsWith('batch.kubernetes.io/')) enter(map, entry);
}

const OWNER = { kind: lengthKey(1), name: lengthKey(3), uid: lengthKey(4), controller: numberKey(6) };

const readOwner = shared<OwnerReference>((cursor, end) => {
  let kind = '';
  let name = '';
  let uid = '';
  let controller = false;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === OWNER.kind) kind = sharedText(cursor);
    else if (key === OWNER.name) name = sharedText(cursor);
    else if (key === OWNER.uid) uid = sharedText(cursor);
    else if (key === OWNER.controller) controller = cursor.number() !== 0;
    else cursor.skip(key);
  }
  return { kind, name, uid, controller };
});
