import type { Attempt } from './attempts.ts';
import type { Job } from './objects.ts';

export function backoffDelayMs(_failures: number): number {
  return 0;
}

/** When the Job (or each index, with backoffLimitPerIndex) tries again, as far as pods tell. */
export interface NextTry {
  readonly index: number | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly failures: number;
}

export function nextTries(_job: Job, _attempts: readonly Attempt[], _now: number): readonly NextTry[] {
  return [];
}
