/** What state a Job is in, why, since when and for how long, told from the Job alone (a list of Jobs never has the pods). */
import { completionsOf, podCountsOf } from './completions.ts';
import { isTrue, trueCondition } from './conditions.ts';
import { msBetween, parseTime } from './durations.ts';
import type { Job } from './objects.ts';

/** failing: FailureTarget is set; succeeding: SuccessCriteriaMet is set; both until the last pod has ended. */
export type JobState =
  | 'running'
  | 'suspended'
  | 'resuming'
  | 'backing-off'
  | 'failing'
  | 'succeeding'
  | 'complete'
  | 'failed'
  | 'terminating';

/** The state of a Job, and what its object says about it. */
export interface Outcome {
  readonly state: JobState;
  /** Of the deciding condition, else ''. */
  readonly reason: string;
  /** Of the deciding condition, else ''. */
  readonly message: string;
  /** When this state began, RFC 3339, if the object tells. */
  readonly since: string | undefined;
  /** What `kubectl get jobs` prints as STATUS for the same object. */
  readonly status: string;
}

/**
 * The state: finished before all else, then being deleted, then what is bound to come (FailureTarget, SuccessCriteriaMet), then
 * suspended, resuming, backing off; else running, which as in kubectl includes «not yet looked at by the controller».
 */
export function outcomeOf(job: Job): Outcome {
  const decision =
    byCondition(job, 'complete', 'Complete') ??
    byCondition(job, 'failed', 'Failed') ??
    beingDeleted(job) ??
    byCondition(job, 'failing', 'FailureTarget') ??
    byCondition(job, 'succeeding', 'SuccessCriteriaMet') ??
    suspension(job) ??
    backingOff(job) ??
    decided('running', job.status.startTime);
  return { ...decision, status: kubectlStatus(job) };
}

/** kubectl's word for STATUS, except that a Job which backs off is not called Running but `Backing off`. */
export function statusWord(outcome: Outcome): string {
  return outcome.state === 'backing-off' ? 'Backing off' : outcome.status;
}

/** Whether the Job is Complete or Failed: the controller does nothing more with it. */
export function isFinished(job: Pick<Job, 'status'>): boolean {
  return isTrue(job.status.conditions, 'Complete') || isTrue(job.status.conditions, 'Failed');
}

/** When the Job finished, RFC 3339: completionTime of a complete one, the Failed condition's lastTransitionTime of a failed one. */
export function endedAt(job: Pick<Job, 'status'>): string | undefined {
  const { conditions, completionTime } = job.status;
  const complete = trueCondition(conditions, 'Complete');
  if (complete) return readable(completionTime) ?? readable(complete.lastTransitionTime);
  return readable(trueCondition(conditions, 'Failed')?.lastTransitionTime);
}

/**
 * Milliseconds from startTime (which a resume resets) to the end, or to `now` (ms since the epoch) while it goes on; a suspended
 * Job's time stops with its suspension. Undefined if it has not started, or if an end or start cannot be read.
 */
export function elapsedMs(job: Job, now: number): number | undefined {
  const { conditions, startTime } = job.status;
  if (isFinished(job)) return msBetween(startTime, endedAt(job));
  const suspendedAt = trueCondition(conditions, 'Suspended')?.lastTransitionTime;
  const elapsed = msBetween(startTime, suspendedAt ?? now);
  return elapsed === undefined || suspendedAt === undefined ? elapsed : Math.max(0, elapsed);
}

type Decision = Omit<Outcome, 'status'>;

function decided(state: JobState, since: string | undefined): Decision {
  return { state, reason: '', message: '', since: readable(since) };
}

function byCondition(job: Job, state: JobState, type: string): Decision | undefined {
  const condition = trueCondition(job.status.conditions, type);
  if (!condition) return undefined;
  const { reason, message, lastTransitionTime } = condition;
  return { state, reason, message, since: readable(lastTransitionTime) };
}

function beingDeleted(job: Job): Decision | undefined {
  const { deletionTimestamp } = job.metadata;
  return deletionTimestamp === undefined ? undefined : decided('terminating', deletionTimestamp);
}

/** The controller follows spec.suspend with a second's delay; a resumed Job keeps the condition, as False. */
function suspension(job: Job): Decision | undefined {
  const { conditions, active, terminating } = job.status;
  if (job.spec.suspend) return byCondition(job, 'suspended', 'Suspended') ?? decided('suspended', undefined);
  const still = byCondition(job, 'resuming', 'Suspended');
  if (still) return { ...still, since: undefined };
  const resumed = conditions.find(({ type, reason }) => type === 'Suspended' && reason === 'JobResumed');
  const podsSeen = active > 0 || (terminating ?? 0) > 0 || anyPodEnded(job);
  if (!resumed || podsSeen) return undefined;
  return {
    state: 'resuming',
    reason: resumed.reason,
    message: resumed.message,
    since: readable(resumed.lastTransitionTime),
  };
}

/**
 * A started Job with failures, with work left and nothing active waits for its back-off: but for that, the controller would have
 * made a pod in the same breath. Kubernetes 1.36.2 reports 0 active then even if pods run, though not 0 ready. Ignored failures do not show in
 * a Job; `nextTries` sees them. Where terminating pods are waited for (podReplacementPolicy Failed) they explain it instead.
 */
function backingOff(job: Job): Decision | undefined {
  const { terminating, startTime } = job.status;
  const { active, failed } = podCountsOf(job);
  if (startTime === undefined || active > 0 || failed === 0) return undefined;
  if (job.spec.podReplacementPolicy === 'Failed' && (terminating ?? 0) > 0) return undefined;
  const wantsPods = job.spec.parallelism > 0 && completionsOf(job).remaining > 0;
  return wantsPods ? decided('backing-off', undefined) : undefined;
}

function anyPodEnded(job: Job): boolean {
  const { succeeded, failed } = podCountsOf(job);
  return succeeded > 0 || failed > 0;
}

/** Kubernetes 1.36, pkg/printers/internalversion/printers.go, printJob. */
function kubectlStatus(job: Job): string {
  const { conditions } = job.status;
  if (isTrue(conditions, 'Complete')) return 'Complete';
  if (isTrue(conditions, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (isTrue(conditions, 'Suspended')) return 'Suspended';
  if (isTrue(conditions, 'FailureTarget')) return 'FailureTarget';
  return isTrue(conditions, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function readable(time: string | undefined): string | undefined {
  return parseTime(time) === undefined ? undefined : time;
}
