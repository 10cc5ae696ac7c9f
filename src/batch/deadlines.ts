/** The moments that a Job's own clocks lead to, in milliseconds since the epoch. */
import { parseTime } from './durations.ts';
import type { Job } from './objects.ts';
import { endedAt } from './outcome.ts';

/** When `activeDeadlineSeconds` ends the Job; undefined without one, before the start, while suspended, and after the end. */
export function deadlineAt(job: Pick<Job, 'spec' | 'status'>): number | undefined {
  const { activeDeadlineSeconds, suspend } = job.spec;
  const over = suspend || endedAt(job) !== undefined;
  return over ? undefined : later(job.status.startTime, activeDeadlineSeconds);
}

/** When `ttlSecondsAfterFinished` removes the Job; undefined if it does not, or the Job has not ended. */
export function removedAt(job: Pick<Job, 'spec' | 'status'>): number | undefined {
  return later(endedAt(job), job.spec.ttlSecondsAfterFinished);
}

function later(since: string | undefined, seconds: number | undefined): number | undefined {
  const start = parseTime(since);
  return start === undefined || seconds === undefined ? undefined : start + seconds * 1000;
}
