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
  /** Makes pods; returns how many were made, fewer where the API refuses. */
  createPods(tries: Extract<Plan, { kind: 'create' }>['tries']): number;
  /** Writes the status, if it says anything new. The API refuses one with more ready pods than active ones. */
  writeStatus(status: WorkingStatus): StatusWrite;
  /** Takes the finalizer off. */
  release(pods: readonly Pod[]): void;
  event(type: 'Normal' | 'Warning', because: Because): void;
}

/** What became of a status that was to be written. */
export type StatusWrite = 'written' | 'same' | 'refused';

/** What is left to remember and to come back for. */
export interface Synced {
  readonly backoff: BackoffRecord;
  /** Look again after so many milliseconds at the latest. */
  readonly againInMs: number | undefined;
  /** Something was refused: it is tried again, later each time. */
  readonly hasFailed: boolean;
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
  const status = { ...started, ...acted.status };
  const outcome = settle(tally, status, { ending: acted.ending, hands });
  const deadline = deadlineIn({ ...job, status: { ...job.status, startTime: status.startTime } }, hands.now);
  const again = [deadline, acted.waitMs].filter((ms) => ms !== undefined && ms > 0).map(Number);
  return {
    // What has not been written has not been seen (flushUncountedAndRemoveFinalizers).
    backoff: outcome === 'written' ? backoff : remembered,
    againInMs: again.length > 0 ? Math.min(...again) : undefined,
    hasFailed: outcome === 'refused' || acted.hasFailed === true,
  };
}

interface Acted {
  readonly status: Partial<WorkingStatus>;
  readonly ending: Ending | undefined;
  readonly waitMs: number | undefined;
  /** Not all pods could be made. */
  readonly hasFailed?: boolean;
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
function end({ active, terminating, ready }: Tally, ending: Ending, hands: Hands): Acted {
  const deleted = hands.deletePods(active);
  const isAll = deleted === active.length;
  const status = { active: active.length - deleted, terminating: terminating + deleted, ready: isAll ? 0 : ready };
  return { status, ending: isAll ? ending : undefined, waitMs: undefined };
}

function goOn(
  tally: Tally,
  { backoff, started }: { backoff: BackoffRecord; started: WorkingStatus },
  hands: Hands,
): Acted {
  const { job } = tally;
  if (job.metadata.deletionTimestamp !== undefined) {
    return { status: {}, ending: completion(tally, tally.active.length), waitMs: undefined };
  }
  const plan = manage(tally, backoff, hands.now);
  const managed = carryOut(plan, tally, hands);
  const ending = completion(tally, managed.active);
  if (ending && managed.active > 0 && job.spec.completions !== undefined) hands.event('Warning', TOO_MANY_ACTIVE);
  const suspension = ending ? {} : suspensionOf(job, started, hands);
  const hasFailed = plan.kind === 'create' && managed.active < tally.active.length + plan.tries.length;
  return {
    status: { ...managed, ...suspension },
    ending,
    waitMs: plan.kind === 'wait' ? plan.ms : undefined,
    hasFailed,
  };
}

const TOO_MANY_ACTIVE: Because = {
  reason: 'TooManyActivePods',
  message: 'Too many active pods running after completion count reached',
};
const TOO_MANY_SUCCEEDED: Because = {
  reason: 'TooManySucceededPods',
  message: 'Too many succeeded pods running after completion count reached',
};

/** What the counters of pods say afterwards. */
function carryOut(
  plan: Plan,
  { active, terminating, ready }: Tally,
  hands: Hands,
): Pick<WorkingStatus, 'active' | 'terminating' | 'ready'> {
  const before = { active: active.length, terminating, ready };
  switch (plan.kind) {
    case 'none':
      return before;
    case 'delete': {
      const deleted = hands.dropPods(plan.pods);
      const readyDeleted = plan.pods.filter(({ conditions }) => isTrue(conditions, 'Ready')).length;
      return { active: active.length - deleted, terminating: terminating + deleted, ready: ready - readyDeleted };
    }
    case 'create':
      return { ...before, active: active.length + hands.createPods(plan.tries) };
    case 'wait':
      return { ...before, active: 0 };
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
  return { conditions, startTime: spec.suspend ? undefined : stamp(now) };
}

/**
 * trackJobStatusAndRemoveFinalizers: what has ended is noted and written, let go, counted and written; at last comes the Job's own end.
 * Where nothing changes, nothing is written; where the API refuses, nothing is let go. Says what became of the first write.
 */
function settle(tally: Tally, status: WorkingStatus, { ending, hands }: Settling): StatusWrite {
  const tracked = tally.pods.filter(isTracked);
  const counted = withoutReleased(status, tracked);
  const countable = tracked.filter(countabilityIn(tally, ending));
  const room = MOST_UNCOUNTED - counted.uncountedSucceeded.length - counted.uncountedFailed.length;
  const ended = countable.slice(0, Math.max(0, room));
  const noted = noting(counted, ended, { tally, ending });
  const announced = { ...noted, conditions: announcing(noted.conditions, ending, hands.now) };
  const outcome = hands.writeStatus(announced);
  if (outcome === 'refused') return outcome;
  hands.release(ended);
  const released = new Set(ended);
  const flushed = withoutReleased(
    announced,
    tracked.filter((pod) => !released.has(pod)),
  );
  const isCounted = ended.length === countable.length;
  const isOver = ending !== undefined && isCounted && flushed.terminating === 0 && flushed.active === 0;
  hands.writeStatus(isOver ? finished(flushed, ending, hands.now) : flushed);
  if (isOver) announceEnd(tally.job, { ending, succeeded: flushed.succeeded }, hands);
  return outcome;
}

/** So many pods are counted at a time, so that the status does not grow too large. */
const MOST_UNCOUNTED = 500;

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

/** canRemoveFinalizer: pods that have ended, or failed by being deleted; all, once the Job is deleted or its end decided. */
function countabilityIn({ job, heldByIndex }: Tally, ending: Ending | undefined): (pod: Pod) => boolean {
  if (job.metadata.deletionTimestamp !== undefined || ending !== undefined) return () => true;
  const held = new Set(heldByIndex.values());
  return (pod) => pod.phase === 'Succeeded' || (countsAsFailed(pod, job.spec) && !held.has(pod));
}

function noting(
  status: WorkingStatus,
  ended: readonly Pod[],
  { tally, ending }: { readonly tally: Tally; readonly ending: Ending | undefined },
): WorkingStatus {
  const { job } = tally;
  const isIndexed = job.spec.completionMode === 'Indexed';
  const known = new Set([...status.uncountedSucceeded, ...status.uncountedFailed]);
  const isNew = ({ metadata }: Pod) => !known.has(metadata.uid);
  const succeeded = ended.filter((pod) => pod.phase === 'Succeeded' && isNew(pod));
  const failed = ended.filter((pod) => isNew(pod) && isFailure(pod, job, ending) && isWithin(job, pod));
  const uids = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.uid);
  return {
    ...status,
    completedIndexes: isIndexed ? unionIndexes(tally.countedIndexes, indexesIn(succeeded, job)) : undefined,
    uncountedSucceeded: isIndexed ? status.uncountedSucceeded : [...status.uncountedSucceeded, ...uids(succeeded)],
    uncountedFailed: [...status.uncountedFailed, ...uids(failed)],
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

function announceEnd(
  { spec }: Job,
  { ending, succeeded }: { readonly ending: Ending; readonly succeeded: number },
  { event }: Hands,
): void {
  if (ending.kind === 'failing') {
    event('Warning', because(ending));
    return;
  }
  if (spec.completions !== undefined && succeeded > spec.completions) event('Warning', TOO_MANY_SUCCEEDED);
  event('Normal', { reason: 'Completed', message: 'Job completed' });
}

function because({ reason, message }: Ending): Because {
  return { reason, message };
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
