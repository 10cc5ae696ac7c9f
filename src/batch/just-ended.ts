/** Which indexes look as if nothing had been done for them, though a pod of theirs may have succeeded a moment ago. */
import { type Attempt, type IndexStates, isActive, JOB_TRACKING } from './attempts.ts';
import { type Intervals, intersectIndexes, subtractIndexes } from './indexes.ts';
import type { Job } from './objects.ts';
import { outcomeOf } from './outcome.ts';

/**
 * The first `most` of the pending indexes whose pod may have ended since the last sync, where `attempts` hold no pods that succeeded. The controller makes
 * pods for the lowest pending indexes first (Kubernetes 1.36, pkg/controller/job/indexed_job_utils.go), so an index below one that has begun
 * must have had a pod; and as many more have one as status counts pods that are not there to be seen.
 */
export function perhapsEnded(
  job: Job,
  { attempts, states }: { readonly attempts: readonly Attempt[]; readonly states: IndexStates },
  most: number,
): readonly number[] {
  const { state } = outcomeOf(job);
  if (state !== 'running' && state !== 'backing-off') return [];
  const begun = Math.max(states.completed.at(-1)?.last ?? -1, ...attempts.map(({ index }) => index ?? -1));
  const passedOver = begun < 0 ? [] : intersectIndexes(states.pending, [{ first: 0, last: begun }]);
  const toCome = subtractIndexes(states.pending, passedOver);
  return [...firstOf(passedOver, most), ...firstOf(toCome, Math.min(most, unseenPods(job, attempts)))].slice(0, most);
}

/** Pods that status has as active, or as ended and not counted, and that the attempts do not show. */
function unseenPods({ status }: Job, attempts: readonly Attempt[]): number {
  const seen = attempts.filter(
    (attempt) => isActive(attempt) || attempt.pod.metadata.finalizers.includes(JOB_TRACKING),
  ).length;
  return Math.max(0, status.active + status.uncountedSucceeded.length - seen);
}

function firstOf(intervals: Intervals, most: number): readonly number[] {
  const found: number[] = [];
  for (const { first, last } of intervals) {
    for (let index = first; index <= last; index += 1) {
      if (found.length >= most) return found;
      found.push(index);
    }
  }
  return found;
}
