/** One look at a Job: count, decide, write (Kubernetes 1.36, pkg/controller/job/job_controller.go, syncJob). */
import { isTrue } from '../../../batch/conditions.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { type BackoffRecord, recordAfter } from './backoff-memory.ts';
import type { Tally } from './count.ts';
import { completion, deadlineIn, decide, type Ending } from './decide.ts';
import { manage, type Plan } from './manage.ts';
import { stamp, trueNow, type WorkingStatus, withCondition, writtenConditions } from './status.ts';
import { type TrackingHands, track } from './track.ts';

/** What the controller can do; each step takes effect at once. */
export interface Hands extends TrackingHands {
  /** Deletes pods that are still to be counted; returns how many are gone or going. */
  deletePods(pods: readonly Pod[]): number;
  /** Deletes pods that shall not be counted: the finalizer goes first. */
  dropPods(pods: readonly Pod[]): number;
  /** Makes pods; returns how many were made, fewer where the API refuses. */
  createPods(tries: Extract<Plan, { kind: 'create' }>['tries']): number;
}

/** What is left to remember and to come back for. */
export interface Synced {
  readonly backoff: BackoffRecord;
  /** Look again after so many milliseconds at the latest. */
  readonly againInMs: number | undefined;
  /** Something was refused: it is tried again, later each time. */
  readonly hasFailed: boolean;
}

/** What pods do is looked at together, this many milliseconds later; nor is a back-off waited for any shorter (syncJobBatchPeriod). */
export const BATCH_MS = 1000;

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
  const outcome = track(tally, status, { ending: acted.ending, hands });
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
  const suspension = ending ? {} : suspensionOf(job, started, hands);
  const hasFailed = plan.kind === 'create' && managed.active < tally.active.length + plan.tries.length;
  return {
    status: { ...managed, ...suspension },
    ending,
    waitMs: plan.kind === 'wait' ? Math.max(plan.ms, BATCH_MS) : undefined,
    hasFailed,
  };
}

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
