/** Pods that a Job has had and that are gone, and their logs with them: what its status counts beyond the pods there are. */
import { type Attempt, countsAsFailed } from './attempts.ts';
import { completionsOf, podCountsOf } from './completions.ts';
import { type Intervals, indexesOf, intersectIndexes, parseIndexes, subtractIndexes } from './indexes.ts';
import type { LogSelection } from './log-selection.ts';
import type { Job } from './objects.ts';
import { verdictFor } from './pod-failure-policy.ts';

/** What is gone of one Job. */
export interface LogGaps {
  /** Failed pods that were deleted. Which indexes they were of is known to nobody. */
  readonly failed: number;
  /** Completed indexes without a pod that has succeeded. */
  readonly indexes: Intervals;
  /** The same for a Job without indexes. */
  readonly succeeded: number;
}

/** What is gone of the pods that a selection would have had; `attempts` are all that there are of the Job. */
export function logGaps(job: Job, attempts: readonly Attempt[], selection: LogSelection): LogGaps {
  const { states, nodes, indexes } = selection;
  const wants = (state: 'failed' | 'succeeded') =>
    nodes.length === 0 && (states.length === 0 || states.includes(state));
  return {
    failed: wants('failed') && indexes === undefined ? failedAndGone(job, attempts) : 0,
    indexes: wants('succeeded') ? completedAndGone(job, attempts, indexes) : [],
    succeeded: wants('succeeded') && job.spec.completionMode !== 'Indexed' ? succeededAndGone(job, attempts) : 0,
  };
}

/** Ignored failures are not counted by the Job. */
function failedAndGone(job: Job, attempts: readonly Attempt[]): number {
  const seen = attempts.filter(({ pod }) => countsAsFailed(pod, job.spec) && verdictFor(pod, job).action !== 'Ignore');
  return Math.max(0, podCountsOf(job).failed - seen.length);
}

function completedAndGone(job: Job, attempts: readonly Attempt[], wanted: Intervals | undefined): Intervals {
  if (job.spec.completionMode !== 'Indexed') return [];
  const completed = parseIndexes(job.status.completedIndexes, job.spec.completions ?? 0).intervals;
  const here = attempts.flatMap(({ index, state }) => (state === 'succeeded' && index !== undefined ? [index] : []));
  const gone = subtractIndexes(completed, indexesOf(here));
  return wanted === undefined ? gone : intersectIndexes(gone, wanted);
}

function succeededAndGone(job: Job, attempts: readonly Attempt[]): number {
  const seen = attempts.filter(({ state }) => state === 'succeeded').length;
  return Math.max(0, completionsOf(job).done - seen);
}
