/** What a user types to choose indexes (`--indexes 0-15:4,20`): strict, with an answer that says what is wrong. */
import { type Interval, type Intervals, mergeIntervals } from './indexes.ts';

/** The chosen indexes, or why the text is no choice (one sentence without a full stop, naming the part). */
export type IndexSelection =
  | { readonly ok: true; readonly intervals: Intervals }
  | { readonly ok: false; readonly why: string };

/** `spec.completions` is an int32, so no index is greater. */
const GREATEST_INDEX = 2 ** 31 - 2;

/** A range with a step is as many intervals as steps; more than this is a slip of the finger. */
const MOST_STEPS = 1_000_000;

/** Reads `5`, `0-9` and Slurm's `0-15:4` (every fourth from 0), separated by commas; spaces around a part are allowed. */
export function parseIndexSelection(text: string): IndexSelection {
  const intervals: Interval[] = [];
  for (const part of text.split(',').map((part) => part.trim())) {
    const range = parseRange(part);
    if (typeof range === 'string') return { ok: false, why: range };
    for (const interval of stepsOf(range)) intervals.push(interval);
  }
  return { ok: true, intervals: mergeIntervals(intervals) };
}

interface Range extends Interval {
  readonly step: number;
}

function parseRange(part: string): Range | string {
  const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part);
  if (!match) {
    const what = part === '' ? 'an index is missing' : `"${part}" is not an index`;
    return `${what}: write indexes like 3, ranges like 0-9, every fourth like 0-15:4, separated by commas`;
  }
  const first = Number(match[1]);
  const last = Number(match[2] ?? first);
  const step = Number(match[3] ?? 1);
  if (last > GREATEST_INDEX) return `"${part}" goes beyond the greatest index there can be, ${GREATEST_INDEX}`;
  if (last < first) return `"${part}" ends before it begins: write ${last}-${first}`;
  if (step === 0) return `"${part}" has a step of 0: the step must be 1 or more`;
  if (step > 1 && (last - first) / step > MOST_STEPS) return `"${part}" chooses more than ${MOST_STEPS} single indexes`;
  return { first, last, step };
}

function* stepsOf({ first, last, step }: Range): Generator<Interval> {
  if (step === 1) yield { first, last };
  else for (let index = first; index <= last; index += step) yield { first: index, last: index };
}
