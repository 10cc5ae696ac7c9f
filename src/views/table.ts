/** Tables and lists of fields in kubectl's look: no borders, three blanks between columns, one line a row. */
import Table from 'cli-table3';
import type { Page } from './page.ts';
import { styleFor } from './style.ts';
import { cutLine, displayWidth } from './text.ts';

/** How a table is laid out. */
export interface TableOptions {
  readonly headers?: readonly string[];
  /** Blanks before each line. */
  readonly indent?: number;
  /** Columns that may go when the page is too narrow, the least important first, as indexes into a row. */
  readonly droppable?: readonly number[];
  /** The last column is free text: on a page too narrow it is cut down to this many cells before any other column goes. */
  readonly elastic?: number;
  /** Widths that columns have at least, in cells of a terminal. */
  readonly least?: readonly number[];
}

/**
 * Rows under their headers, each line ended by a newline. Cells are already `plain()` or styled. On a page too narrow the elastic column is
 * cut with an ellipsis, then droppable columns go, then whatever is left is cut; nothing is wrapped.
 */
export function table(rows: readonly (readonly string[])[], page: Page, options: TableOptions = {}): string {
  const { headers, indent = 0, least = [] } = options;
  const bold = styleFor(page).bold;
  const all = headers ? [headers.map(bold), ...rows] : rows;
  if (all.length === 0) return '';
  const room = page.width === undefined ? undefined : page.width - indent;
  const widths = tableWidths(all).map((width, column) => Math.max(width, least[column] ?? 0));
  const kept = keptColumns(widths, room, options);
  const cut = cutLast(widths, kept, room);
  const mark = page.unicode ? '…' : '...';
  const cells = all.map((row) => kept.map((column, i) => fitted(row[column] ?? '', cut[i] ?? 0, mark)));
  const lines = page.width === undefined ? cells.map((row) => row.join(' '.repeat(GAP))) : drawn(cells);
  return lines.map((line) => `${' '.repeat(indent)}${line.trimEnd()}\n`).join('');
}

/** The width each column needs, in cells of a terminal, the gap after it not counted. */
export function tableWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? LEAST_WIDTH, displayWidth(cell));
    });
  }
  return widths;
}

/** A label and what stands behind it; several lines stand under each other. */
export type Field = readonly [label: string, value: string | readonly string[]];

/** `Label:   value` lines, values aligned (from column `width` on if given), each line ended by a newline. */
export function fields(
  rows: readonly Field[],
  options: { readonly indent?: number; readonly width?: number } = {},
): string {
  const { indent = 0 } = options;
  const widest = Math.max(0, ...rows.map(([label]) => displayWidth(label) + (label === '' ? 0 : 1)));
  const width = Math.max(options.width ?? 0, widest + 2);
  return rows
    .flatMap(([label, value]) => fieldLines(label, typeof value === 'string' ? [value] : value, width))
    .map((line) => `${' '.repeat(indent)}${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

const GAP = 3;

/** kubectl's tables have no column narrower than this. */
const LEAST_WIDTH = 3;

/** Fewer columns than this are not worth an ellipsis. */
const LEAST_CUT = 8;

/** cli-table3 compares each cell with all before it: small pieces keep a table of thousands of rows fast. */
const CHUNK = 16;

const NO_BORDERS = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((name) => [name, '']),
);

/** The lines of a terminal's table. The cells have their widths already: cli-table3 would cut an emoji in half. */
function drawn(cells: readonly (readonly string[])[]): readonly string[] {
  const lines: string[] = [];
  for (let first = 0; first < cells.length; first += CHUNK) {
    const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true };
    const grid = new Table({ chars: { ...NO_BORDERS, middle: ' '.repeat(GAP) }, style });
    grid.push(...cells.slice(first, first + CHUNK).map((row) => [...row]));
    lines.push(...grid.toString().split('\n'));
  }
  return lines;
}

function fieldLines(label: string, values: readonly string[], width: number): readonly string[] {
  const shown = label === '' ? '' : `${label}:`;
  const first = shown + ' '.repeat(Math.max(0, width - displayWidth(shown))) + (values[0] ?? '');
  return [first, ...values.slice(1).map((value) => ' '.repeat(width) + value)];
}

/** Columns go, in order, until the rest fits with its elastic column at its shortest. */
function keptColumns(
  widths: readonly number[],
  room: number | undefined,
  { droppable = [], elastic }: TableOptions,
): readonly number[] {
  const shortest = widths.map((width, i) => (i === widths.length - 1 ? Math.min(width, elastic ?? width) : width));
  let kept = widths.map((_, column) => column);
  for (const column of droppable) {
    if (room === undefined || lineWidth(kept.map((c) => shortest[c] ?? 0)) <= room) break;
    kept = kept.filter((c) => c !== column);
  }
  return kept;
}

/** The widths of what is kept: the last column cut to what is left for it, or else the widest ones, none below the least cut. */
function cutLast(widths: readonly number[], kept: readonly number[], room: number | undefined): readonly number[] {
  const cut = kept.map((column) => widths[column] ?? 0);
  while (room !== undefined && lineWidth(cut) > room) {
    const last = cut.length - 1;
    const column =
      kept[last] === widths.length - 1 && (cut[last] ?? 0) > LEAST_CUT ? last : cut.lastIndexOf(Math.max(...cut));
    if ((cut[column] ?? 0) <= LEAST_CUT) break;
    cut[column] = (cut[column] ?? 0) - 1;
  }
  return cut;
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}

/** A cell as wide as its column. */
function fitted(cell: string, width: number, mark: string): string {
  const blanks = width - displayWidth(cell);
  return blanks < 0 ? fitted(cutLine(cell, width, mark), width, '') : cell + ' '.repeat(blanks);
}
