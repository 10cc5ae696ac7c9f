/** Deciding: which pods are to be made and which deleted (Kubernetes 1.36, pkg/controller/job/job_controller.go, manageJob). */
import { completionIndexOf, failuresBefore, ignoredBefore } from '../../../batch/attempts.ts';
import { isTrue, trueCondition } from '../../../batch/conditions.ts';
import { type Intervals, unionIndexes } from '../../../batch/indexes.ts';
import type { ContainerStatus, Pod } from '../../../batch/objects.ts';
import { verdictFor } from '../../../batch/pod-failure-policy.ts';
import { type BackoffRecord, remainingMs, remainingMsOfIndex } from './backoff-memory.ts';
import { indexesOfPods, isWithin, type Tally } from './count.ts';
import type { IndexTry } from './pod-draft.ts';

/** What is to be done about pods. */
export type Plan =
  | { readonly kind: 'none' }
  | { readonly kind: 'delete'; readonly pods: readonly Pod[] }
  /** One pod for each entry; an entry is undefined for a Job without indexes. */
  | { readonly kind: 'create'; readonly tries: readonly (IndexTry | undefined)[] }
  /** Pods are wanted, but not before this many milliseconds have passed. Status then says that none is active, whatever runs. */
  | { readonly kind: 'wait'; readonly ms: number };

/** At most so many pods are made or deleted in one breath; a suspended Job loses all of them at once. */
const MOST_PODS = 500;

/** The plan for a Job that goes on. `now` in ms since the epoch. */
export function manage(tally: Tally, backoff: BackoffRecord, now: number): Plan {
  const { job, active } = tally;
  if (job.spec.suspend) return deletion(podsForRemoval(tally, active.length));
  const wanted = wantedActive(tally);
  const surplus = podsForRemoval(tally, Math.max(0, active.length - wanted));
  if (surplus.length > 0) return deletion(surplus.slice(0, MOST_PODS));
  const terminating = job.spec.podReplacementPolicy === 'Failed' ? tally.terminating : 0;
  const missing = Math.min(MOST_PODS, wanted - terminating - active.length);
  if (missing <= 0) return { kind: 'none' };
  if (job.spec.backoffLimitPerIndex !== undefined) return triesOfIndexes(tally, missing, now);
  const ms = remainingMs(backoff, now);
  if (ms > 0) return { kind: 'wait', ms };
  if (job.spec.completionMode !== 'Indexed') return creation(Array.from({ length: missing }, () => undefined));
  return creation(pendingIndexes(tally, missing).map((index) => ({ index, failures: undefined })));
}

function deletion(pods: readonly Pod[]): Plan {
  return pods.length === 0 ? { kind: 'none' } : { kind: 'delete', pods };
}

function creation(tries: readonly (IndexTry | undefined)[]): Plan {
  return tries.length === 0 ? { kind: 'none' } : { kind: 'create', tries };
}

function wantedActive({ job, active, succeeded }: Tally): number {
  const { completions, parallelism } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded));
}

/** Pods without an index of the Job's and second pods of one go first, then those that have done least (controller_utils.go, ActivePods). */
function podsForRemoval({ job, active }: Tally, atLeast: number): readonly Pod[] {
  const isIndexed = job.spec.completionMode === 'Indexed';
  if (atLeast === 0 && (!isIndexed || areAllOfOwnIndex(active, job.spec.completions ?? 0))) return [];
  const seen = new Set<number>();
  const first: Pod[] = [];
  const rest: Pod[] = [];
  // The one that has done most is met first, and stays.
  for (const pod of active.toSorted(byLeastDone).toReversed()) {
    const index = completionIndexOf(pod);
    const isSuperfluous = isIndexed && (index === undefined || !isWithin(job, pod) || seen.has(index));
    if (index !== undefined) seen.add(index);
    (isSuperfluous ? first : rest).push(pod);
  }
  return [...first.toReversed(), ...rest.toReversed().slice(0, Math.max(0, atLeast - first.length))];
}

function areAllOfOwnIndex(pods: readonly Pod[], completions: number): boolean {
  const seen = new Set<number>();
  for (const pod of pods) {
    const index = completionIndexOf(pod);
    if (index === undefined || index >= completions || seen.has(index)) return false;
    seen.add(index);
  }
  return true;
}

function byLeastDone(a: Pod, b: Pod): number {
  const ranks = [a, b].map((pod) => [
    pod.nodeName === undefined ? 0 : 1,
    ['Pending', 'Unknown', 'Running'].indexOf(pod.phase),
    isTrue(pod.conditions, 'Ready') ? 1 : 0,
  ]);
  const difference = (ranks[0] ?? []).map((rank, i) => rank - (ranks[1]?.[i] ?? 0)).find((d) => d !== 0);
  if (difference !== undefined) return difference;
  const newerFirst = (x: string, y: string) => (x === y ? 0 : x > y ? -1 : 1);
  const readySince = (pod: Pod) => trueCondition(pod.conditions, 'Ready')?.lastTransitionTime ?? '';
  const byReady = newerFirst(readySince(a), readySince(b));
  if (byReady !== 0) return byReady;
  const byRestarts =
    mostRestarts(b.containerStatuses) - mostRestarts(a.containerStatuses) ||
    mostRestarts(b.initContainerStatuses) - mostRestarts(a.initContainerStatuses);
  return byRestarts || newerFirst(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '');
}

/** maxContainerRestarts: the greatest number, not the sum. */
function mostRestarts(containers: readonly ContainerStatus[]): number {
  return containers.reduce((most, { restartCount }) => Math.max(most, restartCount), 0);
}

/** The lowest indexes that nothing is done about, at most `limit` (indexed_job_utils.go, firstPendingIndexes). */
function pendingIndexes(tally: Tally, limit: number): readonly number[] {
  const { job, active, pods, completedIndexes, failedIndexes } = tally;
  const waitsForEnd = job.spec.podReplacementPolicy === 'Failed';
  const ending = waitsForEnd
    ? pods.filter(({ metadata, phase }) => metadata.deletionTimestamp && !ENDED.includes(phase))
    : [];
  const taken = unionIndexes(indexesOfPods([...active, ...ending]), completedIndexes, failedIndexes ?? []);
  return firstOutside(taken, { limit, below: job.spec.completions ?? 0 });
}

const ENDED: readonly string[] = ['Succeeded', 'Failed'];

function firstOutside(
  taken: Intervals,
  { limit, below }: { readonly limit: number; readonly below: number },
): readonly number[] {
  const found: number[] = [];
  let next = 0;
  for (const { first, last } of [...taken, { first: below, last: below }]) {
    for (; next < Math.min(first, below) && found.length < limit; next += 1) found.push(next);
    next = Math.max(next, last + 1);
  }
  return found;
}

/** Each index has its own back-off; one that still waits keeps its place among those wanted (getPodCreationInfoForIndependentIndexes). */
function triesOfIndexes(tally: Tally, missing: number, now: number): Plan {
  const waiting = (index: number) => {
    const held = tally.heldByIndex.get(index);
    return held === undefined ? 0 : remainingMsOfIndex(held, now);
  };
  const pending = pendingIndexes(tally, missing);
  const ready = pending.filter((index) => waiting(index) === 0);
  if (pending.length > 0 && ready.length === 0) return { kind: 'wait', ms: Math.min(...pending.map(waiting)) };
  return creation(ready.map((index) => ({ index, failures: failuresOf(tally, index) })));
}

function failuresOf({ job, heldByIndex }: Tally, index: number): IndexTry['failures'] {
  const held = heldByIndex.get(index);
  if (held === undefined) return { counted: 0, ignored: 0 };
  const isIgnored = verdictFor(held, job).action === 'Ignore';
  return { counted: failuresBefore(held) + (isIgnored ? 0 : 1), ignored: ignoredBefore(held) + (isIgnored ? 1 : 0) };
}
