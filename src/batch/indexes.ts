/**
 * Sets of completion indexes as intervals, with their small algebra, in the text form of `status.completedIndexes`,
 * `status.failedIndexes` and successPolicy's `succeededIndexes` (Kubernetes 1.36, pkg/controller/job/indexed_job_utils.go).
 * What a user types for `--indexes` is read by `index-selection.ts`.
 */

/** first..last, both included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** Sorted, disjoint, never adjacent. The cost of everything grows with the number of intervals, never of indexes. */
export type Intervals = readonly Interval[];

/** What was read of an interval text, and the parts of it that were skipped because they mean nothing. */
export interface ParsedIndexes {
  readonly intervals: Intervals;
  readonly junk: readonly string[];
}

/** One past the greatest index there can be: `spec.completions` is an int32. */
const MOST_COMPLETIONS = 2 ** 31 - 1;

/**
 * Reads `0-2,5,7-9` with the controller's tolerance: a part that is no interval is skipped, what lies at or beyond
 * `completions` is cut off without a word (completions of an Indexed Job may be lowered). Order and overlap do not matter.
 */
export function parseIndexes(text: string, completions: number = MOST_COMPLETIONS): ParsedIndexes {
  if (text === '') return { intervals: [], junk: [] };
  const found: Interval[] = [];
  const junk: string[] = [];
  for (const part of text.split(',')) {
    const interval = parseInterval(part);
    if (!interval) junk.push(part);
    else if (interval.first < completions) found.push({ ...interval, last: Math.min(interval.last, completions - 1) });
  }
  return { intervals: mergeIntervals(found), junk };
}

/** Kubernetes' form: a run of three or more is `a-b`, of exactly two `a,b`. The empty set is the empty text. */
export function printIndexes(intervals: Intervals): string {
  return intervals.map(printInterval).join(',');
}

/**
 * The same within `maxWidth` characters, with the count of indexes left out: `0-2,5,… (+14 more)`. Where not one interval
 * fits, `14 indexes`; where that does not fit either, `…`.
 */
export function abbreviateIndexes(intervals: Intervals, maxWidth: number): string {
  const total = countIndexes(intervals);
  let best = [`${total} indexes`, '…', ''].find((text) => text.length <= maxWidth) ?? '';
  let shown = '';
  let left = total;
  for (const interval of intervals) {
    shown = shown === '' ? printInterval(interval) : `${shown},${printInterval(interval)}`;
    if (shown.length > maxWidth) return best;
    left -= interval.last - interval.first + 1;
    const cut = `${shown},… (+${left} more)`;
    if (cut.length <= maxWidth) best = cut;
  }
  return shown;
}

/** How many indexes. */
export function countIndexes(intervals: Intervals): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Whether the set holds `index`. */
export function containsIndex(intervals: Intervals, index: number): boolean {
  let low = 0;
  let high = intervals.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const interval = intervals[middle];
    if (!interval) return false;
    if (index < interval.first) high = middle - 1;
    else if (index > interval.last) low = middle + 1;
    else return true;
  }
  return false;
}

/** The set of these indexes, in any order, duplicates allowed; what is no index (negative, a fraction) is left out. */
export function indexesOf(indexes: Iterable<number>): Intervals {
  const runs: Interval[] = [];
  let first = Number.NaN;
  let last = Number.NaN;
  for (const index of indexes) {
    if (!Number.isSafeInteger(index) || index < 0) continue;
    if (index !== last + 1) {
      if (!Number.isNaN(first)) runs.push({ first, last });
      first = index;
    }
    last = index;
  }
  return Number.isNaN(first) ? [] : mergeIntervals([...runs, { first, last }]);
}

/** Intervals in any order, overlapping or adjacent, as a set. */
export function mergeIntervals(intervals: readonly Interval[]): Intervals {
  const [start, ...others] = [...intervals].sort((a, b) => a.first - b.first);
  if (!start) return [];
  const merged: Interval[] = [];
  let { first, last } = start;
  for (const next of others) {
    if (next.first > last + 1) {
      merged.push({ first, last });
      first = next.first;
    }
    last = Math.max(last, next.last);
  }
  return [...merged, { first, last }];
}

/** Indexes in any of the sets. */
export function unionIndexes(...sets: readonly Intervals[]): Intervals {
  return mergeIntervals(sets.flat());
}

/** Indexes in both. */
export function intersectIndexes(a: Intervals, b: Intervals): Intervals {
  const both: Interval[] = [];
  let left = 0;
  let right = 0;
  for (;;) {
    const one = a[left];
    const other = b[right];
    if (!one || !other) return both;
    const first = Math.max(one.first, other.first);
    const last = Math.min(one.last, other.last);
    if (first <= last) both.push({ first, last });
    if (one.last < other.last) left += 1;
    else right += 1;
  }
}

/** Indexes in `a` but not in `b`. */
export function subtractIndexes(a: Intervals, b: Intervals): Intervals {
  const end = a.at(-1)?.last ?? -1;
  return intersectIndexes(a, complementIndexes(b, end + 1));
}

/** Indexes within 0..completions-1 that are not in `a`. */
export function complementIndexes(a: Intervals, completions: number): Intervals {
  const gaps: Interval[] = [];
  let next = 0;
  for (const { first, last } of a) {
    if (first >= completions) break;
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next < completions) gaps.push({ first: next, last: completions - 1 });
  return gaps;
}

/** As the controller reads one part: what follows a second dash is not looked at. */
function parseInterval(part: string): Interval | undefined {
  const [from = '', to = from] = part.split('-');
  const first = parseIndex(from);
  const last = parseIndex(to);
  if (first === undefined || last === undefined || last < first) return undefined;
  return { first, last };
}

/** Go's Atoi without a minus sign; a number beyond every index stays beyond. */
function parseIndex(text: string): number | undefined {
  if (!/^\+?\d{1,19}$/.test(text)) return undefined;
  return Math.min(Number(text), MOST_COMPLETIONS);
}

function printInterval({ first, last }: Interval): string {
  if (first === last) return String(first);
  return `${first}${last === first + 1 ? ',' : '-'}${last}`;
}
