/** Why a Job does not move, or pods of it do not. */
import { type Attempt, isActive } from './attempts.ts';
import { nextTries } from './backoff.ts';
import { isTrue } from './conditions.ts';
import { counted } from './counted.ts';
import { humanDuration, msBetween } from './durations.ts';
import { type Intervals, indexesOf } from './indexes.ts';
import type { Job, KubeEvent } from './objects.ts';
import { isFinished } from './outcome.ts';
import { type StuckContext, type StuckPod, stuckPodOf } from './stuck-pod.ts';

/** One thing that is in the way. */
export interface Stuck {
  readonly kind:
    | StuckPod['kind']
    | 'managed-by'
    | 'suspended'
    | 'no-parallelism'
    /** A ResourceQuota refuses the pods. */
    | 'quota'
    /** An admission webhook refuses the pods, or does not answer. */
    | 'webhook'
    /** Something else refuses them. */
    | 'forbidden'
    | 'create-failed'
    | 'back-off'
    /** The Job controller has not acted at all. */
    | 'no-pods';
  readonly text: string;
  /** The pods concerned; none for what concerns the whole Job. */
  readonly pods: readonly string[];
  readonly indexes: Intervals;
}

/**
 * Everything that is in the way, the Job's own reasons first, then pods that are stuck alike, most pods first. None for a
 * finished Job. `now` in milliseconds since the epoch.
 */
export function stuckReasons(
  job: Job,
  attempts: readonly Attempt[],
  { events, now }: { readonly events: readonly KubeEvent[]; readonly now: number },
): readonly Stuck[] {
  if (isFinished(job)) return [];
  const context = { job, now, warnings: warningsByPod(events) };
  const ofPods = stuckPods(attempts, context);
  if (isTrue(job.status.conditions, 'FailureTarget') || isTrue(job.status.conditions, 'SuccessCriteriaMet'))
    return ofPods;
  const paused = pausedBy(job);
  if (paused) return [paused, ...ofPods];
  const ofJob = [refusedPods(job, attempts, events), backingOff(job, attempts, now), untouched(job, attempts, now)];
  return [...ofJob.filter((stuck) => stuck !== undefined), ...ofPods];
}

/** Whether another controller than the cluster's own has a Job (Kubernetes 1.36, pkg/controller/job/job_controller.go, controllerName). */
export function isManagedElsewhere({ spec }: Pick<Job, 'spec'>): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== JOB_CONTROLLER;
}

/** The value of managedBy that means the cluster's own controller, as its absence does. */
const JOB_CONTROLLER = 'kubernetes.io/job-controller';

/** How long the Job controller may take to notice a new Job before one asks whether it runs. */
const NOTICE_MS = 30_000;

/** Events are batched and have whole seconds: a refusal this much older than the newest pod belongs to the same sync. */
const SAME_SYNC_MS = 2_000;

function pausedBy(job: Job): Stuck | undefined {
  const { spec } = job;
  if (isManagedElsewhere(job)) {
    return ofJob('managed-by', `managed by ${spec.managedBy}: the cluster's own Job controller leaves it alone`);
  }
  if (spec.suspend) return ofJob('suspended', 'suspended: it has no pods until it is resumed');
  return spec.parallelism === 0 ? ofJob('no-parallelism', 'parallelism is 0: it gets no pods') : undefined;
}

/** The newest FailedCreate, if fewer pods run than should and none came since. */
function refusedPods(job: Job, attempts: readonly Attempt[], events: readonly KubeEvent[]): Stuck | undefined {
  const missing =
    job.spec.completions === undefined ? job.spec.parallelism : job.spec.completions - job.status.succeeded;
  if (attempts.filter(isActive).length >= Math.min(job.spec.parallelism, missing)) return undefined;
  const refusal = newestOf(events.filter(({ reason, involved }) => reason === 'FailedCreate' && isOf(job, involved)));
  if (!refusal) return undefined;
  const newestPod = attempts.reduce((newest, { pod }) => laterOf(newest, pod.metadata.creationTimestamp), '');
  const olderMs = msBetween(refusal.lastSeen, newestPod) ?? 0;
  return olderMs > SAME_SYNC_MS ? undefined : ofJob(refusalKind(refusal.message), refusalText(refusal.message));
}

function isOf(job: Job, involved: KubeEvent['involved']): boolean {
  return involved.uid === job.metadata.uid;
}

function newestOf(events: readonly KubeEvent[]): KubeEvent | undefined {
  const [first, ...others] = events;
  return first && others.reduce((a, b) => ((a.lastSeen ?? '') > (b.lastSeen ?? '') ? a : b), first);
}

function laterOf(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a;
}

function refusalKind(message: string): Stuck['kind'] {
  if (message.includes('exceeded quota')) return 'quota';
  if (/webhook/.test(message)) return 'webhook';
  return message.includes('forbidden') ? 'forbidden' : 'create-failed';
}

function refusalText(message: string): string {
  return `pods cannot be created: ${message.replace(/^Error creating: /, '')}`;
}

/** Only while nothing else of the Job runs: an index that waits for its turn holds up nobody. */
function backingOff(job: Job, attempts: readonly Attempt[], now: number): Stuck | undefined {
  if (attempts.some(isActive)) return undefined;
  const tries = nextTries(job, attempts, now);
  const first = tries[0];
  if (!first) return undefined;
  const text = `backing off after ${counted(first.failures, 'failure')}: next try in ${humanDuration(first.at - now)}`;
  return { kind: 'back-off', text, pods: [], indexes: indexesOf(tries.flatMap(({ index }) => index ?? [])) };
}

/** Of a status that could not be read whole nobody can say that it is empty. */
function untouched({ metadata, status, junk }: Job, attempts: readonly Attempt[], now: number): Stuck | undefined {
  if (status.startTime !== undefined || status.active > 0 || attempts.length > 0) return undefined;
  if (junk.some(({ path }) => path.startsWith('status'))) return undefined;
  const ageMs = msBetween(metadata.creationTimestamp, now) ?? 0;
  if (ageMs <= NOTICE_MS) return undefined;
  return ofJob('no-pods', `nothing has happened for ${humanDuration(ageMs)}: is the Job controller running?`);
}

function ofJob(kind: Stuck['kind'], text: string): Stuck {
  return { kind, text, pods: [], indexes: [] };
}

function warningsByPod(events: readonly KubeEvent[]): StuckContext['warnings'] {
  const warnings = new Map<string, KubeEvent>();
  for (const event of events) {
    if (event.type !== 'Warning' || event.involved.kind !== 'Pod') continue;
    const newer = newestOf([event, warnings.get(event.involved.uid) ?? event]);
    if (newer) warnings.set(event.involved.uid, newer);
  }
  return warnings;
}

/** Pods stuck alike make one reason, told in the words of the newest of them. */
function stuckPods(attempts: readonly Attempt[], context: StuckContext): readonly Stuck[] {
  const groups = new Map<string, { readonly attempt: Attempt; readonly stuck: StuckPod }[]>();
  for (const attempt of attempts) {
    const stuck = stuckPodOf(attempt, context);
    if (!stuck) continue;
    const key = `${stuck.kind} ${stuck.where}`;
    const group = groups.get(key);
    if (group) group.push({ attempt, stuck });
    else groups.set(key, [{ attempt, stuck }]);
  }
  const reasons = [...groups.values()].flatMap((group) => {
    const stuck = group.at(-1)?.stuck;
    if (!stuck) return [];
    const indexes = indexesOf(group.flatMap(({ attempt }) => attempt.index ?? []));
    return [
      { kind: stuck.kind, text: stuck.text, pods: group.map(({ attempt }) => attempt.pod.metadata.name), indexes },
    ];
  });
  return reasons.sort((a, b) => b.pods.length - a.pods.length);
}
