/** The pods that a Job counts as failed, held against those that are there to be seen. */
import { type Attempt, countsAsFailed, JOB_TRACKING, wasLetGo } from './attempts.ts';
import { podCountsOf } from './completions.ts';
import { isTrue, trueCondition } from './conditions.ts';
import { parseTime } from './durations.ts';
import type { Job, KubeEvent } from './objects.ts';
import { wasDeletedByFailure } from './pod-deletion.ts';
import { verdictFor } from './pod-failure-policy.ts';

/** How the failed pods of status and those of a list differ. */
export interface FailedPods {
  /** Seen to have failed, and not in status yet: with backoffLimitPerIndex a failure is counted when its index is tried again. */
  readonly since: number;
  /** Counted by status, and no longer there: only events may still say why they failed. */
  readonly gone: number;
  /** How many of these the controller deleted because the Job had failed, as far as events tell. */
  readonly goneByFailure: number;
}

/** `attempts` hold all pods that have not succeeded. */
export function failedPodsOf(job: Job, attempts: readonly Attempt[], events: readonly KubeEvent[]): FailedPods {
  const broken = attempts.filter((attempt) => isBroken(attempt, job));
  const left = broken.filter((attempt) => isCounted(attempt, job)).length;
  const gone = Math.max(0, podCountsOf(job).failed - left);
  const deletedAndSeen = broken.filter(({ pod }) => wasDeletedByFailure(pod, job)).length;
  const deletedAndGone = Math.max(0, deletionsByFailure(job, events) - deletedAndSeen);
  return {
    since: broken.filter((attempt) => !isCounted(attempt, job) && countsAsFailed(attempt.pod, job.spec)).length,
    gone,
    goneByFailure: Math.min(gone, deletedAndGone),
  };
}

/** A pod that has failed, or will be counted so: neither Ignored nor deleted without being counted. */
function isBroken({ state, pod }: Attempt, job: Job): boolean {
  if ((state !== 'failed' && state !== 'terminating') || wasLetGo(pod, job)) return false;
  if (pod.metadata.deletionTimestamp !== undefined && isTrue(job.status.conditions, 'SuccessCriteriaMet')) return false;
  return verdictFor(pod, job).action !== 'Ignore';
}

/** The controller takes its finalizer off once the pod stands in status (pkg/controller/job/job_controller.go, trackJobStatusAndRemoveFinalizers). */
function isCounted({ pod: { metadata } }: Attempt, { status }: Job): boolean {
  return !metadata.finalizers.includes(JOB_TRACKING) || status.uncountedFailed.includes(metadata.uid);
}

/** Deletions by the controller since the Job's failure was decided. */
function deletionsByFailure(job: Job, events: readonly KubeEvent[]): number {
  const { conditions } = job.status;
  const target = trueCondition(conditions, 'FailureTarget') ?? trueCondition(conditions, 'Failed');
  const decided = parseTime(target?.lastTransitionTime);
  if (decided === undefined) return 0;
  return events
    .filter(({ reason, involved }) => reason === 'SuccessfulDelete' && involved.uid === job.metadata.uid)
    .filter(({ lastSeen }) => (parseTime(lastSeen) ?? 0) >= decided)
    .reduce((sum, { count }) => sum + count, 0);
}
