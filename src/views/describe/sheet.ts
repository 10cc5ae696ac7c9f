/** What every part of the describe screen writes on, and the few ways in which it puts words on it. */
import { abbreviateIndexes, type Intervals, printIndexes } from '../../batch/indexes.ts';
import type { Page } from '../page.ts';
import { type Style, styleFor } from '../style.ts';
import { table } from '../table.ts';
import { displayWidth } from '../text.ts';

/** A page, its colours, and how much room index intervals get. */
export interface Sheet {
  readonly page: Page;
  readonly style: Style;
  /** Characters that a list of indexes may take; undefined: all it needs. */
  readonly maxWidth: number | undefined;
}

/** Where the values of `Label:   value` lines begin. */
export const VALUE_COLUMN = 16;

/** The sheet of a page. */
export function sheetOf(page: Page, maxWidth: number | undefined): Sheet {
  return { page, style: styleFor(page), maxWidth };
}

/** A title and its indented body; nothing when the body is empty. */
export function section(title: string, body: string, { style }: Sheet): string {
  return body === '' ? '' : `${style.bold(`${title}:`)}\n${body}`;
}

/** Index intervals, whole or cut to `--max-width` with a count of what is left out. */
export function indexText(intervals: Intervals, { maxWidth }: Sheet): string {
  return maxWidth === undefined ? printIndexes(intervals) : abbreviateIndexes(intervals, maxWidth);
}

/** Phrases that stand beside each other; empty ones are left out. */
export function phrases(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

/**
 * Lines no wider than the page leaves beside `indent`, broken between phrases where that is enough, else at blanks and after commas, and
 * where there are none (Japanese, a digest) wherever the line ends; one line where the page has no width.
 */
export function wrap(text: string, indent: number, { page }: Sheet): readonly string[] {
  const room = page.width === undefined ? Number.POSITIVE_INFINITY : Math.max(20, page.width - indent);
  if (displayWidth(text) <= room) return [text];
  const parts = text
    .split(/(?<= · )/)
    .flatMap((part) => (displayWidth(part.trimEnd()) <= room ? [part] : words(part, room)));
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && displayWidth((line + part).trimEnd()) > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return [...lines, line.trimEnd()];
}

/** How rows are laid out. */
export interface RowOptions {
  readonly headers?: readonly string[];
  readonly indent?: number;
  /** Where the columns do not fit: this many stand on the first line, the others below. The default is all but the last. */
  readonly head?: number;
}

/**
 * Rows whose last column may be long. Where it does not fit beside the others it is wrapped in its column, or stands below them, whichever takes
 * clearly fewer lines. Columns in which no row has anything are left out.
 */
export function rowsWithText(rows: readonly (readonly string[])[], sheet: Sheet, options: RowOptions = {}): string {
  return rowBlocks(rows, sheet, options).join('');
}

/** The same, the text of each row by itself, so that something may stand between them; the headers are with the first. */
export function rowBlocks(
  rows: readonly (readonly string[])[],
  sheet: Sheet,
  options: RowOptions = {},
): readonly string[] {
  const { headers, indent = 2, head } = options;
  const used = (rows[0] ?? []).map((_, column) => column).filter((column) => rows.some((row) => row[column] !== ''));
  const cells = rows.map((row) => used.map((column) => row[column] ?? ''));
  const titles = headers && used.map((column) => headers[column] ?? '');
  const before = widthBefore(titles === undefined ? cells : [titles, ...cells]);
  const room = (sheet.page.width ?? Number.POSITIVE_INFINITY) - indent - before;
  const fits = cells.every((row) => displayWidth(row.at(-1) ?? '') <= room);
  const beside = fits || room >= LEAST_TEXT ? cells.map((row) => wrapped(row, indent + before, sheet)) : undefined;
  if (beside !== undefined && (fits || room >= AMPLE_TEXT)) return drawn(beside, titles, { indent, sheet });
  const below = cells.map((row) => stacked(row, head ?? row.length - 1, { indent, sheet }));
  if (beside === undefined || below.flat().length < beside.flat().length * WORTH_BREAKING) {
    return below.map((lines) => lines.join(''));
  }
  return drawn(beside, titles, { indent, sheet });
}

/** With less room than this a long text is always easier to read on lines of its own; with so much, never. */
const LEAST_TEXT = 24;
const AMPLE_TEXT = 60;
/** Columns are given up for as few as this share of their lines. */
const WORTH_BREAKING = 0.75;
/** Between columns, and the least width of one: as `table` has them. */
const GAP = 3;
const LEAST_COLUMN = 3;

/** Words with the blanks behind them; one that is wider than the room in pieces, unless it is painted. */
function words(text: string, room: number): readonly string[] {
  const found = text.match(/\S+?(?:,(?=\S)|\s+|$)/g) ?? [text];
  return found.flatMap((word) => (displayWidth(word) <= room || word.includes('\x1b') ? [word] : pieces(word, room)));
}

/** Made when it is first needed: that takes a noticeable part of a start. */
let graphemes: Intl.Segmenter | undefined;

function pieces(word: string, room: number): readonly string[] {
  const found: string[] = [];
  let piece = '';
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(word)) {
    if (displayWidth(piece + segment) > room) {
      found.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...found, piece];
}

function wrapped(row: readonly string[], indent: number, sheet: Sheet): readonly (readonly string[])[] {
  const [first = '', ...rest] = wrap(row.at(-1) ?? '', indent, sheet);
  return [[...row.slice(0, -1), first], ...rest.map((line) => [...row.slice(0, -1).map(() => ''), line])];
}

/** A table draws each of these rows as one line. */
function drawn(
  rows: readonly (readonly (readonly string[])[])[],
  headers: readonly string[] | undefined,
  { indent, sheet }: { readonly indent: number; readonly sheet: Sheet },
): readonly string[] {
  const text = table(rows.flat(), sheet.page, { indent, ...(headers === undefined ? {} : { headers }) });
  const lines = text.split(/(?<=\n)/);
  let next = 0;
  return rows.map(({ length }, i) => {
    const first = next;
    next += length + (i === 0 && headers !== undefined ? 1 : 0);
    return lines.slice(first, next).join('');
  });
}

function stacked(
  row: readonly string[],
  head: number,
  { indent, sheet }: { readonly indent: number; readonly sheet: Sheet },
): readonly string[] {
  const [first = '', ...more] = wrap(row.slice(0, head).filter(Boolean).join('  '), indent + 2, sheet);
  const rest = phrases(...row.slice(head));
  const below = rest === '' ? [] : wrap(rest, indent + 4, sheet).map((line) => `    ${line}`);
  return [first, ...more.map((line) => `  ${line}`), ...below].map((line) => `${' '.repeat(indent)}${line}\n`);
}

function widthBefore(rows: readonly (readonly string[])[]): number {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? LEAST_COLUMN, displayWidth(cell));
    });
  }
  return widths.reduce((sum, width) => sum + width + GAP, 0);
}
