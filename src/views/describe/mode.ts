/** The spec in one line: how the Job goes about its work. */
import { humanDuration } from '../../batch/durations.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { phrases } from './sheet.ts';

/** `Indexed · 10 completions · parallelism 4 · 1 retry per index · no deadline`. */
export function modeText(description: JobDescription): string {
  const { spec } = description.job;
  return phrases(
    spec.completionMode,
    completionsText(description),
    `parallelism ${spec.parallelism}`,
    spec.suspend ? 'suspend true' : '',
    retriesText(description),
    deadlineText(description),
  );
}

function completionsText({ job: { spec, junk } }: JobDescription): string {
  if (spec.completions !== undefined) return `completions ${spec.completions}`;
  const isUnreadable = junk.some(({ path }) => path === 'spec.completions');
  return isUnreadable ? 'completions unreadable' : 'work queue (completions unset)';
}

function retriesText({ job }: JobDescription): string {
  const { backoffLimit, backoffLimitPerIndex, maxFailedIndexes } = job.spec;
  const limit = backoffLimit >= UNLIMITED ? '' : `backoff limit ${backoffLimit}`;
  if (backoffLimitPerIndex === undefined) return limit || 'no backoff limit';
  const retries = backoffLimitPerIndex === 1 ? '1 retry per index' : `${backoffLimitPerIndex} retries per index`;
  return phrases(maxFailedIndexes === undefined ? retries : `${retries}, at most ${maxFailedIndexes} failed`, limit);
}

/** What the API server writes where only backoffLimitPerIndex was asked for: the largest number the field takes. */
const UNLIMITED = 2_147_483_647;

function deadlineText({ job, deadlineAt, now }: JobDescription): string {
  const seconds = job.spec.activeDeadlineSeconds;
  if (seconds === undefined) return 'no deadline';
  const left =
    deadlineAt === undefined ? '' : deadlineAt > now ? ` (${humanDuration(deadlineAt - now)} left)` : ' (passed)';
  return `deadline ${seconds}s${left}`;
}
