/** What `wait` says of a Job in one line. */

import { abbreviateIndexes } from '../../batch/indexes.ts';
import { isFinished } from '../../batch/outcome.ts';
import { completionsText } from '../../batch/progress.ts';
import type { JobName } from '../../operations/describe.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import type { WaitingJob, WaitResult } from '../../operations/wait/result.ts';
import { phrases } from '../describe/sheet.ts';
import { rateText, statusText, waitsFor } from '../progress-phrases.ts';
import { commandLine } from '../shell.ts';
import { plain } from '../text.ts';

/** How Jobs are called, and what they are waited for. */
export interface Wording {
  /** The namespace that goes without saying. */
  readonly namespace: string;
  /** What is waited for, as one would type it. */
  readonly condition: string;
  /** Whether that is an end of the Job, so that the end is the word for it. */
  readonly isForEnd: boolean;
}

/** `job.batch/x`, with `-n` where it lies in another namespace than one would think. */
export function jobLabel({ namespace, name }: JobName, wording: Wording): string {
  const where = namespace === wording.namespace ? '' : ` -n ${namespace}`;
  return plain(`${name.includes('/') ? name : `job.batch/${name}`}${where}`);
}

/** The line on standard output: `job.batch/x complete (1800/1800 in 18m2s)`. Empty where nothing was found that could have a result. */
export function resultLine(result: WaitResult, wording: Wording): string {
  const label = jobLabel(result, wording);
  const figures = figuresText(result);
  switch (result.kind) {
    case 'met':
      return `${label} ${metWord(result, wording)}${figures}\n`;
    case 'failed':
      return `${label} ${endWord(result)}${figures}${reasonText(result)}\n`;
    case 'impossible':
      return `${label} cannot come to ${plain(wording.condition)}${figures}: ${plain(result.because)}\n`;
    case 'gone':
      if (result.end) return `${label} gone${figures}: ${plain(result.because)}\n`;
      return result.description ? `${label} gone: deleted before it ended${figures}\n` : '';
    case 'timeout':
    case 'interrupted':
      return '';
  }
}

/** How a Job stands that is waited for: what describe's header says, failed indexes, rate, and what it waits for itself. */
export function progressText(description: JobDescription): string {
  return plain(
    phrases(
      statusText(description),
      failedText(description),
      rateText(description),
      comingText(description),
      ...stuckTexts(description),
    ),
  );
}

/** What the text says, without the figures that grow with time alone: a line is new when this is. */
export function progressKey(description: JobDescription): string {
  const nextTry = String(description.nextTries[0]?.at ?? '');
  const { done } = description.progress;
  return [stateKey(description), done, nextTry, failedText(description), comingText(description)].join('|');
}

/** The outcome as far as it is known: that it changes is told at once. */
export function stateKey({ outcome }: JobDescription): string {
  return `${outcome.state} ${outcome.reason}`;
}

/** `job.batch/x: Running for 3m · …`, or that it is not there yet. */
export function waitingLine(job: WaitingJob, wording: Wording): string {
  const description = job.describe();
  return `${jobLabel(job, wording)}: ${description ? progressText(description) : absentText(job)}`;
}

/** Of a CronJob's next Job one cannot say that it is not there: the CronJob is. */
export function absentText({ name }: JobName): string {
  return name.includes('/') ? 'no Job yet' : 'not there yet';
}

/** A list of failed indexes takes no more of a line than this. */
const INDEXES_WIDTH = 60;

function failedText({ indexes }: JobDescription): string {
  if (indexes === undefined || indexes.failed.length === 0) return '';
  return `failed indexes ${abbreviateIndexes(indexes.failed, INDEXES_WIDTH)}`;
}

/** What is bound to come of a Job whose end is decided, and what it still waits for. */
function comingText(description: JobDescription): string {
  const { state, reason, message } = description.outcome;
  if (state !== 'failing' && state !== 'succeeding') return '';
  const why = [reason, message].filter(Boolean).join(': ');
  const word = state === 'failing' ? 'Failed' : 'Complete';
  return `will be ${word}${why === '' ? '' : ` (${why})`}: waits for ${waitsFor(description)}`;
}

/** What keeps it, as far as the Job itself tells; the status says of back-offs all there is to say. */
function stuckTexts({ stuck, nextSteps, outcome }: JobDescription): readonly string[] {
  const texts = stuck.filter(({ kind }) => kind !== 'back-off' && kind !== 'suspended').map(({ text }) => text);
  if (outcome.state !== 'suspended') return texts;
  const commands = nextSteps.map(({ command }) => commandLine(command));
  return ['nothing comes of waiting until it is resumed', ...commands, ...texts];
}

function figuresText({ description }: WaitResult): string {
  if (!description) return '';
  const { job, elapsedMs } = description;
  const took = elapsedMs === undefined ? '' : ` in ${exactDuration(elapsedMs)}`;
  return ` ${plain(`(${completionsText(job)}${took})`)}`;
}

function metWord(result: WaitResult, wording: Wording): string {
  if (wording.isForEnd && result.end) return endWord(result);
  if (result.isGone) return result.description ? 'deleted' : 'is not there';
  return `condition met: ${plain(wording.condition)}`;
}

/** The end, what told of it where that was not the Job itself, and that it was only bound to come where one did not wait for it, or could not. */
function endWord({ end, description, isGone }: WaitResult): string {
  const outcome = end?.outcome ?? 'ended';
  if (end?.toldBy === 'events') return `${outcome}, as its events tell: it is gone`;
  const isEnded = description === undefined || isFinished(description.job);
  if (isEnded) return outcome;
  return isGone ? `${outcome}, as was decided before it was deleted` : `will be ${outcome}`;
}

/** The reason; of a Job that was never seen the message too, because nothing else explains it. */
function reasonText({ end, description }: WaitResult): string {
  const message = description ? '' : (end?.message ?? '');
  const why = [end?.reason ?? '', message].filter(Boolean).join(': ');
  return why === '' ? '' : `: ${plain(why)}`;
}

/** As Go prints a duration, to the second: `18m2s`, `1h0m5s`. */
function exactDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = hours > 0 ? [`${hours}h`, `${minutes}m`] : minutes > 0 ? [`${minutes}m`] : [];
  return [...parts, `${seconds % 60}s`].join('');
}
