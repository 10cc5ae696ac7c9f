/** What `wait` writes: results to standard output; where things stand, what is worth knowing, and why a Job failed to standard error. */
import { humanDuration } from '../batch/durations.ts';
import { mentions, type WaitCondition, type WaitExpression } from '../batch/wait-condition.ts';
import { expressionText } from '../batch/wait-condition-syntax.ts';
import type { WaitEnding, WaitNotice, WaitResult, WaitUpdate } from '../operations/wait/result.ts';
import type { Page } from './page.ts';
import { isStructured, type OutputFormat, renderStructured } from './structured.ts';
import { plain } from './text.ts';
import { changeLines } from './wait/change-lines.ts';
import { waitObject } from './wait/json.ts';
import { absentText, jobLabel, type Wording, waitingLine } from './wait/lines.ts';
import { isUnsettled, remarksText, resultText } from './wait/settled.ts';
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
  let unsettled = 0;
  return async (update) => {
    switch (update.kind) {
      case 'standing':
        if (view.redraws) return isTime() ? [{ kind: 'progress', text: standingRows(update.standing, view) }] : [];
        return noted(changed(() => standingLine(update.standing, view)));
      case 'notice':
        return noted(noticeText(update.notice, view, noteworthy));
      case 'settled':
        if (isUnsettled(update.result)) unsettled += 1;
        if (unsettled > MOST_UNSETTLED) return [];
        return [...pieces('result', resultText(update.result, view)), ...noted(remarksText(update.result, view))];
      case 'ended':
        return [...noted(moreText(unsettled - MOST_UNSETTLED)), ...(await endedPieces(update, view))];
    }
  };
}

type WordedView = WaitView & Wording;

/** Of more Jobs nobody wants to read where they stood. */
const MOST_UNSETTLED = 15;

function moreText(count: number): string {
  return count <= 0 ? '' : `and ${count} more that are not decided\n`;
}

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

function noted(text: string): readonly WaitPiece[] {
  return pieces('notice', text);
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
      return `${jobLabel(notice.job, view)}: ${absentText(notice.job)}${before}\n`;
    }
  }
}

/** As kubectl: that nothing is there is what one waits for with `delete`. */
function nothingText({ until }: WaitView): string {
  return mentions(until, 'delete') ? '' : 'error: no matching resources found\n';
}

async function endedPieces(
  { by, results }: { readonly by: WaitEnding; readonly results: readonly WaitResult[] },
  view: WordedView,
): Promise<readonly WaitPiece[]> {
  const nothing = by === 'nothing' ? nothingText(view) : '';
  const unseen = by === 'timeout' && results.length === 0 ? 'error: timed out before any Job was seen\n' : '';
  const { format, single, condition } = view;
  if (!isStructured(format)) return noted(nothing + unseen);
  const text = await renderStructured(waitObject(results, { by, single, condition }), format);
  return [...noted(nothing + unseen), { kind: 'result', text }];
}
