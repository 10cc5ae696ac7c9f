/** How a Job stands, in phrases: what describe's header, its watch, and `wait` say of it. */
import { counted } from '../batch/counted.ts';
import { ageOf, humanDuration, parseTime } from '../batch/durations.ts';
import { printIndexes } from '../batch/indexes.ts';
import { type JobState, statusWord } from '../batch/outcome.ts';
import { isManagedElsewhere } from '../batch/stuck.ts';
import type { JobDescription } from '../operations/describe-result.ts';
import { phrases } from './describe/sheet.ts';
import { plain } from './text.ts';

/** `Running for 3m · 3 of 10 done (30%) · about 5m left`. */
export function statusText(description: JobDescription): string {
  return phrases(stateText(description), doneText(description), leftText(description), sinceEndText(description));
}

/** `3 of 5 done (60%)`, `3 of ? done` for a work queue, `3 done` for one that has ended. */
export function doneText({ progress, outcome }: JobDescription): string {
  const { done, total, fraction } = progress;
  if (total === undefined) return outcome.state === 'complete' ? `${done} done` : `${done} of ? done`;
  if (total === 0) return 'nothing to do: completions 0';
  return `${done} of ${total} done${fraction === undefined ? '' : ` (${percentText(fraction)})`}`;
}

/** Rounded down, so that only what is done is 100%; what has begun is more than 0%. */
function percentText(fraction: number): string {
  const percent = Math.floor(fraction * 100);
  return percent === 0 && fraction > 0 ? '<1%' : `${percent}%`;
}

/** `3 active (2 ready) · 1 terminating · 7 succeeded · 4 failed (1 not yet counted)`; `+1` is one that status does not know of yet. */
export function podsText({ progress, job, failedPods }: JobDescription): string {
  const { active, ready, terminating, succeeded, failed } = progress.pods;
  const uncounted = ({ length }: readonly string[]) => (length === 0 ? '' : ` (${length} not yet counted)`);
  const since = failedPods?.since ?? 0;
  return phrases(
    `${active} active${ready === undefined || active === 0 ? '' : ` (${ready} ready)`}`,
    (terminating ?? 0) === 0 ? '' : `${terminating} terminating`,
    `${succeeded} succeeded${uncounted(job.status.uncountedSucceeded)}`,
    `${failed} failed${uncounted(job.status.uncountedFailed)}${since === 0 ? '' : ` (+${since} not yet counted)`}`,
  );
}

/** `failed indexes 2,5`; empty if none is known to have failed for good. */
export function failedIndexesText({ indexes }: JobDescription): string {
  if (indexes === undefined || indexes.failed.length === 0) return '';
  return `failed indexes ${printIndexes(indexes.failed)}`;
}

/** Completions an hour, a minute or a second, whichever makes a number to think in; empty where there is no rate. */
export function rateText({ progress: { perMinute } }: JobDescription): string {
  if (perMinute === undefined) return '';
  if (perMinute < 1) return `${rounded(perMinute * 60)} an hour`;
  return perMinute <= 120 ? `${rounded(perMinute)} a minute` : `${rounded(perMinute / 60)} a second`;
}

/** What a Job whose end is decided still waits for: `2 pods to end (grace period ends in 18s) and 1 pod to be counted`. */
export function waitsFor({ progress, job, graceEndsAt, now }: JobDescription): string {
  const uncounted = job.status.uncountedSucceeded.length + job.status.uncountedFailed.length;
  const running = progress.pods.active + (progress.pods.terminating ?? 0);
  const grace =
    graceEndsAt === undefined || graceEndsAt <= now
      ? ''
      : ` (grace period ends in ${humanDuration(graceEndsAt - now)})`;
  const pods = running === 0 ? '' : `${counted(running, 'pod')} to end${grace}`;
  const counts = uncounted === 0 ? '' : `${counted(uncounted, 'pod')} to be counted`;
  return [pods, counts].filter(Boolean).join(' and ') || 'the controller to write its last status';
}

function stateText({ outcome, elapsedMs, job, now }: JobDescription): string {
  const word = plain(statusWord(outcome));
  if (outcome.state === 'complete' || outcome.state === 'failed') {
    return elapsedMs === undefined ? word : `${word} after ${humanDuration(elapsedMs)}`;
  }
  const turning = turningText(outcome, job);
  if (turning !== '') return `${word}, ${turning}`;
  if (LASTING.includes(outcome.state)) {
    return outcome.since === undefined ? word : `${word} for ${ageOf(outcome.since, now)}`;
  }
  if (elapsedMs === undefined) return phrases(`${word}, not started`, createdText(job, now));
  const elapsed = humanDuration(elapsedMs);
  return outcome.state === 'backing-off' ? `${word}, started ${elapsed} ago` : `${word} for ${elapsed}`;
}

/** What the controller has not acted on yet (and never will, if the Job is not its own): its word for the Job is still the one from before. */
function turningText({ state, status }: JobDescription['outcome'], job: JobDescription['job']): string {
  if (state === 'suspended' && status === 'Running') {
    return isManagedElsewhere(job) ? 'suspend is set' : 'about to be suspended';
  }
  return state === 'resuming' && status === 'Suspended' ? 'about to be resumed' : '';
}

function createdText({ metadata }: JobDescription['job'], now: number): string {
  const { creationTimestamp } = metadata;
  return parseTime(creationTimestamp) === undefined ? '' : `created ${ageOf(creationTimestamp, now)} ago`;
}

/** States whose own length matters more than the Job's. */
const LASTING: readonly JobState[] = ['suspended', 'failing', 'succeeding', 'terminating'];

function leftText({ outcome, progress, nextTries, now, elapsedMs }: JobDescription): string {
  const next = nextTries.find(({ index }) => index === undefined);
  const retry = next === undefined ? '' : `next try in ${humanDuration(Math.max(0, next.at - now))}`;
  if (outcome.state !== 'running' || elapsedMs === undefined || (progress.total ?? 0) === 0) return retry;
  const left = progress.etaMs === undefined ? 'time left unknown' : `about ${humanDuration(progress.etaMs)} left`;
  return phrases(left, retry);
}

function sinceEndText({ endedAt, now }: JobDescription): string {
  return endedAt === undefined ? '' : `ended ${ageOf(endedAt, now)} ago`;
}

function rounded(count: number): string {
  return count < 10 ? String(Math.round(count * 10) / 10) : String(Math.round(count));
}
