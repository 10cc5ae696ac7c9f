/** Deciding: whether a Job is to end, and how (Kubernetes 1.36, pkg/controller/job/job_controller.go, syncJob, in its order). */

import { countsAsFailed } from '../../../batch/attempts.ts';
import { trueCondition } from '../../../batch/conditions.ts';
import { parseTime } from '../../../batch/durations.ts';
import { countIndexes } from '../../../batch/indexes.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { verdictFor } from '../../../batch/pod-failure-policy.ts';
import { successVerdict } from '../../../batch/success-policy.ts';
import type { Tally } from './count.ts';

/** How a Job is to end. `failing` becomes Failed, `succeeding` Complete, once every pod has ended and is counted. */
export interface Ending {
  readonly kind: 'failing' | 'succeeding';
  readonly reason: string;
  readonly message: string;
}

/** Whether the Job ends before another pod is made; undefined: it goes on. `now` in ms since the epoch. */
export function decide(tally: Tally, now: number): Ending | undefined {
  const { job } = tally;
  return (
    alreadyDecided(job) ??
    failedByPolicy(tally) ??
    beyondBackoffLimit(tally) ??
    beyondDeadline(job, now) ??
    failedByIndexes(tally) ??
    succeededByPolicy(tally)
  );
}

/** Whether the Job is done because it has what it wants, given how many pods will be active; asked after pods were managed. */
export function completion({ job, succeeded }: Tally, active: number): Ending | undefined {
  const { completions } = job.spec;
  if (active > 0 || succeeded < (completions ?? 1)) return undefined;
  return { kind: 'succeeding', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
}

/** Milliseconds until activeDeadlineSeconds is over; undefined without one, or while the Job is suspended or has not started. */
export function deadlineIn(job: Job, now: number): number | undefined {
  const started = parseTime(job.status.startTime);
  const { activeDeadlineSeconds, suspend } = job.spec;
  if (started === undefined || activeDeadlineSeconds === undefined || suspend) return undefined;
  return started + activeDeadlineSeconds * 1000 - now;
}

function alreadyDecided({ status }: Job): Ending | undefined {
  const met = trueCondition(status.conditions, 'SuccessCriteriaMet');
  if (met) return { kind: 'succeeding', reason: met.reason, message: met.message };
  const failing = trueCondition(status.conditions, 'FailureTarget');
  return failing && { kind: 'failing', reason: failing.reason, message: failing.message };
}

function failedByPolicy({ job, pods }: Tally): Ending | undefined {
  for (const pod of pods) {
    if (!countsAsFailed(pod, job.spec)) continue;
    const verdict = verdictFor(pod, job);
    if (verdict.action === 'FailJob') return { kind: 'failing', reason: 'PodFailurePolicy', message: verdict.because };
  }
  return undefined;
}

function beyondBackoffLimit({ job, pods, failed }: Tally): Ending | undefined {
  const { backoffLimit, template } = job.spec;
  const onFailure = template.restartPolicy === 'OnFailure' && tooManyRestarts(pods, backoffLimit);
  if (failed <= backoffLimit && !onFailure) return undefined;
  return { kind: 'failing', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
}

/** pastBackoffLimitOnFailure: a limit of 0 forbids the first restart, any other is reached by as many. */
function tooManyRestarts(pods: readonly Pod[], limit: number): boolean {
  const live = pods.filter(({ phase }) => phase === 'Running' || phase === 'Pending');
  const restarts = live
    .flatMap((pod) => [...pod.initContainerStatuses, ...pod.containerStatuses])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function beyondDeadline(job: Job, now: number): Ending | undefined {
  const left = deadlineIn(job, now);
  if (left === undefined || left > 0) return undefined;
  return { kind: 'failing', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
}

function failedByIndexes({ job, failedIndexes, succeeded }: Tally): Ending | undefined {
  const failed = countIndexes(failedIndexes ?? []);
  const { maxFailedIndexes, completions = 0 } = job.spec;
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return { kind: 'failing', reason: 'MaxFailedIndexesExceeded', message };
  }
  if (failed === 0 || failed + succeeded < completions) return undefined;
  return { kind: 'failing', reason: 'FailedIndexes', message: 'Job has failed indexes' };
}

function succeededByPolicy({ job, completedIndexes }: Tally): Ending | undefined {
  const verdict = successVerdict(job, completedIndexes);
  if (!verdict.met) return undefined;
  return { kind: 'succeeding', reason: 'SuccessPolicy', message: `Matched rules at index ${verdict.rule}` };
}
