/** What describe asks of a cluster, and what it makes of a refusal. */
import { isTrue } from '../../batch/conditions.ts';
import { countIndexes, type Interval, type Intervals } from '../../batch/indexes.ts';
import { perhapsEnded } from '../../batch/just-ended.ts';
import { requirementsOf } from '../../batch/label-selector.ts';
import type { Job, KubeEvent, Pod } from '../../batch/objects.ts';
import { type Call, type Cluster, isApiFailure, isForbidden, type Scope } from '../../cluster/port.ts';
import type { JobDescription, PodsRead, RowSelection, Unread } from '../describe-result.ts';

/** Up to this many indexes are asked for by label; a longer selector would make a longer request than servers take. */
const INDEXES_PER_REQUEST = 50;
/** Of this many stuck pods the events are read. */
const PODS_WITH_EVENTS = 5;
const NOT_SUCCEEDED = 'status.phase!=Succeeded';
const UID_LABEL = 'batch.kubernetes.io/controller-uid';
const INDEX_LABEL = 'batch.kubernetes.io/job-completion-index';

/** Pods that were read, or why they were not. */
export interface PodsAnswer {
  readonly read: PodsRead;
  readonly pods: readonly Pod[];
  readonly unread: readonly Unread[];
}

/** Events that were read, or why they were not. */
export interface EventsAnswer {
  readonly events: readonly KubeEvent[];
  readonly unread: readonly Unread[];
}

/**
 * The pod lists that a description of this Job needs. Status already tells progress, counts, completed and failed indexes, so a
 * Job that completed without a failure, or that has not made a pod, needs none; every other Job needs those that have not succeeded. Rows
 * of indexes need the pods of the indexes that were asked for.
 */
export function podScopes(
  job: Job,
  rows: RowSelection | undefined,
): { readonly read: PodsRead; readonly scopes: readonly Scope[] } {
  const all = podsOf(job);
  const unsuccessful: Scope = { ...all, fieldSelector: NOT_SUCCEEDED };
  const basic = needsPods(job) ? [unsuccessful] : [];
  if (rows === undefined || job.spec.completionMode !== 'Indexed' || rows.failed || rows.running) {
    return basic.length === 0 ? { read: 'not-needed', scopes: [] } : { read: 'not-succeeded', scopes: basic };
  }
  const wanted = rows.indexes;
  if (wanted === undefined || countIndexes(wanted) > INDEXES_PER_REQUEST) return { read: 'all', scopes: [all] };
  return { read: 'selected', scopes: [...basic, podsOfIndexes(job, numbersOf(wanted))] };
}

/**
 * The pods of a Job: by its own selector, which is `batch.kubernetes.io/controller-uid` on servers since 1.27, `controller-uid` on older
 * ones, and the user's with `manualSelector`.
 */
export function podsOf(job: Job): Scope & { readonly labelSelector: string } {
  const labelSelector = requirementsOf(job.spec).join(',') || `${UID_LABEL}=${job.metadata.uid}`;
  return { namespace: job.metadata.namespace, labelSelector };
}

/** Reads pods page by page; a refusal is an answer, a lost connection is not. */
export async function readPods(
  cluster: Cluster,
  job: Job,
  options: { readonly rows: RowSelection | undefined; readonly call: Call },
): Promise<PodsAnswer> {
  const { read, scopes } = podScopes(job, options.rows);
  try {
    const pods = await podsIn(cluster, job, { scopes, call: options.call });
    return {
      read,
      pods: read === 'selected' ? await withUnlabelled(cluster, job, { pods, call: options.call }) : pods,
      unread: [],
    };
  } catch (error) {
    return { read: 'unreadable', pods: [], unread: [unreadFrom(error, 'pods', job.metadata.namespace)] };
  }
}

/**
 * The pods of indexes that look pending, but may have had one that has just succeeded: those were not among what `readPods` asked for. None, and
 * no request, where no index looks so.
 */
export async function readJustEnded(
  cluster: Cluster,
  { job, attempts, indexes: states, podsRead }: JobDescription,
  call: Call,
): Promise<readonly Pod[]> {
  if (states === undefined || podsRead !== 'not-succeeded') return [];
  const indexes = perhapsEnded(job, { attempts, states }, INDEXES_PER_REQUEST);
  if (indexes.length === 0) return [];
  const pods = await podsIn(cluster, job, { scopes: [podsOfIndexes(job, indexes)], call });
  return withUnlabelled(cluster, job, { pods, call });
}

/** Whether a pod belongs to this very Job: a selector may match another's, an owner reference does not. */
export function isPodOf(job: Job, pod: Pod): boolean {
  const controller = pod.metadata.ownerReferences.find((owner) => owner.controller);
  return controller === undefined || controller.uid === job.metadata.uid;
}

/** Reads the events about the Job. */
export function readJobEvents(cluster: Cluster, job: Job, call: Call): Promise<EventsAnswer> {
  return readEvents(cluster, job.metadata.namespace, { uids: [job.metadata.uid], what: 'events', call });
}

/** The first few pods that are stuck: what keeps them stands in their events. */
export function stuckPods({ stuck, attempts }: JobDescription): readonly Pod[] {
  const names = new Set(stuck.flatMap(({ pods }) => pods));
  const pods = attempts.map(({ pod }) => pod).filter(({ metadata }) => names.has(metadata.name));
  return pods.slice(0, PODS_WITH_EVENTS);
}

/** Reads the events about pods, a request each. */
export function readPodEvents(cluster: Cluster, few: readonly Pod[], call: Call): Promise<EventsAnswer> {
  const namespace = few[0]?.metadata.namespace ?? '';
  return readEvents(cluster, namespace, { uids: few.map((pod) => pod.metadata.uid), what: 'pod events', call });
}

/** What a refusal means for the reader: what is missing, why, and how to find out who may. Rethrows what is no answer of the server. */
export function unreadFrom(error: unknown, what: Unread['what'], namespace: string): Unread {
  if (!isApiFailure(error)) throw error;
  const resource = what === 'pods' ? 'pods' : 'events';
  const forbidden = isForbidden(error);
  const remedy = forbidden
    ? `kubectl auth can-i list ${resource} -n ${namespace}`
    : `kubectl get ${resource} -n ${namespace}`;
  return { what, namespace, forbidden, why: error.message, remedy };
}

function podsOfIndexes(job: Job, indexes: readonly number[]): Scope {
  const all = podsOf(job);
  return { ...all, labelSelector: `${all.labelSelector},${INDEX_LABEL} in (${indexes.join(',')})` };
}

/**
 * Pods that were asked for by their index, or, when there are none, those that have no such label: before 1.28 the index of a pod was told by an
 * annotation alone, which no selector finds. On newer servers that is one short answer more, where nothing was found.
 */
async function withUnlabelled(
  cluster: Cluster,
  job: Job,
  { pods, call }: { readonly pods: readonly Pod[]; readonly call: Call },
): Promise<readonly Pod[]> {
  if (pods.some(({ metadata }) => INDEX_LABEL in metadata.labels)) return pods;
  const all = podsOf(job);
  const scopes = [{ ...all, labelSelector: `${all.labelSelector},!${INDEX_LABEL}` }];
  return [...pods, ...(await podsIn(cluster, job, { scopes, call }))];
}

async function podsIn(
  cluster: Cluster,
  job: Job,
  { scopes, call }: { readonly scopes: readonly Scope[]; readonly call: Call },
): Promise<readonly Pod[]> {
  const byUid = new Map<string, Pod>();
  await Promise.all(
    scopes.map(async (scope) => {
      for await (const pod of cluster.pods.list(scope, call)) if (isPodOf(job, pod)) byUid.set(pod.metadata.uid, pod);
    }),
  );
  return [...byUid.values()];
}

async function readEvents(
  cluster: Cluster,
  namespace: string,
  options: { readonly uids: readonly string[]; readonly what: Unread['what']; readonly call: Call },
): Promise<EventsAnswer> {
  try {
    const lists = await Promise.all(
      options.uids.map((uid) =>
        Array.fromAsync(cluster.events.list({ namespace, fieldSelector: `involvedObject.uid=${uid}` }, options.call)),
      ),
    );
    return { events: lists.flat(), unread: [] };
  } catch (error) {
    return { events: [], unread: [unreadFrom(error, options.what, namespace)] };
  }
}

function needsPods(job: Job): boolean {
  const { active, terminating, failed, uncountedFailed, conditions } = job.status;
  const noneFailed = failed === 0 && uncountedFailed.length === 0;
  if (isTrue(conditions, 'Complete')) return !noneFailed;
  const none = active === 0 && (terminating ?? 0) === 0 && noneFailed;
  return !(job.spec.suspend && isTrue(conditions, 'Suspended') && none);
}

function numbersOf(intervals: Intervals): readonly number[] {
  return intervals.flatMap(({ first, last }: Interval) =>
    Array.from({ length: last - first + 1 }, (_, step) => first + step),
  );
}
