/** What the controller remembers of failures in a row (Kubernetes 1.36, pkg/controller/job/backoff_utils.go). It is lost with the controller. */
import { failuresBefore, finishTimeOf, ignoredBefore } from '../../../batch/attempts.ts';
import { backoffDelayMs } from '../../../batch/backoff.ts';
import { parseTime } from '../../../batch/durations.ts';
import type { Pod } from '../../../batch/objects.ts';

/** Failures since the last success, and when the last of them was (ms since the epoch). */
export interface BackoffRecord {
  readonly failures: number;
  readonly lastFailureAt: number;
}

/** What is remembered of a Job that has had no failure. */
export const NO_FAILURES: BackoffRecord = { failures: 0, lastFailureAt: 0 };

/** The record after pods have newly ended; Ignored failures feed it too. */
export function recordAfter(record: BackoffRecord, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  const lastSuccess = Math.max(...succeeded.map(endOf), Number.NEGATIVE_INFINITY);
  const since = failed.map(endOf).filter((end) => end > lastSuccess);
  const before = succeeded.length > 0 ? NO_FAILURES : record;
  if (since.length === 0) return before;
  return { failures: before.failures + since.length, lastFailureAt: Math.max(before.lastFailureAt, ...since) };
}

/** Milliseconds until the Job may try again. */
export function remainingMs({ failures, lastFailureAt }: BackoffRecord, now: number): number {
  return Math.max(0, lastFailureAt + backoffDelayMs(failures) - now);
}

/** Milliseconds until the index whose last failed pod this is may be tried again (getRemainingTimePerIndex). */
export function remainingMsOfIndex(lastFailed: Pod, now: number): number {
  const failures = failuresBefore(lastFailed) + ignoredBefore(lastFailed) + 1;
  return remainingMs({ failures, lastFailureAt: endOf(lastFailed) }, now);
}

/** When a pod ended, in ms since the epoch. */
export function endOf(pod: Pod): number {
  return parseTime(finishTimeOf(pod)) ?? parseTime(pod.metadata.creationTimestamp) ?? 0;
}
