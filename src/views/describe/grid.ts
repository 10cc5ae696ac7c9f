/** `--grid`: all indexes as a map of cells, one cell a bucket where they do not all fit. The cost grows with cells and intervals, not indexes. */
import { countIndexes, type Intervals } from '../../batch/indexes.ts';
import type { IndexState, JobDescription } from '../../operations/describe-result.ts';
import type { Page } from '../page.ts';
import { displayWidth } from '../text.ts';
import { INDEX_STATES, indexStyle, stateWord } from './indexes.ts';
import { type Sheet, section, wrap } from './sheet.ts';

/** Lines of cells that still fit a screen under the rest. */
const MOST_LINES = 20;
const WIDEST = 100;
const MARKS: Readonly<Record<IndexState, readonly [unicode: string, ascii: string]>> = {
  completed: ['█', '#'],
  failed: ['✗', 'x'],
  running: ['▶', '>'],
  retrying: ['↻', 'r'],
  pending: ['·', '.'],
};
/** A bucket that is part done and has nothing worse in it. */
const PARTLY: readonly [string, string] = ['▒', '+'];
/** What a cell of several indexes shows: the first of these that is in it. */
const WORST_FIRST: readonly IndexState[] = ['failed', 'retrying', 'running'];

/** The map, its lines numbered by their first index, and a legend. */
export function grid(description: JobDescription, sheet: Sheet): string {
  const states = description.indexes;
  const completions = description.job.spec.completions ?? 0;
  if (states === undefined || completions === 0) return '';
  const gutter = String(completions - 1).length;
  const room = Math.min(WIDEST, (sheet.page.width ?? WIDEST) - gutter - 4);
  const columns = Math.max(10, Math.floor(room / 10) * 10);
  const bucket = bucketSize(completions, columns * MOST_LINES);
  const painted = cellsOf(states, { completions, bucket }).map((cell) => paintCell(cell, sheet));
  const lines = Array.from({ length: Math.ceil(painted.length / columns) }, (_, line) => {
    const first = String(line * columns * bucket).padStart(gutter);
    return `  ${first}  ${painted.slice(line * columns, (line + 1) * columns).join('')}\n`;
  });
  return section('Grid', lines.join('') + legend(description, states, { bucket, sheet }), sheet);
}

interface Cell {
  readonly state: IndexState;
  readonly partly: boolean;
}

function cellsOf(
  states: Readonly<Record<IndexState, Intervals>>,
  { completions, bucket }: { readonly completions: number; readonly bucket: number },
): readonly Cell[] {
  const counts = new Map(INDEX_STATES.map((state) => [state, countsPerBucket(states[state], bucket)]));
  return Array.from({ length: Math.ceil(completions / bucket) }, (_, cell) => {
    const count = (state: IndexState) => counts.get(state)?.get(cell) ?? 0;
    const worst = WORST_FIRST.find((state) => count(state) > 0);
    const partly = worst === undefined && count('completed') > 0 && count('pending') > 0;
    return { state: worst ?? (count('completed') > 0 ? 'completed' : 'pending'), partly };
  });
}

/** How many of the indexes lie in each bucket; buckets with none are absent. */
function countsPerBucket(intervals: Intervals, bucket: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { first, last } of intervals) {
    for (let cell = Math.floor(first / bucket); cell * bucket <= last; cell += 1) {
      const inside = Math.min(last, (cell + 1) * bucket - 1) - Math.max(first, cell * bucket) + 1;
      counts.set(cell, (counts.get(cell) ?? 0) + inside);
    }
  }
  return counts;
}

/** The least of 1, 2, 5, 10, 20, 50, … with which the cells are enough. */
function bucketSize(completions: number, cells: number): number {
  for (let power = 1; ; power *= 10) {
    const size = [1, 2, 5].map((step) => step * power).find((step) => Math.ceil(completions / step) <= cells);
    if (size !== undefined) return size;
  }
}

function paintCell({ state, partly }: Cell, { page, style }: Sheet): string {
  return partly ? style.green(mark(PARTLY, page)) : indexStyle(style, state)(mark(MARKS[state], page));
}

function legend(
  description: JobDescription,
  states: Readonly<Record<IndexState, Intervals>>,
  { bucket, sheet }: { readonly bucket: number; readonly sheet: Sheet },
): string {
  const shown = INDEX_STATES.filter((state) => countIndexes(states[state]) > 0);
  const entries = shown.map(
    (state) => `${paintCell({ state, partly: false }, sheet)} ${stateWord(state, description)}`,
  );
  const partly = bucket > 1 ? [`${paintCell({ state: 'completed', partly: true }, sheet)} partly`] : [];
  const size = bucket > 1 ? wrap(` a cell is ${bucket} indexes and shows the worst`, 2, sheet) : [];
  return filled([...entries, ...partly, ...size], sheet);
}

/** As many entries to a line as there is room for. */
function filled(entries: readonly string[], { page }: Sheet): string {
  const lines: string[] = [];
  for (const entry of entries) {
    const longer = `${lines.at(-1)}  ${entry}`;
    const fits = lines.length > 0 && displayWidth(longer) + 2 <= (page.width ?? Number.POSITIVE_INFINITY);
    if (fits) lines[lines.length - 1] = longer;
    else lines.push(entry.trimStart());
  }
  return lines.map((line) => `  ${line}\n`).join('');
}

function mark([unicode, ascii]: readonly [string, string], page: Page): string {
  return page.unicode ? unicode : ascii;
}
