/** Which index stands where, as intervals. */
import { humanDuration } from '../../batch/durations.ts';
import { countIndexes } from '../../batch/indexes.ts';
import type { JobState } from '../../batch/outcome.ts';
import type { IndexState, JobDescription } from '../../operations/describe-result.ts';
import type { Paint, Style } from '../style.ts';
import { rowsWithText } from './rows.ts';
import { indexText, type Sheet, section } from './sheet.ts';

/** The states in the order in which a reader wants them. */
export const INDEX_STATES: readonly IndexState[] = ['completed', 'failed', 'running', 'retrying', 'pending'];

/** The colour of a state of an index, on every part of the screen. */
export function indexStyle(style: Style, state: IndexState): Paint {
  switch (state) {
    case 'completed':
      return style.green;
    case 'failed':
      return style.red;
    case 'running':
      return style.cyan;
    case 'retrying':
      return style.yellow;
    case 'pending':
      return style.dim;
  }
}

/** What to say to somebody who asks for the indexes of a Job that has none. */
export function withoutIndexes({ indexes: states }: JobDescription, sheet: Sheet): string {
  return states === undefined ? section('Indexes', '  none: completionMode is NonIndexed\n', sheet) : '';
}

/**
 * The word for a state. Of a Job whose end is decided nothing is pending any more, and where pods may not be read nobody can tell pending
 * from running.
 */
export function stateWord(state: IndexState, { outcome, podsRead }: JobDescription): string {
  const unclear = podsRead === 'unreadable' || DECIDED.includes(outcome.state);
  return state === 'pending' && unclear ? 'not done' : state;
}

const DECIDED: readonly JobState[] = ['failing', 'succeeding', 'failed', 'complete', 'terminating'];

/** A line for each state that has indexes: how many, which, and when the retrying ones are tried again. */
export function indexes(description: JobDescription, sheet: Sheet): string {
  const states = description.indexes;
  if (states === undefined) return '';
  const width = Math.max(3, ...INDEX_STATES.map((state) => String(countIndexes(states[state])).length));
  const rows = INDEX_STATES.flatMap((state) => {
    const intervals = states[state];
    if (intervals.length === 0) return [];
    const count = String(countIndexes(intervals)).padStart(width);
    const next = state === 'retrying' ? nextTryText(description) : '';
    return [[indexStyle(sheet.style, state)(stateWord(state, description)), count, indexText(intervals, sheet) + next]];
  });
  return section('Indexes', rowsWithText(rows, sheet), sheet);
}

function nextTryText({ nextTries, now }: JobDescription): string {
  const next = nextTries.find(({ index }) => index !== undefined) ?? nextTries[0];
  return next === undefined ? '' : `   next try in ${humanDuration(Math.max(0, next.at - now))}`;
}
