/** One look at a Job: count, decide, write (Kubernetes 1.36, pkg/controller/job/job_controller.go, syncJob). */
import { completionIndexOf, countsAsFailed } from '../../../batch/attempts.ts';
import { isTrue } from '../../../batch/conditions.ts';
import { indexesOf, unionIndexes } from '../../../batch/indexes.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { verdictFor } from '../../../batch/pod-failure-policy.ts';
import { type BackoffRecord, recordAfter } from './backoff-memory.ts';
import { isTracked, isWithin, type Tally } from './count.ts';
import { completion, deadlineIn, decide, type Ending } from './decide.ts';
import { manage, type Plan } from './manage.ts';
import {
  type Because,
  trueNow,
  type WorkingStatus,
  type WrittenCondition,
  withCondition,
  writtenConditions,
} from './status.ts';

/** What the controller can do; each step takes effect at once. */
export interface Hands {
  readonly now: number;
  /** Deletes pods that are still to be counted; returns how many are gone or going. */
  deletePods(pods: readonly Pod[]): number;
  /** Deletes pods that shall not be counted: the finalizer goes first. */
  dropPods(pods: readonly Pod[]): number;
  /** Makes pods; returns how many were made. */
  createPods(tries: Extract<Plan, { kind: 'create' }>['tries']): number;
  writeStatus(status: WorkingStatus): void;
  /** Takes the finalizer off. */
  release(pods: readonly Pod[]): void;
  event(type: 'Normal' | 'Warning', because: Because): void;
}

/** What is left to remember and to come back for. */
export interface Synced {
  readonly backoff: BackoffRecord;
  /** Look again after so many milliseconds at the latest. */
  readonly againInMs: number | undefined;
}

/** Brings a Job one step nearer to its end. It must not be finished, and no other controller may manage it. */
export function sync(tally: Tally, remembered: BackoffRecord, hands: Hands): Synced {
  const { job } = tally;
  const backoff = recordAfter(remembered, tally.newSucceeded, tally.newFailed);
  const started = startedStatus(tally, hands);
  const decided = decide(
    { ...tally, job: { ...job, status: { ...job.status, startTime: started.startTime } } },
    hands.now,
  );
  const acted = decided ? end(tally, decided, hands) : goOn(tally, { backoff, started }, hands);
  settle(tally, { ...started, ...acted.status }, { ending: acted.ending, hands });
  const deadline = deadlineIn({ ...job, status: { ...job.status, startTime: started.startTime } }, hands.now);
  const again = [deadline, acted.waitMs].filter((ms) => ms !== undefined && ms > 0).map(Number);
  return { backoff, againInMs: again.length > 0 ? Math.min(...again) : undefined };
}

interface Acted {
  readonly status: Partial<WorkingStatus>;
  readonly ending: Ending | undefined;
  readonly waitMs: number | undefined;
}

function startedStatus({ job, ready, active, terminating, failedIndexes }: Tally, { now }: Hands): WorkingStatus {
  const { status, spec } = job;
  return {
    conditions: writtenConditions(job),
    startTime: status.startTime ?? (spec.suspend ? undefined : stamp(now)),
    completionTime: status.completionTime,
    active: active.length,
    ready,
    terminating,
    succeeded: status.succeeded,
    failed: status.failed,
    completedIndexes: undefined,
    failedIndexes,
    uncountedSucceeded: status.uncountedSucceeded,
    uncountedFailed: status.uncountedFailed,
  };
}

/** The end is decided: what still runs is deleted. */
function end({ active, terminating }: Tally, ending: Ending, hands: Hands): Acted {
  const deleted = hands.deletePods(active);
  const status = { active: active.length - deleted, terminating: terminating + deleted };
  return { status, ending: deleted === active.length ? ending : undefined, waitMs: undefined };
}

function goOn(
  tally: Tally,
  { backoff, started }: { backoff: BackoffRecord; started: WorkingStatus },
  hands: Hands,
): Acted {
  const { job } = tally;
  if (job.metadata.deletionTimestamp !== undefined) return { status: {}, ending: undefined, waitMs: undefined };
  const plan = manage(tally, backoff, hands.now);
  const active = activeAfter(plan, tally, hands);
  const terminating = tally.terminating + (plan.kind === 'delete' ? tally.active.length - active : 0);
  const ending = completion(tally, active);
  const suspension = ending ? {} : suspensionOf(job, started, hands);
  return { status: { active, terminating, ...suspension }, ending, waitMs: plan.kind === 'wait' ? plan.ms : undefined };
}

function activeAfter(plan: Plan, { active }: Tally, hands: Hands): number {
  switch (plan.kind) {
    case 'none':
      return active.length;
    case 'delete':
      return active.length - hands.dropPods(plan.pods);
    case 'create':
      return active.length + hands.createPods(plan.tries);
    case 'wait':
      return 0;
  }
}

function suspensionOf({ spec, status }: Job, started: WorkingStatus, { now, event }: Hands): Partial<WorkingStatus> {
  const suspended = isTrue(status.conditions, 'Suspended');
  if (spec.suspend === suspended) return {};
  const because = spec.suspend
    ? { reason: 'JobSuspended', message: 'Job suspended' }
    : { reason: 'JobResumed', message: 'Job resumed' };
  const condition = {
    ...trueNow('Suspended', stamp(now), because),
    status: spec.suspend ? ('True' as const) : ('False' as const),
  };
  event('Normal', { reason: spec.suspend ? 'Suspended' : 'Resumed', message: because.message });
  const conditions = withCondition(started.conditions, condition);
  return spec.suspend ? { conditions } : { conditions, startTime: stamp(now) };
}

/**
 * trackJobStatusAndRemoveFinalizers: what has ended is noted and written, let go, counted and written; at last comes the Job's own end.
 * Where nothing changes, nothing is written.
 */
function settle(tally: Tally, status: WorkingStatus, { ending, hands }: Settling): void {
  const tracked = tally.pods.filter(isTracked);
  const counted = withoutReleased(status, tracked);
  const ended = tracked.filter((pod) => isCountable(pod, tally, ending));
  const noted = noting(counted, ended, { tally, ending });
  const announced = { ...noted, conditions: announcing(noted.conditions, ending, hands.now) };
  hands.writeStatus(announced);
  hands.release(ended);
  const flushed = withoutReleased(
    announced,
    tracked.filter((pod) => !ended.includes(pod)),
  );
  const isOver = ending !== undefined && flushed.terminating === 0 && flushed.active === 0;
  hands.writeStatus(isOver ? finished(flushed, ending, hands.now) : flushed);
  if (isOver) announceEnd(ending, hands);
}

interface Settling {
  readonly ending: Ending | undefined;
  readonly hands: Hands;
}

/** cleanUncountedPodsWithoutFinalizers: pods that are no longer held become numbers. */
function withoutReleased(status: WorkingStatus, tracked: readonly Pod[]): WorkingStatus {
  const held = new Set(tracked.map(({ metadata }) => metadata.uid));
  const uncountedSucceeded = status.uncountedSucceeded.filter((uid) => held.has(uid));
  const uncountedFailed = status.uncountedFailed.filter((uid) => held.has(uid));
  return {
    ...status,
    succeeded: status.succeeded + status.uncountedSucceeded.length - uncountedSucceeded.length,
    failed: status.failed + status.uncountedFailed.length - uncountedFailed.length,
    uncountedSucceeded,
    uncountedFailed,
  };
}

/** canRemoveFinalizer: pods that have ended, or failed by being deleted; all, once the Job is deleted or has failed. */
function isCountable(pod: Pod, { job, heldByIndex }: Tally, ending: Ending | undefined): boolean {
  if (job.metadata.deletionTimestamp !== undefined || ending?.kind === 'failing') return true;
  if (ending === undefined && [...heldByIndex.values()].includes(pod)) return false;
  return pod.phase === 'Succeeded' || countsAsFailed(pod, job.spec);
}

function noting(
  status: WorkingStatus,
  ended: readonly Pod[],
  { tally, ending }: { readonly tally: Tally; readonly ending: Ending | undefined },
): WorkingStatus {
  const { job } = tally;
  const isIndexed = job.spec.completionMode === 'Indexed';
  const succeeded = ended.filter(({ phase }) => phase === 'Succeeded');
  const failed = ended.filter((pod) => isFailure(pod, job, ending) && isWithin(job, pod));
  const uncounted = (known: readonly string[], pods: readonly Pod[]) => [
    ...known,
    ...pods.map(({ metadata }) => metadata.uid).filter((uid) => !known.includes(uid)),
  ];
  return {
    ...status,
    completedIndexes: isIndexed ? unionIndexes(tally.countedIndexes, indexesIn(succeeded, job)) : undefined,
    uncountedSucceeded: isIndexed ? status.uncountedSucceeded : uncounted(status.uncountedSucceeded, succeeded),
    uncountedFailed: uncounted(status.uncountedFailed, failed),
  };
}

/** A failed Job counts every pod that had not succeeded. */
function isFailure(pod: Pod, job: Job, ending: Ending | undefined): boolean {
  if (pod.phase === 'Succeeded') return false;
  if (!countsAsFailed(pod, job.spec) && ending?.kind !== 'failing') return false;
  return verdictFor(pod, job).action !== 'Ignore';
}

function indexesIn(pods: readonly Pod[], job: Job) {
  return indexesOf(pods.filter((pod) => isWithin(job, pod)).map((pod) => completionIndexOf(pod) ?? 0));
}

/** FailureTarget or SuccessCriteriaMet, before the finalizers go. */
function announcing(
  conditions: readonly WrittenCondition[],
  ending: Ending | undefined,
  now: number,
): readonly WrittenCondition[] {
  if (!ending) return conditions;
  const type = ending.kind === 'failing' ? 'FailureTarget' : 'SuccessCriteriaMet';
  if (conditions.some((condition) => condition.type === type && condition.status === 'True')) return conditions;
  return withCondition(conditions, trueNow(type, stamp(now), because(ending)));
}

function finished(status: WorkingStatus, ending: Ending, now: number): WorkingStatus {
  const type = ending.kind === 'failing' ? 'Failed' : 'Complete';
  const conditions = withCondition(status.conditions, trueNow(type, stamp(now), because(ending)));
  return { ...status, conditions, completionTime: ending.kind === 'failing' ? status.completionTime : stamp(now) };
}

function announceEnd(ending: Ending, { event }: Hands): void {
  if (ending.kind === 'failing') event('Warning', because(ending));
  else event('Normal', { reason: 'Completed', message: 'Job completed' });
}

function because({ reason, message }: Ending): Because {
  return { reason, message };
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
