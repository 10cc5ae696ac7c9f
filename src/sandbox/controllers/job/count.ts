/** Counting: what the pods of a Job amount to, before anything is decided (Kubernetes 1.36, pkg/controller/job/job_controller.go, syncJob). */
import {
  completionIndexOf,
  countsAsFailed,
  failuresBefore,
  ignoredBefore,
  JOB_TRACKING,
} from '../../../batch/attempts.ts';
import { isTrue } from '../../../batch/conditions.ts';
import { type Intervals, indexesOf, parseIndexes, subtractIndexes, unionIndexes } from '../../../batch/indexes.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { verdictFor } from '../../../batch/pod-failure-policy.ts';
import { endOf } from './backoff-memory.ts';

/** What there is. Pods are those that the Job controls. */
export interface Tally {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly ready: number;
  /** Being deleted and not ended. */
  readonly terminating: number;
  /** Ended well, held by the finalizer, not in uncountedTerminatedPods. */
  readonly newSucceeded: readonly Pod[];
  /** The same of those that failed; ignored ones included. */
  readonly newFailed: readonly Pod[];
  /** Pods that will have succeeded and failed once all are counted; Indexed: succeeded is the number of completed indexes. */
  readonly succeeded: number;
  readonly failed: number;
  /** Completed by what status says, and with the pods that have not been counted yet. Empty without indexes. */
  readonly countedIndexes: Intervals;
  readonly completedIndexes: Intervals;
  /** Undefined without backoffLimitPerIndex. */
  readonly failedIndexes: Intervals | undefined;
  /**
   * With backoffLimitPerIndex: the last failed pod of each index that is tried again. It keeps its finalizer until its replacement is
   * made, because it holds the index's count of failures (getPodsWithDelayedDeletionPerIndex).
   */
  readonly heldByIndex: ReadonlyMap<number, Pod>;
}

/** Counts the pods of a Job. */
export function count(job: Job, pods: readonly Pod[]): Tally {
  const active = pods.filter(isActivePod);
  const uncounted = new Set([...job.status.uncountedSucceeded, ...job.status.uncountedFailed]);
  const isNew = (pod: Pod) => isTracked(pod) && !uncounted.has(pod.metadata.uid) && isWithin(job, pod);
  const newSucceeded = pods.filter((pod) => isNew(pod) && pod.phase === 'Succeeded');
  const newFailed = pods.filter((pod) => isNew(pod) && countsAsFailed(pod, job.spec));
  const counted = newFailed.filter((pod) => verdictFor(pod, job).action !== 'Ignore').length;
  const isIndexed = job.spec.completionMode === 'Indexed';
  const countedIndexes = isIndexed ? parseIndexes(job.status.completedIndexes, job.spec.completions).intervals : [];
  const completedIndexes = unionIndexes(countedIndexes, isIndexed ? indexesOfPods(newSucceeded) : []);
  const failedIndexes = failedIndexesOf(job, pods);
  return {
    job,
    pods,
    active,
    ready: active.filter((pod) => isTrue(pod.conditions, 'Ready')).length,
    terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !hasEnded(pod)).length,
    newSucceeded,
    newFailed,
    succeeded: isIndexed
      ? total(completedIndexes)
      : job.status.succeeded + job.status.uncountedSucceeded.length + newSucceeded.length,
    failed: job.status.failed + job.status.uncountedFailed.length + counted,
    countedIndexes,
    completedIndexes,
    failedIndexes,
    heldByIndex: heldPods(pods, { job, settled: unionIndexes(completedIndexes, failedIndexes ?? []) }),
  };
}

/** Whether the controller counts a pod as active. */
function isActivePod(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !hasEnded(pod);
}

/** Whether a pod holds the finalizer that waits for it to be counted. */
export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers.includes(JOB_TRACKING);
}

/** Whether a pod's index is one of the Job's; of a Job without indexes every pod is. */
export function isWithin(job: Job, pod: Pod): boolean {
  if (job.spec.completionMode !== 'Indexed') return true;
  const index = completionIndexOf(pod);
  return index !== undefined && index < (job.spec.completions ?? 0);
}

/** The indexes of pods. */
export function indexesOfPods(pods: readonly Pod[]): Intervals {
  return indexesOf(pods.map(completionIndexOf).filter((index) => index !== undefined));
}

function hasEnded(pod: Pod): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed';
}

function total(intervals: Intervals): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** pkg/controller/job/indexed_job_utils.go, calculateFailedIndexes. */
function failedIndexesOf(job: Job, pods: readonly Pod[]): Intervals | undefined {
  const { backoffLimitPerIndex: limit, completions } = job.spec;
  if (limit === undefined) return undefined;
  const isLast = (pod: Pod) => {
    if (!isTracked(pod) || !isWithin(job, pod) || !countsAsFailed(pod, job.spec)) return false;
    const { action } = verdictFor(pod, job);
    return action === 'FailIndex' || (action !== 'Ignore' && failuresBefore(pod) >= limit);
  };
  return unionIndexes(
    parseIndexes(job.status.failedIndexes ?? '', completions).intervals,
    indexesOfPods(pods.filter(isLast)),
  );
}

function heldPods(
  pods: readonly Pod[],
  { job, settled }: { readonly job: Job; readonly settled: Intervals },
): ReadonlyMap<number, Pod> {
  const held = new Map<number, Pod>();
  if (job.spec.backoffLimitPerIndex === undefined) return held;
  const busy = indexesOfPods(pods.filter(isActivePod));
  const failed = pods.filter((pod) => isTracked(pod) && isWithin(job, pod) && countsAsFailed(pod, job.spec));
  const open = subtractIndexes(subtractIndexes(indexesOfPods(failed), settled), busy);
  for (const pod of failed) {
    const index = completionIndexOf(pod);
    if (index === undefined || !open.some(({ first, last }) => first <= index && index <= last)) continue;
    const known = held.get(index);
    if (!known || isLater(pod, known)) held.set(index, pod);
  }
  return held;
}

/** Whether a failed pod of an index counts more failures than another, or as many, and did not end before it. */
function isLater(pod: Pod, other: Pod): boolean {
  const failures = (one: Pod) => failuresBefore(one) + ignoredBefore(one);
  return failures(other) <= failures(pod) && endOf(other) <= endOf(pod);
}
