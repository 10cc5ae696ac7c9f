/** Pods to indexes: every pod is an attempt of its index, numbered; and where each index of an Indexed Job stands. */
import { findCondition, isTrue } from './conditions.ts';
import { parseTime } from './durations.ts';
import {
  complementIndexes,
  type Intervals,
  indexesOf,
  intersectIndexes,
  parseIndexes,
  subtractIndexes,
  unionIndexes,
} from './indexes.ts';
import type { ContainerStatus, Job, JobSpec, Pod } from './objects.ts';

/**
 * Where an attempt stands: `pending` has no node yet, `starting` has one but no phase Running yet, `terminating` was deleted and
 * has not ended. A pod that has ended is `succeeded` or `failed` also while its object is being deleted.
 */
export type AttemptState = 'pending' | 'starting' | 'running' | 'terminating' | 'succeeded' | 'failed';

/** One pod of a Job, as a try of its index. */
export interface Attempt {
  readonly pod: Pod;
  /** The completion index; undefined for pods of a Job without indexes. */
  readonly index: number | undefined;
  /** 1 = the first try of this index, as far as pods and annotations tell; without indexes, the n-th pod of the Job. */
  readonly number: number;
  readonly state: AttemptState;
  /** When its first container started, else when its node took it. */
  readonly startedAt: string | undefined;
  /** When it ended; undefined while it has not. */
  readonly finishedAt: string | undefined;
}

/** Where the indexes of a Job stand: a partition of 0..completions-1. */
export interface IndexStates {
  readonly completed: Intervals;
  readonly failed: Intervals;
  readonly running: Intervals;
  readonly retrying: Intervals;
  readonly pending: Intervals;
}

/** The pods of one Job as attempts, ordered by index (none last), then number, which follows creation. */
export function attemptsOf(pods: Iterable<Pod>): readonly Attempt[] {
  const unnumbered = Array.from(pods, unnumberedAttempt).sort(byIndexThenCreation);
  let previous: Attempt | undefined;
  return unnumbered.map((attempt) => {
    const before = previous?.index === attempt.index ? (previous?.number ?? 0) : 0;
    previous = { ...attempt, number: Math.max(before + 1, attempt.number) };
    return previous;
  });
}

/**
 * Where each index stands, at a cost that grows with the attempts and intervals, never with completions. All empty for a Job
 * without indexes. What `status` says decides what is completed and failed: a pod that has succeeded and is not in
 * completedIndexes yet still counts as running. An index is `failed` without backoffLimitPerIndex only once the Job itself fails;
 * `retrying` has no active pod, and one that failed or that is being deleted. Pods that the controller let go of
 * (see `wasLetGo`) leave their index pending.
 */
export function indexStates(job: Job, attempts: readonly Attempt[]): IndexStates {
  const completions = job.spec.completionMode === 'Indexed' ? (job.spec.completions ?? 0) : 0;
  const all = complementIndexes([], completions);
  const completed = parseIndexes(job.status.completedIndexes, completions).intervals;
  const counted = parseIndexes(job.status.failedIndexes ?? '', completions).intervals;
  const failedByStatus = subtractIndexes(counted, completed);
  const open = subtractIndexes(all, unionIndexes(completed, failedByStatus));

  const running = intersectIndexes(open, indexesWhere(attempts, occupiesIndex));
  const broken = indexesWhere(attempts, (attempt) => brokeIndex(attempt, job));
  const unlucky = subtractIndexes(intersectIndexes(open, broken), running);
  const fate = fateOfUnlucky(job);
  const settled = unionIndexes(completed, failedByStatus, running, fate === 'pending' ? [] : unlucky);
  return {
    completed,
    failed: fate === 'failed' ? unionIndexes(failedByStatus, unlucky) : failedByStatus,
    running,
    retrying: fate === 'retrying' ? unlucky : [],
    pending: subtractIndexes(all, settled),
  };
}

/** The completion index of a pod: label (since Kubernetes 1.28), else annotation; undefined if neither is a whole number. */
export function completionIndexOf(pod: Pod): number | undefined {
  const text = pod.metadata.labels[COMPLETION_INDEX] ?? pod.metadata.annotations[COMPLETION_INDEX];
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** Whether the controller counts a pod as active: neither ended nor deleted, Pending included. */
export function isActive(attempt: Attempt): boolean {
  return attempt.state === 'pending' || attempt.state === 'starting' || attempt.state === 'running';
}

/**
 * Whether the controller takes a pod for failed: phase Failed; under podReplacementPolicy TerminatingOrFailed also as soon as
 * it is deleted, whatever it exits with later (Kubernetes 1.36, pkg/controller/job/job_controller.go, isPodFailed).
 */
export function countsAsFailed(pod: Pod, spec: Pick<JobSpec, 'podReplacementPolicy'>): boolean {
  if (pod.phase === 'Failed') return true;
  if (spec.podReplacementPolicy === 'Failed') return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.phase !== 'Succeeded';
}

/**
 * Whether the controller deleted a pod without counting it: to suspend the Job, or because parallelism went down. It takes
 * its finalizer off before it deletes such a pod, and off a failed one only once that is counted; so one that has lost it is told
 * from a counted one by its age, when the Job was suspended since, or by there being no failure at all.
 */
export function wasLetGo({ metadata }: Pod, { spec, status }: Job): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  if (spec.suspend) return true;
  if (metadata.finalizers.includes(JOB_TRACKING)) return false;
  const suspension = parseTime(findCondition(status.conditions, 'Suspended')?.lastTransitionTime);
  const created = parseTime(metadata.creationTimestamp);
  if (suspension !== undefined && created !== undefined && created <= suspension) return true;
  return status.failed + status.uncountedFailed.length === 0;
}

/**
 * When a pod ended, as the controller's back-off reckons it: its last container's end, else since when it is not Ready, else when its
 * deletion was asked for (Kubernetes 1.36, pkg/controller/job/backoff_utils.go, getFinishedTime). Undefined if the pod tells none of these.
 */
export function finishTimeOf(pod: Pod): string | undefined {
  const end = lastEndOf(lastEndOf(undefined, pod.containerStatuses), pod.initContainerStatuses);
  if (end !== undefined) return end;
  const notReady = pod.conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  return notReady?.lastTransitionTime ?? deletionOf(pod);
}

/** How many failures of its index came before this pod, as its annotation says; Ignored ones are not among them. */
export function failuresBefore(pod: Pod): number {
  return countIn(pod, 'batch.kubernetes.io/job-index-failure-count');
}

/** How many Ignored failures of its index came before this pod, as its annotation says. */
export function ignoredBefore(pod: Pod): number {
  return countIn(pod, 'batch.kubernetes.io/job-index-ignored-failure-count');
}

/** The finalizer with which the controller holds a pod until it has counted it. */
export const JOB_TRACKING = 'batch.kubernetes.io/job-tracking';

const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

/** The last end of these containers and that before; undefined if one of them has not ended, whatever was known before (latestFinishTime). */
function lastEndOf(before: string | undefined, containers: readonly ContainerStatus[]): string | undefined {
  let last = before;
  for (const { state } of containers) {
    const end = state.kind === 'terminated' ? state.finishedAt : undefined;
    if (end === undefined) return undefined;
    if (last === undefined || last < end) last = end;
  }
  return last;
}

/** `deletionTimestamp` is the end of the grace period. */
function deletionOf({ metadata }: Pod): string | undefined {
  const end = parseTime(metadata.deletionTimestamp);
  if (end === undefined) return undefined;
  return new Date(end - (metadata.deletionGracePeriodSeconds ?? 0) * 1000).toISOString().replace('.000Z', 'Z');
}

/** The `number` is what the annotations alone say; `attemptsOf` raises it above the attempts before. */
function unnumberedAttempt(pod: Pod): Attempt {
  const state = stateOf(pod);
  return {
    pod,
    index: completionIndexOf(pod),
    number: 1 + failuresBefore(pod) + ignoredBefore(pod),
    state,
    startedAt: startTimeOf(pod),
    finishedAt: state === 'succeeded' || state === 'failed' ? finishTimeOf(pod) : undefined,
  };
}

function stateOf(pod: Pod): AttemptState {
  if (pod.phase === 'Succeeded') return 'succeeded';
  if (pod.phase === 'Failed') return 'failed';
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating';
  if (pod.phase !== 'Pending') return 'running';
  return pod.nodeName === undefined ? 'pending' : 'starting';
}

/** Once a container has restarted, nothing but the pod's own start time tells when it first ran. */
function startTimeOf(pod: Pod): string | undefined {
  const containers = [...pod.initContainerStatuses, ...pod.containerStatuses];
  if (containers.some(({ restartCount }) => restartCount > 0)) return pod.startTime;
  const starts = containers.map(startOf).filter((start) => start !== undefined);
  return starts.length === 0 ? pod.startTime : starts.reduce((a, b) => (a < b ? a : b));
}

function startOf({ state }: ContainerStatus): string | undefined {
  return state.kind === 'running' || state.kind === 'terminated' ? state.startedAt : undefined;
}

function countIn(pod: Pod, annotation: string): number {
  const text = pod.metadata.annotations[annotation] ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

function byIndexThenCreation(a: Attempt, b: Attempt): number {
  const none = Number.POSITIVE_INFINITY;
  if (a.index !== b.index) return (a.index ?? none) - (b.index ?? none);
  const [createdA, createdB] = [a.pod.metadata.creationTimestamp ?? '', b.pod.metadata.creationTimestamp ?? ''];
  if (createdA !== createdB) return createdA < createdB ? -1 : 1;
  if (a.number !== b.number) return a.number - b.number;
  return a.pod.metadata.name < b.pod.metadata.name ? -1 : 1;
}

function indexesWhere(attempts: readonly Attempt[], holds: (attempt: Attempt) => boolean): Intervals {
  return indexesOf(attempts.flatMap((attempt) => (attempt.index !== undefined && holds(attempt) ? attempt.index : [])));
}

/** A pod that works, or has succeeded and still waits to be counted. */
function occupiesIndex(attempt: Attempt): boolean {
  if (isActive(attempt)) return true;
  return attempt.state === 'succeeded' && attempt.pod.metadata.finalizers.includes(JOB_TRACKING);
}

function brokeIndex({ state, pod }: Attempt, job: Job): boolean {
  return (state === 'failed' || state === 'terminating') && !wasLetGo(pod, job);
}

/** What becomes of an index that is not settled by status, has no active pod, and has seen one fail. */
function fateOfUnlucky({ spec, status }: Job): 'retrying' | 'failed' | 'pending' {
  const over = (type: string) => isTrue(status.conditions, type);
  if (over('SuccessCriteriaMet') || over('Complete')) return 'pending';
  if (!over('FailureTarget') && !over('Failed')) return 'retrying';
  return spec.backoffLimitPerIndex === undefined ? 'failed' : 'pending';
}
