/** When a pod's deletion was asked for, and whether the Job's own end was the reason. */
import { trueCondition } from './conditions.ts';
import { deadlineAt } from './deadlines.ts';
import { parseTime } from './durations.ts';
import type { Job, Pod } from './objects.ts';

/**
 * When the deletion was asked for, in ms since the epoch: `deletionTimestamp` is the end of the grace period, and may lie ahead. Undefined for a
 * pod that is not being deleted.
 */
export function deletionRequestedMs({ metadata }: Pod, { spec }: Pick<Job, 'spec'>): number | undefined {
  const end = parseTime(metadata.deletionTimestamp);
  const graceSeconds = metadata.deletionGracePeriodSeconds ?? spec.template.terminationGracePeriodSeconds;
  return end === undefined ? undefined : end - (graceSeconds ?? DEFAULT_GRACE_SECONDS) * 1000;
}

/**
 * Whether the controller deleted a pod because the Job had failed by then: since FailureTarget, or since its deadline, which status tells of a
 * sync later (Kubernetes 1.36, pkg/controller/job/job_controller.go, syncJob).
 */
export function wasDeletedByFailure(pod: Pod, job: Pick<Job, 'spec' | 'status'>): boolean {
  const requested = deletionRequestedMs(pod, job);
  const { conditions } = job.status;
  const target = trueCondition(conditions, 'FailureTarget') ?? trueCondition(conditions, 'Failed');
  const decided = parseTime(target?.lastTransitionTime) ?? deadlineAt(job);
  return requested !== undefined && decided !== undefined && requested >= decided;
}

/** The API server's own, where the template names none. */
const DEFAULT_GRACE_SECONDS = 30;
