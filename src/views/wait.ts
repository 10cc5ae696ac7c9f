/** What `wait` writes: results to standard output; where things stand, what is worth knowing, and why a Job failed to standard error. */
import { humanDuration } from '../batch/durations.ts';
import type { WaitCondition, WaitExpression } from '../batch/wait-condition.ts';
import { expressionText } from '../batch/wait-condition-syntax.ts';
import type { WaitEnding, WaitNotice, WaitResult, WaitUpdate } from '../operations/wait/result.ts';
import { missingText } from './describe/output.ts';
import type { Page } from './page.ts';
import { isStructured, type OutputFormat, renderStructured } from './structured.ts';
import { plain } from './text.ts';
import { changeLines } from './wait/change-lines.ts';
import { failureText } from './wait/failure.ts';
import { waitObject } from './wait/json.ts';
import { jobLabel, progressText, resultLine, type Wording, waitingLine } from './wait/lines.ts';
import { isNoteworthy, standingLine, standingRows } from './wait/standing.ts';

/** A piece of output: a result for standard output; for standard error a word to keep, or what takes the place of the last progress. */
export interface WaitPiece {
  readonly kind: 'result' | 'notice' | 'progress';
  readonly text: string;
}

/** How to write. */
export interface WaitView {
  /** The namespace that goes without saying. */
  readonly namespace: string;
  /** What is waited for. */
  readonly until: WaitExpression;
  readonly format: OutputFormat;
  /** One Job was asked for by name: its object stands alone, and it may have a spinner to itself. */
  readonly single: boolean;
  /** Whether progress can take the place of the progress before. */
  readonly redraws: boolean;
  /** Of standard error, asked for each time: the window may change its size. */
  readonly page: () => Page;
  /** Milliseconds to wait at most; Infinity without limit. */
  readonly timeoutMs: number;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}

/** A function from updates to what to write of them, in turn. It throws `TemplateError`. */
export function waitOutput(asked: WaitView): (update: WaitUpdate) => Promise<readonly WaitPiece[]> {
  const view = { ...asked, condition: expressionText(asked.until), isForEnd: asked.until.every(isForEnd) };
  const changed = changeLines({ clock: view.clock, canBeUrgent: view.single });
  const isTime = atMostEvery(REDRAW_MS, view.clock);
  const noteworthy = isNoteworthy();
  return async (update) => {
    switch (update.kind) {
      case 'standing':
        if (!view.redraws)
          return pieces(
            'notice',
            changed(() => standingLine(update.standing, view)),
          );
        return isTime() ? [{ kind: 'progress', text: standingRows(update.standing, view) }] : [];
      case 'notice':
        return pieces('notice', noticeText(update.notice, view, noteworthy));
      case 'settled':
        return settledPieces(update.result, view);
      case 'ended':
        return endedPieces(update, view);
    }
  };
}

type WordedView = WaitView & Wording;

/** Whether the word for how it came is the Job's own end. */
function isForEnd(alternatives: readonly WaitCondition[]): boolean {
  return alternatives.every(({ kind }) => kind === 'finished' || kind === 'complete' || kind === 'failed');
}

/** Nobody reads faster; what came in between is there with the next. */
const REDRAW_MS = 100;

function atMostEvery(ms: number, clock: () => number): () => boolean {
  let next = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock() < next) return false;
    next = clock() + ms;
    return true;
  };
}

function pieces(kind: WaitPiece['kind'], text: string): readonly WaitPiece[] {
  return text === '' ? [] : [{ kind, text }];
}

function noticeText(notice: WaitNotice, view: WordedView, noteworthy: ReturnType<typeof isNoteworthy>): string {
  switch (notice.kind) {
    case 'state':
      // In a pipe the one Job's own lines say it.
      if ((view.single && !view.redraws) || !noteworthy(notice.job)) return '';
      return `${waitingLine(notice.job, view)}\n`;
    case 'interrupted':
      return `connection lost: ${plain(notice.message)}; the wait goes on\n`;
    case 'restored':
      return `connected again after ${humanDuration(notice.afterMs)}\n`;
    case 'newest':
      return `cronjob/${plain(notice.cronJob)}: its newest Job is ${jobLabel(notice.job, view)}\n`;
    case 'awaited': {
      const before = notice.ended ? ` (one of that name is gone: ${notice.ended.outcome}, as its events tell)` : '';
      return `${jobLabel(notice.job, view)} is not there yet${before}\n`;
    }
  }
}

function settledPieces(result: WaitResult, view: WordedView): readonly WaitPiece[] {
  const line = isStructured(view.format) ? '' : resultText(result, view);
  const notes = [
    isStructured(view.format) && result.isFailure ? '' : failureOf(result, view),
    result.missing ? missingText(result.missing) : '',
    result.kind === 'gone' && !result.description && !result.missing
      ? `${jobLabel(result, view)}: ${plain(result.because)}\n`
      : '',
    result.isReplaced
      ? `${jobLabel(result, view)}: another Job of that name is there now; it was not waited for\n`
      : '',
    unsettledText(result, view),
  ];
  return [...pieces('result', line), ...pieces('notice', notes.join(''))];
}

function resultText(result: WaitResult, view: WordedView): string {
  if (view.format.kind !== 'name') return resultLine(result, view);
  return result.kind === 'met' ? `job.batch/${plain(result.name)}\n` : '';
}

function failureOf(result: WaitResult, view: WordedView): string {
  return result.isFailure ? failureText(result, view, view.page()) : '';
}

/** Where things stood when time, or the user's patience, was over. */
function unsettledText(result: WaitResult, view: WordedView): string {
  if (result.kind !== 'timeout' && result.kind !== 'interrupted') return '';
  const { description } = result;
  const standing = description ? progressText(description) : 'not there';
  if (result.kind === 'interrupted') return `interrupted: ${jobLabel(result, view)}: ${standing}\n`;
  const after = view.timeoutMs >= 1000 ? ` after ${humanDuration(view.timeoutMs)}` : '';
  const why = `error: timed out${after} waiting for ${plain(view.condition)} on ${jobLabel(result, view)}`;
  return `${why}: ${plain(result.because)}\n${jobLabel(result, view)}: ${standing}\n`;
}

async function endedPieces(
  { by, results }: { readonly by: WaitEnding; readonly results: readonly WaitResult[] },
  view: WordedView,
): Promise<readonly WaitPiece[]> {
  const nothing = by === 'nothing' ? 'error: no matching resources found\n' : '';
  const unseen = by === 'timeout' && results.length === 0 ? 'error: timed out before any Job was seen\n' : '';
  const { format, single, condition } = view;
  if (!isStructured(format)) return pieces('notice', nothing + unseen);
  const text = await renderStructured(waitObject(results, { by, single, condition }), format);
  return [...pieces('notice', nothing + unseen), { kind: 'result', text }];
}
