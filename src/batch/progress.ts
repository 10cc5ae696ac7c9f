/** How much of a Job is done, how fast it goes, and when it may be through: told from the Job alone. */
import { type Completions, completionsOf, type PodCounts, podCountsOf } from './completions.ts';
import { findCondition } from './conditions.ts';
import type { Job } from './objects.ts';
import { elapsedMs, outcomeOf } from './outcome.ts';

export { completionsText, type PodCounts } from './completions.ts';

/** Progress at one moment. What cannot be told is undefined. */
export interface Progress {
  /** Completions counted: completed indexes of an Indexed Job, succeeded pods (uncounted included) of another. */
  readonly done: number;
  /** Undefined while completions is unset (work queue). */
  readonly total: number | undefined;
  /** Undefined without backoffLimitPerIndex. */
  readonly failedIndexes: number | undefined;
  /** done of total, 0 to 1. */
  readonly fraction: number | undefined;
  /** Completions a minute, on average since the Job started. */
  readonly perMinute: number | undefined;
  /** Milliseconds it may still take, if it goes on as it did. */
  readonly etaMs: number | undefined;
  readonly pods: PodCounts;
}

/**
 * Progress at `now` (ms since the epoch). There is no rate, and so no ETA, unless the Job runs, counts its completions, has at
 * least one, and was never suspended: a resume resets startTime, and what was done before cannot be told from what came after.
 */
export function progressOf(job: Job, now: number): Progress {
  const completions = completionsOf(job);
  const { done, total, failedIndexes } = completions;
  const pods = podCountsOf(job);
  const elapsed = measurableMs(job, completions, now);
  return {
    done,
    total,
    failedIndexes,
    fraction: total === undefined ? undefined : fractionOf(done, total),
    perMinute: elapsed === undefined ? undefined : (done / elapsed) * MINUTE,
    etaMs: elapsed === undefined ? undefined : etaOf(completions, pods, elapsed),
    pods,
  };
}

const MINUTE = 60_000;

/** The fewest completions that say anything about those to come. */
const FEWEST = 2;

/** How long the Job has worked for what is done; undefined where `progressOf` promises no rate. */
function measurableMs(job: Job, { done, total }: Completions, now: number): number | undefined {
  if (done === 0 || total === undefined || outcomeOf(job).state !== 'running') return undefined;
  if (findCondition(job.status.conditions, 'Suspended')) return undefined;
  const elapsed = elapsedMs(job, now);
  return elapsed !== undefined && elapsed > 0 ? elapsed : undefined;
}

/**
 * What remains, at the pace so far. Unknown until one wave of pods is through (as many indexes settled as pods are active, and at least
 * two), because the first to end say little of the rest; and unknown once all that remains is already running, because then only
 * the slowest pod counts, and how long it has run the Job does not tell.
 */
function etaOf(
  { done, failedIndexes, remaining }: Completions,
  { active }: PodCounts,
  elapsed: number,
): number | undefined {
  const settled = done + (failedIndexes ?? 0);
  if (settled < Math.max(FEWEST, active) || remaining <= active) return undefined;
  return (remaining / settled) * elapsed;
}

function fractionOf(done: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}
