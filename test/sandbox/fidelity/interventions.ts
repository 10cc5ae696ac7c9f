/** What people did in a recording, found in what it shows: changes that no controller makes. */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt } from '../../../src/sandbox/api/fields.ts';
import { sameJson } from '../../../src/sandbox/schema/same-json.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import type { Change } from './seen.ts';

/** One thing done, at a time in ms since the recording began. */
export type Intervention =
  | {
      readonly do: 'patch';
      readonly atMs: number;
      readonly object: StoredObject;
      readonly patch: Fields;
      readonly isStatus: boolean;
    }
  | { readonly do: 'create'; readonly atMs: number; readonly object: StoredObject }
  | { readonly do: 'delete'; readonly atMs: number; readonly object: StoredObject; readonly options: Fields }
  /** The pod is the `ordinal`-th that its Job made (of its index, where it has one). */
  | {
      readonly do: 'evict' | 'delete-pod';
      readonly atMs: number;
      readonly pod: PodPlace;
      readonly graceSeconds: number | undefined;
    }
  | {
      readonly do: 'patch-pod';
      readonly atMs: number;
      readonly pod: PodPlace;
      /** A strategic merge patch. */
      readonly patch: Fields;
      readonly isStatus: boolean;
    }
  | { readonly do: 'lose' | 'restore'; readonly atMs: number; readonly node: string };

/** Which pod of which Job. */
export interface PodPlace {
  readonly job: string;
  readonly index: string;
  readonly ordinal: number;
}

/** Everything that was done after the manifest was applied, whose objects are named `KIND/NAME`. */
export function interventionsIn(changes: readonly Change[], manifest: ReadonlySet<string>): readonly Intervention[] {
  const before = new Map<string, StoredObject>();
  const places = new PodPlaces();
  const deletedByJob = podsDeletedByController(changes);
  const deletedByCronJob = jobsDeletedByController(changes);
  const found = changes.flatMap((change): readonly Intervention[] => {
    const { object, resource, atMs } = change;
    const key = `${resource}/${object.metadata.uid}`;
    const previous = before.get(key);
    before.set(key, object);
    if (resource === 'pods') places.see(object);
    switch (resource) {
      case 'jobs':
      case 'cronjobs':
        if (!previous && !manifest.has(`${object.kind}/${object.metadata.name}`)) return created(change);
        return deletedByCronJob.has(object.metadata.name) ? [] : changesOf(change, previous);
      case 'pods':
        if (!previous && !manifest.has(`Pod/${object.metadata.name}`)) return created(change);
        return [...podChanges(change, previous, places), ...podDeletion(change, previous, { places, deletedByJob })];
      case 'nodes':
        return nodeChanges(change, previous);
      default:
        return previous ||
          resource === 'events' ||
          resource === 'endpointslices' ||
          manifest.has(`${object.kind}/${object.metadata.name}`)
          ? []
          : [{ do: 'create' as const, atMs, object }];
    }
  });
  return found.toSorted((a, b) => a.atMs - b.atMs);
}

/** The places of pods, as they come. */
export class PodPlaces {
  readonly #places = new Map<string, PodPlace>();
  readonly #counts = new Map<string, number>();

  /** Takes note of a pod. */
  see({ metadata }: StoredObject): PodPlace {
    const { uid = '', labels = {} } = metadata;
    const known = this.#places.get(uid);
    if (known) return known;
    const job = labels['job-name'] ?? '';
    const index = labels['batch.kubernetes.io/job-completion-index'] ?? '';
    const ordinal = (this.#counts.get(`${job}/${index}`) ?? 0) + 1;
    this.#counts.set(`${job}/${index}`, ordinal);
    const place = { job, index, ordinal };
    this.#places.set(uid, place);
    return place;
  }
}

/** Created by a person: nothing owns it, or `kubectl create job --from` did. */
function created({ type, atMs, object }: Change): readonly Intervention[] {
  const isOwned = listAt(object, 'metadata.ownerReferences').length > 0;
  const isManual = mapAt(object, 'metadata.annotations')['cronjob.kubernetes.io/instantiate'] === 'manual';
  return type === 'ADDED' && (!isOwned || isManual) ? [{ do: 'create', atMs, object }] : [];
}

/** A new spec, a status that no controller could have written, a deletion that no time to live has brought. */
function changesOf({ type, atMs, object }: Change, previous: StoredObject | undefined): readonly Intervention[] {
  if (!previous) return [];
  if (type === 'DELETED') {
    const isExpected = previous.metadata.deletionTimestamp !== undefined;
    return isExpected ? [] : [{ do: 'delete', atMs, object, options: { propagationPolicy: 'Background' } }];
  }
  const found: Intervention[] = [];
  const spec = differenceOf(previous.spec, object.spec);
  if (spec !== undefined) found.push({ do: 'patch', atMs, object, patch: { spec }, isStatus: false });
  if (isSeeded(previous, object)) {
    const { completedIndexes, succeeded } = fieldsOf(object.status);
    found.push({ do: 'patch', atMs, object, patch: { status: { completedIndexes, succeeded } }, isStatus: true });
  }
  if (isManagedElsewhere(object) && !sameJson(previous.status, object.status))
    found.push({
      do: 'patch',
      atMs,
      object,
      patch: { status: differenceOf(previous.status, object.status) },
      isStatus: true,
    });
  const isNewlyEnding =
    object.metadata.deletionTimestamp !== undefined && previous.metadata.deletionTimestamp === undefined;
  if (isNewlyEnding && !isByTimeToLive(object)) {
    const finalizers: unknown = object.metadata.finalizers;
    const isOrphaning = Array.isArray(finalizers) && finalizers.includes('orphan');
    found.push({ do: 'delete', atMs, object, options: { propagationPolicy: isOrphaning ? 'Orphan' : 'Foreground' } });
  }
  return found;
}

/** What another controller than Kubernetes' own does is done by people. */
function isManagedElsewhere(job: StoredObject): boolean {
  return !['', 'kubernetes.io/job-controller'].includes(textAt(job, 'spec.managedBy'));
}

/** Whether a Job's time to live was over when its deletion was asked for. */
function isByTimeToLive(job: StoredObject): boolean {
  const seconds = numberAt(job, 'spec.ttlSecondsAfterFinished');
  const end = listAt(job, 'status.conditions').find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  if (seconds === undefined || !end) return false;
  return (
    Date.parse(textAt(end, 'lastTransitionTime')) + seconds * 1000 <= Date.parse(String(job.metadata.deletionTimestamp))
  );
}

/** A suspended Job has no pods that could have completed an index. */
function isSeeded(previous: StoredObject, job: StoredObject): boolean {
  const isSuspended = fieldAt(job, 'spec.suspend') === true;
  return isSuspended && textAt(job, 'status.completedIndexes') !== textAt(previous, 'status.completedIndexes');
}

/** Labels and conditions that somebody has put on a pod. */
function podChanges(
  { type, atMs, object }: Change,
  previous: StoredObject | undefined,
  places: PodPlaces,
): readonly Intervention[] {
  if (!previous || type === 'DELETED') return [];
  const pod = places.see(previous);
  const found: Intervention[] = [];
  const labels = differenceOf(byHand(previous.metadata.labels), byHand(object.metadata.labels));
  if (labels !== undefined)
    found.push({ do: 'patch-pod', atMs, pod, patch: { metadata: { labels } }, isStatus: false });
  const before = listAt(previous, 'status.conditions');
  const conditions = listAt(object, 'status.conditions').filter(
    (one) =>
      !KNOWN_CONDITIONS.has(textAt(one, 'type')) &&
      !before.some(({ type, status }) => type === one.type && status === one.status),
  );
  if (conditions.length > 0)
    found.push({ do: 'patch-pod', atMs, pod, patch: { status: { conditions } }, isStatus: true });
  return found;
}

/** A pod gets those of its node when it is bound to it. */
function byHand(labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('topology.kubernetes.io/')));
}

/** Those that Kubernetes itself sets. */
const KNOWN_CONDITIONS = new Set([
  'PodScheduled',
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'DisruptionTarget',
  'PodResizePending',
  'PodResizeInProgress',
]);

function podDeletion(
  { type, atMs, object }: Change,
  previous: StoredObject | undefined,
  { places, deletedByJob }: { readonly places: PodPlaces; readonly deletedByJob: ReadonlySet<string> },
): readonly Intervention[] {
  const isNew = object.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined;
  if (!isNew && !(type === 'DELETED' && previous?.metadata.deletionTimestamp === undefined)) return [];
  if (deletedByJob.has(object.metadata.name)) return [];
  const reason = textAt(
    listAt(object, 'status.conditions').find((condition) => condition.type === 'DisruptionTarget'),
    'reason',
  );
  if (reason !== '' && reason !== 'EvictionByEvictionAPI') return [];
  const seconds = object.metadata.deletionGracePeriodSeconds;
  const own = numberAt(object, 'spec.terminationGracePeriodSeconds');
  const graceSeconds = typeof seconds === 'number' && seconds !== own ? seconds : undefined;
  return [{ do: reason === '' ? 'delete-pod' : 'evict', atMs, pod: places.see(object), graceSeconds }];
}

/** Jobs that went because their CronJob said so, or with it. */
function jobsDeletedByController(changes: readonly Change[]): ReadonlySet<string> {
  const names = new Set<string>();
  const gone = new Set<string>();
  for (const { resource, type, object } of changes) {
    const said = /^Deleted job (.+)$/.exec(textAt(object, 'message'));
    if (resource === 'events' && object.reason === 'SuccessfulDelete' && said?.[1] !== undefined) names.add(said[1]);
    if (resource === 'cronjobs' && (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined))
      gone.add(object.metadata.uid ?? '');
  }
  for (const { resource, object } of changes) {
    const owners = listAt(object, 'metadata.ownerReferences');
    if (resource === 'jobs' && owners.some(({ uid }) => gone.has(String(uid)))) names.add(object.metadata.name);
  }
  return names;
}

/** Pods that went because their Job said so, or with it. */
function podsDeletedByController(changes: readonly Change[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { resource, object } of changes) {
    const said = /^Deleted pod: (.+)$/.exec(textAt(object, 'message').replace('(combined from similar events): ', ''));
    if (resource === 'events' && object.reason === 'SuccessfulDelete' && said?.[1] !== undefined) names.add(said[1]);
  }
  const goneJobs = changes.filter(
    ({ resource, object }) => resource === 'jobs' && object.metadata.deletionTimestamp !== undefined,
  );
  const gone = new Set(goneJobs.map(({ object }) => object.metadata.name));
  for (const { resource, type, object } of changes) {
    if (resource === 'jobs' && type === 'DELETED') gone.add(object.metadata.name);
    if (resource === 'pods' && gone.has(object.metadata.labels?.['job-name'] ?? '')) names.add(object.metadata.name);
  }
  return names;
}

const STATE_TAINT = /^node\.kubernetes\.io\//;

/** Cordons, taints and labels by hand; nodes that fall silent and that come back. */
function nodeChanges({ type, atMs, object }: Change, previous: StoredObject | undefined): readonly Intervention[] {
  const node = object.metadata.name;
  if (!previous) return [];
  if (type === 'DELETED') return [{ do: 'delete', atMs, object, options: {} }];
  const found: Intervention[] = [];
  const isUnknown = (one: StoredObject) =>
    listAt(one, 'status.conditions').some((condition) => condition.type === 'Ready' && condition.status === 'Unknown');
  if (isUnknown(object) && !isUnknown(previous)) found.push({ do: 'lose', atMs: Math.max(0, atMs - 50_000), node });
  if (!isUnknown(object) && isUnknown(previous)) found.push({ do: 'restore', atMs, node });
  const held = (one: StoredObject) => ({
    unschedulable: fieldAt(one, 'spec.unschedulable') === true ? true : null,
    taints: listAt(one, 'spec.taints').filter((taint) => !STATE_TAINT.test(textAt(taint, 'key'))),
  });
  const [before, after] = [held(previous), held(object)];
  if (before.unschedulable !== after.unschedulable) {
    const patch = { spec: { unschedulable: after.unschedulable } };
    found.push({ do: 'patch', atMs, object, patch, isStatus: false });
  }
  if (!sameJson(before.taints, after.taints))
    found.push({ do: 'patch', atMs, object, patch: { spec: { taints: after.taints } }, isStatus: false });
  const labels = differenceOf(previous.metadata.labels ?? {}, object.metadata.labels ?? {});
  if (labels !== undefined) found.push({ do: 'patch', atMs, object, patch: { metadata: { labels } }, isStatus: false });
  return found;
}

/** The merge patch that turns one value into another; undefined where they are the same. */
function differenceOf(before: unknown, after: unknown): unknown {
  if (sameJson(before, after)) return undefined;
  if (!isObject(before) || !isObject(after)) return after;
  const gone = Object.keys(before)
    .filter((key) => !(key in after))
    .map((key) => [key, null] as const);
  const other = Object.entries(after).flatMap(([key, value]) => {
    const difference = differenceOf(before[key], value);
    return difference === undefined ? [] : [[key, difference] as const];
  });
  return Object.fromEntries([...gone, ...other]);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
