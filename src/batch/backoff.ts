/** When the controller makes a pod again after failures (Kubernetes 1.36, pkg/controller/job/backoff_utils.go). */
import { type Attempt, countsAsFailed, failuresBefore, finishTimeOf, ignoredBefore, wasLetGo } from './attempts.ts';
import { completionsOf, podCountsOf } from './completions.ts';
import { deadlineAt } from './deadlines.ts';
import { parseTime } from './durations.ts';
import { containsIndex, parseIndexes, unionIndexes } from './indexes.ts';
import type { Job, Pod } from './objects.ts';
import { outcomeOf } from './outcome.ts';
import { verdictFor } from './pod-failure-policy.ts';

/** When the Job (or one index, with backoffLimitPerIndex) tries again, as far as pods tell. */
export interface NextTry {
  /** Undefined where the back-off is the whole Job's. */
  readonly index: number | undefined;
  /** Not before this moment, in milliseconds since the epoch. */
  readonly at: number;
  /** How many failures in a row led to it, Ignored ones included. */
  readonly failures: number;
}

/** How long the controller waits after the last of `failures` failures in a row: 10 s, doubled with each, at most 10 min. */
export function backoffDelayMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

/**
 * The tries still to come at `now` (ms since the epoch), earliest first. A Job has one back-off, which any success ends; with
 * backoffLimitPerIndex each index has its own. The controller's own counter lives in its memory; where pods are gone it is read off status.
 */
export function nextTries(job: Job, attempts: readonly Attempt[], now: number): readonly NextTry[] {
  if (!triesAgain(job, now)) return [];
  const tries = job.spec.backoffLimitPerIndex === undefined ? tryOfJob(job, attempts) : triesOfIndexes(job, attempts);
  return tries.filter(({ at }) => at > now).sort((a, b) => a.at - b.at || (a.index ?? 0) - (b.index ?? 0));
}

/**
 * What counts against backoffLimit with restartPolicy OnFailure: the restarts of all containers of pods that have not ended
 * (Kubernetes 1.36, pkg/controller/job/job_controller.go, pastBackoffLimitOnFailure).
 */
export function restartsOf(attempts: readonly Attempt[]): number {
  return attempts
    .filter(({ pod }) => pod.phase === 'Running' || pod.phase === 'Pending')
    .flatMap(({ pod }) => [...pod.initContainerStatuses, ...pod.containerStatuses])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
}

const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 600_000;

/** A Job whose deadline has passed is about to fail, though its status does not say so yet. */
function triesAgain(job: Job, now: number): boolean {
  const { state } = outcomeOf(job);
  if (now >= (deadlineAt(job) ?? Number.POSITIVE_INFINITY)) return false;
  return state === 'running' || state === 'backing-off' || state === 'resuming';
}

/**
 * Every failure after the last success counts. While the Job has had no success at all, status knows of failures too whose pods
 * are gone. How many there were after a success before that cannot be told.
 */
function tryOfJob(job: Job, attempts: readonly Attempt[]): readonly NextTry[] {
  if (!wantsPod(job, attempts)) return [];
  const succeeded = attempts.filter(({ pod }) => pod.phase === 'Succeeded');
  const lastSuccess = latest(succeeded.map(({ pod }) => endOf(pod)));
  const failed = attempts.map(({ pod }) => pod).filter((pod) => isFailure(pod, job));
  const ends = failed.map((pod) => endOf(pod)).filter((end) => end > lastSuccess);
  if (ends.length === 0 || failsJob(failed, job)) return [];
  const counts = podCountsOf(job);
  const neverSucceeded = succeeded.length === 0 && counts.succeeded === 0;
  const failures = neverSucceeded ? Math.max(ends.length, counts.failed) : ends.length;
  return [{ index: undefined, at: latest(ends) + backoffDelayMs(failures), failures }];
}

/** Whether these failures end the Job; status says so a second later. */
function failsJob(failed: readonly Pod[], job: Job): boolean {
  const actions = failed.map((pod) => verdictFor(pod, job).action);
  const counted = actions.filter((action) => action !== 'Ignore').length;
  return actions.includes('FailJob') || Math.max(counted, podCountsOf(job).failed) > job.spec.backoffLimit;
}

function wantsPod(job: Job, attempts: readonly Attempt[]): boolean {
  const { total, remaining } = completionsOf(job);
  const { parallelism } = job.spec;
  const most = total === undefined && remaining > 0 ? parallelism : Math.min(parallelism, remaining);
  return attempts.filter(({ pod }) => holdsPlace(pod, job)).length < most;
}

function triesOfIndexes(job: Job, attempts: readonly Attempt[]): readonly NextTry[] {
  const { completedIndexes, failedIndexes } = job.status;
  const completed = parseIndexes(completedIndexes).intervals;
  const settled = unionIndexes(completed, parseIndexes(failedIndexes ?? '').intervals);
  const taken = new Set(attempts.filter(({ pod }) => holdsPlace(pod, job)).map(({ index }) => index));
  const tries: NextTry[] = [];
  for (const [index, pod] of lastFailures(job, attempts)) {
    if (taken.has(index) || containsIndex(settled, index) || failsIndex(pod, job)) continue;
    const failures = failuresBefore(pod) + ignoredBefore(pod) + 1;
    tries.push({ index, at: endOf(pod) + backoffDelayMs(failures), failures });
  }
  return tries;
}

/** The last failed pod of each index: the one whose annotations know of most failures before it. */
function lastFailures(job: Job, attempts: readonly Attempt[]): ReadonlyMap<number, Pod> {
  const last = new Map<number, Pod>();
  for (const { index, pod } of attempts) {
    if (index === undefined || index >= (job.spec.completions ?? 0) || !isFailure(pod, job)) continue;
    const known = last.get(index);
    const rank = (pod: Pod) => failuresBefore(pod) + ignoredBefore(pod);
    if (!known || rank(known) <= rank(pod)) last.set(index, pod);
  }
  return last;
}

/** Whether this failure is the index's last (pkg/controller/job/job_controller.go, isIndexFailed); status says so a second later. */
function failsIndex(pod: Pod, job: Job): boolean {
  const { action } = verdictFor(pod, job);
  if (action === 'FailIndex' || action === 'FailJob') return true;
  return action !== 'Ignore' && failuresBefore(pod) >= (job.spec.backoffLimitPerIndex ?? 0);
}

/**
 * A pod that is only being deleted is a failure under podReplacementPolicy TerminatingOrFailed, unless the controller itself deleted
 * it (suspend, scale-down), which it does without counting.
 */
function isFailure(pod: Pod, job: Job): boolean {
  return countsAsFailed(pod, job.spec) && !wasLetGo(pod, job);
}

/** Whether a pod still stands where its replacement would: it works, or must have ended first (podReplacementPolicy Failed). */
function holdsPlace(pod: Pod, job: Job): boolean {
  return pod.phase !== 'Succeeded' && !countsAsFailed(pod, job.spec);
}

/** In ms since the epoch. */
function endOf(pod: Pod): number {
  return parseTime(finishTimeOf(pod)) ?? parseTime(pod.metadata.creationTimestamp) ?? Number.NEGATIVE_INFINITY;
}

function latest(moments: readonly number[]): number {
  return moments.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
