/**
 * Writing: pods that have ended are noted, let go and counted, and at last comes the Job's own end (Kubernetes 1.36,
 * pkg/controller/job/job_controller.go, trackJobStatusAndRemoveFinalizers).
 */
import { completionIndexOf, countsAsFailed } from '../../../batch/attempts.ts';
import { containsIndex, unionIndexes } from '../../../batch/indexes.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { verdictOnDeletion } from '../../../batch/pod-failure-policy.ts';
import { indexesOfPods, isTracked, isWithin, type Tally } from './count.ts';
import type { Ending } from './decide.ts';
import { type Because, stamp, trueNow, type WorkingStatus, type WrittenCondition, withCondition } from './status.ts';

/** What tracking can do; each step takes effect at once. */
export interface TrackingHands {
  readonly now: number;
  /** Writes the status, if it says anything new. The API refuses one with more ready pods than active ones. */
  writeStatus(status: WorkingStatus): StatusWrite;
  /** Takes the finalizer off. */
  release(pods: readonly Pod[]): void;
  event(type: 'Normal' | 'Warning', because: Because): void;
}

/** What became of a status that was to be written. */
export type StatusWrite = 'written' | 'same' | 'refused';

/**
 * What has ended is noted and written, let go, counted and written; at last comes the Job's own end. Where nothing changes, nothing is
 * written; where the API refuses, nothing is let go. Says what became of the first write.
 */
export function track(tally: Tally, status: WorkingStatus, { ending, hands }: Settling): StatusWrite {
  const tracked = tally.pods.filter(isTracked);
  const counted = withoutReleased(status, tracked);
  const countable = tracked.filter(countabilityIn(tally, ending));
  const ended = atOnce(countable, counted, countingIn(tally, counted, ending));
  const noted = noting(counted, ended, tally);
  const announced = { ...noted, conditions: announcing(noted.conditions, ending, hands.now) };
  const outcome = hands.writeStatus(announced);
  if (outcome === 'refused') return outcome;
  hands.release(ended.pods);
  const released = new Set(ended.pods);
  const flushed = withoutReleased(
    announced,
    tracked.filter((pod) => !released.has(pod)),
  );
  const isOver = ending !== undefined && !ended.isFull && flushed.terminating === 0 && flushed.active === 0;
  hands.writeStatus(isOver ? finished(flushed, ending, hands.now) : flushed);
  if (isOver) announceEnd(tally.job, { ending, succeeded: flushed.succeeded }, hands);
  return outcome;
}

interface Settling {
  readonly ending: Ending | undefined;
  readonly hands: TrackingHands;
}

/** cleanUncountedPodsWithoutFinalizers: pods that are no longer held become numbers. */
function withoutReleased(status: WorkingStatus, tracked: readonly Pod[]): WorkingStatus {
  const held = new Set(tracked.map(({ metadata }) => metadata.uid));
  const uncountedSucceeded = status.uncountedSucceeded.filter((uid) => held.has(uid));
  const uncountedFailed = status.uncountedFailed.filter((uid) => held.has(uid));
  return {
    ...status,
    succeeded: status.succeeded + status.uncountedSucceeded.length - uncountedSucceeded.length,
    failed: status.failed + status.uncountedFailed.length - uncountedFailed.length,
    uncountedSucceeded,
    uncountedFailed,
  };
}

/** canRemoveFinalizer: pods that have ended, or failed by being deleted; all, once the Job is deleted or its end decided. */
function countabilityIn({ job, heldByIndex }: Tally, ending: Ending | undefined): (pod: Pod) => boolean {
  if (job.metadata.deletionTimestamp !== undefined || ending !== undefined) return () => true;
  const held = new Set(heldByIndex.values());
  return (pod) => pod.phase === 'Succeeded' || (countsAsFailed(pod, job.spec) && !held.has(pod));
}

/** As what a pod is newly counted; undefined: not at all, or not again. */
type CountedAs = 'succeeded' | 'failed' | undefined;

/** A failed Job counts every pod that had not succeeded, unless its policy would have it ignored. */
function countingIn(
  { job, countedIndexes }: Tally,
  status: WorkingStatus,
  ending: Ending | undefined,
): (pod: Pod) => CountedAs {
  const [succeeded, failed] = [new Set(status.uncountedSucceeded), new Set(status.uncountedFailed)];
  const isKnown = (pod: Pod) =>
    job.spec.completionMode === 'Indexed'
      ? containsIndex(countedIndexes, completionIndexOf(pod) ?? 0)
      : succeeded.has(pod.metadata.uid);
  return (pod) => {
    if (failed.has(pod.metadata.uid) || !isWithin(job, pod)) return undefined;
    if (pod.phase === 'Succeeded') return isKnown(pod) ? undefined : 'succeeded';
    if (!countsAsFailed(pod, job.spec) && ending?.kind !== 'failing') return undefined;
    return verdictOnDeletion(pod, job).action === 'Ignore' ? undefined : 'failed';
  };
}

/** Pods that are let go together, and those among them that are newly counted. */
interface Ended {
  readonly pods: readonly Pod[];
  readonly succeeded: readonly Pod[];
  readonly failed: readonly Pod[];
  /** There may be more, which the next look counts. */
  readonly isFull: boolean;
}

/** The first of the pods, as many as the status may name. */
function atOnce(countable: readonly Pod[], status: WorkingStatus, countedAs: (pod: Pod) => CountedAs): Ended {
  const found: Readonly<Record<'succeeded' | 'failed', Pod[]>> = { succeeded: [], failed: [] };
  const before = status.uncountedSucceeded.length + status.uncountedFailed.length;
  for (const [at, pod] of countable.entries()) {
    const kind = countedAs(pod);
    if (kind) found[kind].push(pod);
    if (before + found.succeeded.length + found.failed.length >= MOST_UNCOUNTED)
      return { pods: countable.slice(0, at + 1), ...found, isFull: true };
  }
  return { pods: countable, ...found, isFull: false };
}

/** So many pods are counted at a time, so that the status does not grow too large (MaxUncountedPods). */
const MOST_UNCOUNTED = 500;

/** Indexes are completed at once, though the finalizers of some of their pods may have to wait for the next look. */
function noting(status: WorkingStatus, { succeeded, failed }: Ended, { job, completedIndexes }: Tally): WorkingStatus {
  const isIndexed = job.spec.completionMode === 'Indexed';
  const uids = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.uid);
  return {
    ...status,
    completedIndexes: isIndexed ? unionIndexes(completedIndexes, indexesOfPods(succeeded)) : undefined,
    uncountedSucceeded: isIndexed ? status.uncountedSucceeded : [...status.uncountedSucceeded, ...uids(succeeded)],
    uncountedFailed: [...status.uncountedFailed, ...uids(failed)],
  };
}

/** FailureTarget or SuccessCriteriaMet, before the finalizers go. */
function announcing(
  conditions: readonly WrittenCondition[],
  ending: Ending | undefined,
  now: number,
): readonly WrittenCondition[] {
  if (!ending) return conditions;
  const type = ending.kind === 'failing' ? 'FailureTarget' : 'SuccessCriteriaMet';
  if (conditions.some((condition) => condition.type === type && condition.status === 'True')) return conditions;
  return withCondition(conditions, trueNow(type, stamp(now), because(ending)));
}

function finished(status: WorkingStatus, ending: Ending, now: number): WorkingStatus {
  const type = ending.kind === 'failing' ? 'Failed' : 'Complete';
  const conditions = withCondition(status.conditions, trueNow(type, stamp(now), because(ending)));
  return { ...status, conditions, completionTime: ending.kind === 'failing' ? status.completionTime : stamp(now) };
}

function announceEnd(
  { spec }: Job,
  { ending, succeeded }: { readonly ending: Ending; readonly succeeded: number },
  { event }: TrackingHands,
): void {
  if (ending.kind === 'failing') {
    event('Warning', because(ending));
    return;
  }
  if (spec.completions !== undefined && succeeded > spec.completions) event('Warning', TOO_MANY_SUCCEEDED);
  event('Normal', { reason: 'Completed', message: 'Job completed' });
}

const TOO_MANY_SUCCEEDED: Because = {
  reason: 'TooManySucceededPods',
  message: 'Too many succeeded pods running after completion count reached',
};

function because({ reason, message }: Ending): Because {
  return { reason, message };
}
