/**
 * Index intervals as the API server wants them: sorted, disjoint, below completions. Readers of a status are more tolerant (batch/indexes.ts)
 * (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `validateIndexesFormat`).
 */
import { quoted } from '../field-errors.ts';

/** How many indexes a text names, or what is wrong with it. */
export type CheckedIndexes = { readonly total: number } | { readonly error: string };

/** Checks a text of intervals: `0-2,5`. The empty text is the empty set. */
export function checkIndexes(text: string, completions: number): CheckedIndexes {
  if (text === '') return { total: 0 };
  let total = 0;
  let last: number | undefined;
  for (const part of text.split(',')) {
    const interval = readInterval(part, completions);
    if ('error' in interval) return interval;
    const { first, end } = interval;
    if (last !== undefined && last >= first) return { error: notIncreasing(last, first) };
    total += end - first + 1;
    last = end;
  }
  return { total };
}

/** The first index that two texts share; undefined where there is none. Parts that are no intervals are passed over. */
export function firstShared(one: string, other: string, completions: number): number | undefined {
  const others = intervalsOf(other, completions);
  for (const { first, end } of intervalsOf(one, completions)) {
    const shared = others.find((interval) => first <= interval.end && interval.first <= end);
    if (shared) return Math.max(first, shared.first);
  }
  return undefined;
}

interface Ends {
  readonly first: number;
  readonly end: number;
}

function intervalsOf(text: string, completions: number): readonly Ends[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    const interval = readInterval(part, completions);
    return 'error' in interval ? [] : [interval];
  });
}

function readInterval(text: string, completions: number): Ends | { readonly error: string } {
  const ends = text.split('-');
  if (ends.length > 2) {
    const rule = "violates the requirement that an index interval can have at most two parts separated by '-'";
    return { error: `the fragment ${quoted(text)} ${rule}` };
  }
  const numbers: number[] = [];
  for (const end of ends) {
    if (!/^[+-]?\d+$/.test(end)) return { error: `cannot convert string to integer for index: ${quoted(end)}` };
    if (Number(end) >= completions) return { error: `too large index: ${quoted(end)}` };
    numbers.push(Number(end));
  }
  const [first = 0, end = first] = numbers;
  return ends.length === 2 && first >= end ? { error: notIncreasing(first, end) } : { first, end };
}

function notIncreasing(previous: number, current: number): string {
  return `non-increasing order, previous: ${previous}, current: ${current}`;
}
