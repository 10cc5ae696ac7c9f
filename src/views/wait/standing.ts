/** How several Jobs, or the one, stand while they are waited for. */
import { statusWord } from '../../batch/outcome.ts';
import type { Standing, WaitingJob } from '../../operations/wait/result.ts';
import type { Page } from '../page.ts';
import { displayWidth } from '../text.ts';
import type { ChangeLine } from './change-lines.ts';
import { progressKey, stateKey, type Wording, waitingLine } from './lines.ts';

/** How to write it. */
export interface StandingView extends Wording {
  readonly single: boolean;
  readonly page: () => Page;
}

/** That a Job is not there yet is told once, by a notice. */
const NOT_THERE: ChangeLine = { text: '', key: '', urgent: 'absent' };

/** More rows than this help nobody who waits. */
const MOST_ROWS = 15;

/** For a terminal: the line of the one Job, or a row a Job and a line that counts them. */
export function standingRows(standing: Standing, view: StandingView): string {
  const { waiting } = standing;
  const lost = standing.interrupted === undefined ? '' : ' · connection lost';
  const [only] = waiting;
  if (view.single && only) return waitingLine(only, view) + lost;
  const rows = waiting.slice(0, MOST_ROWS).map((job) => cut(`  ${waitingLine(job, view)}`, view.page()));
  const more = waiting.length > MOST_ROWS ? [`  and ${waiting.length - MOST_ROWS} more`] : [];
  return [countText(standing) + lost, ...rows, ...more].join('\n');
}

/** For a pipe: the one Job's line, or one for all of them. */
export function standingLine(standing: Standing, view: StandingView): ChangeLine {
  const { waiting } = standing;
  const [only] = waiting;
  if (!view.single || !only) return { text: totalText(standing), key: totalText(standing), urgent: '' };
  const description = only.describe();
  if (!description) return NOT_THERE;
  return { text: waitingLine(only, view), key: progressKey(description), urgent: stateKey(description) };
}

/**
 * A function that says whether the state a Job has come to is one that somebody who waits should hear of, even where progress is redrawn: it will wait for
 * nothing, it is bound to fail, it has succeeded and waits for its pods, it is being deleted, another controller manages it. Each state of a Job once.
 */
export function isNoteworthy(): (job: WaitingJob) => boolean {
  const told = new Set<string>();
  return (waiting) => {
    const description = waiting.describe();
    if (!description) return false;
    const { state } = description.outcome;
    const { active, terminating = 0 } = description.progress.pods;
    const isManaged = description.stuck.some(({ kind }) => kind === 'managed-by' || kind === 'no-parallelism');
    const isWorthIt =
      ['suspended', 'failing', 'terminating'].includes(state) ||
      (state === 'succeeding' && active + (terminating ?? 0) > 0) ||
      isManaged;
    const key = `${waiting.namespace}/${waiting.name} ${stateKey(description)}`;
    if (!isWorthIt || told.has(key)) return false;
    told.add(key);
    return true;
  };
}

/** `waiting for 7 of 10 Jobs`. */
function countText({ waiting, settled }: Standing): string {
  const total = waiting.length + settled.length;
  if (total === 0) return 'waiting for a first Job';
  return `waiting for ${waiting.length} of ${total} ${total === 1 ? 'Job' : 'Jobs'}`;
}

/** `waiting for 7 of 10 Jobs: 5 Running, 2 Suspended · 12 of 30 done`; costs a look at every Job. */
function totalText(standing: Standing): string {
  if (standing.waiting.length === 0) return countText(standing);
  const descriptions = standing.waiting.flatMap((job) => job.describe() ?? []);
  const words = Map.groupBy(descriptions, ({ outcome }) => statusWord(outcome));
  const states = [...words].map(([word, group]) => `${group.length} ${word}`);
  const absent = standing.waiting.length - descriptions.length;
  const all = [...states, ...(absent === 0 ? [] : [`${absent} not there yet`])].join(', ');
  const done = descriptions.reduce((sum, { progress }) => sum + progress.done, 0);
  const total = descriptions.reduce((sum, { progress }) => sum + (progress.total ?? 0), 0);
  return `${countText(standing)}: ${all}${total === 0 ? '' : ` · ${done} of ${total} done`}`;
}

/** A row that does not fit is cut: rows under each other must not wrap. */
function cut(row: string, { width, unicode }: Page): string {
  if (width === undefined || displayWidth(row) < width) return row;
  const mark = unicode ? '…' : '...';
  let kept = '';
  for (const character of row) {
    if (displayWidth(kept + character) + mark.length >= width) break;
    kept += character;
  }
  return kept + mark;
}
