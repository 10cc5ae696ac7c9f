/** What a list says of one Job: every figure of its row, told from the Job alone. */
import { completionsOf } from '../batch/completions.ts';
import { counted } from '../batch/counted.ts';
import { humanDuration, msBetween, wholeSeconds } from '../batch/durations.ts';
import { parseIndexes, printIndexes } from '../batch/indexes.ts';
import type { Job } from '../batch/objects.ts';
import { elapsedMs, type JobState, outcomeOf, statusWord } from '../batch/outcome.ts';
import { completionsText, type Progress, progressOf } from '../batch/progress.ts';
import { stuckReasons } from '../batch/stuck.ts';

/** A Job and what its row says. */
export interface JobRow {
  readonly job: Job;
  readonly summary: JobSummary;
}

/** The row's figures (`summary` of an item of `JobSummaryList`, kubectl-job/v1). Undefined fields are left out of JSON. */
export interface JobSummary {
  /** kubectl's STATUS, or `Backing off`; `Deleted` in a watch, for one that is gone. */
  readonly status: string;
  readonly state: JobState;
  /** Of the condition that decided the state, else empty. */
  readonly reason: string;
  readonly message: string;
  /** What is in the way of a Job that is not finished, as far as the Job itself tells; else empty. */
  readonly stuck: string;
  /** When the state began, RFC 3339. */
  readonly since: string | undefined;
  /** kubectl's COMPLETIONS. */
  readonly completions: string;
  readonly done: number;
  /** Undefined for a work queue. */
  readonly total: number | undefined;
  /** done of total, 0 to 1. */
  readonly fraction: number | undefined;
  /** Interval form; undefined unless the Job is Indexed. */
  readonly completedIndexes: string | undefined;
  /** Interval form; undefined without backoffLimitPerIndex. */
  readonly failedIndexes: string | undefined;
  /** Pods that failed, those not yet counted included. */
  readonly failed: number;
  readonly succeeded: number;
  readonly active: number;
  readonly ready: number | undefined;
  readonly terminating: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly ageSeconds: number | undefined;
  /** How long it may still take; undefined where nobody can say. */
  readonly etaSeconds: number | undefined;
  /** Fields of the object that could not be read, and what stood there. */
  readonly unreadable: readonly string[] | undefined;
}

/** The row of a Job at `now`, in milliseconds since the epoch. */
export function jobRow(job: Job, now: number): JobRow {
  const outcome = outcomeOf(job);
  const progress = progressOf(job, now);
  const { completions } = job.spec;
  const indexed = job.spec.completionMode === 'Indexed';
  const { state, reason, message, since } = outcome;
  const summary: JobSummary = {
    status: statusWord(outcome),
    state,
    reason,
    message,
    stuck: inTheWay(job, progress, now),
    since,
    completions: completionsText(job),
    done: progress.done,
    total: progress.total,
    fraction: progress.fraction,
    completedIndexes: indexed ? readable(job.status.completedIndexes, completions) : undefined,
    failedIndexes: readable(job.status.failedIndexes, completions),
    ...progress.pods,
    durationSeconds: wholeSeconds(elapsedMs(job, now)),
    ageSeconds: wholeSeconds(msBetween(job.metadata.creationTimestamp, now)),
    etaSeconds: wholeSeconds(progress.etaMs),
    unreadable: unreadable(job),
  };
  return { job, summary };
}

/** The interval form without what cannot be read in it, in Kubernetes' own order. */
function readable(indexes: string | undefined, completions: number | undefined): string | undefined {
  return indexes === undefined ? undefined : printIndexes(parseIndexes(indexes, completions).intervals);
}

function unreadable(job: Job): readonly string[] | undefined {
  return job.junk.length === 0 ? undefined : job.junk.map(({ path, found }) => `${path}: ${found}`);
}

/** A Job whose pods are all not ready for this long may be stuck; before, they may just be starting. */
const PATIENCE_MS = 60_000;

function inTheWay(job: Job, progress: Progress, now: number): string {
  const known = stuckReasons(job, [], { events: [], now }).find(({ kind }) => kind !== 'suspended');
  if (known) return known.text;
  const { state, status } = outcomeOf(job);
  if (state === 'suspended' && status === 'Running') return 'about to be suspended';
  if (state === 'resuming' && status === 'Suspended') return 'about to be resumed';
  if (state === 'backing-off') return backingOff(job, progress);
  const { active, ready, terminating = 0 } = progress.pods;
  if (state === 'terminating') return finalizers(job);
  if (state !== 'running') return '';
  if (active === 0 && terminating > 0) return `waits for ${counted(terminating, 'terminating pod')}`;
  const elapsed = elapsedMs(job, now) ?? 0;
  const wantsPods = active > 0 || completionsOf(job).remaining > 0;
  return wantsPods && ready === 0 && elapsed >= PATIENCE_MS ? `no pod ready after ${humanDuration(elapsed)}` : '';
}

/** What must be taken off a deleted Job before it is gone. */
function finalizers({ metadata }: Job): string {
  return metadata.finalizers.length === 0 ? '' : `waits for ${metadata.finalizers.join(', ')}`;
}

function backingOff(job: Job, { pods }: Progress): string {
  const failed = `${pods.failed} failed`;
  return job.spec.backoffLimitPerIndex === undefined ? `${failed}, backoffLimit ${job.spec.backoffLimit}` : failed;
}
