/** Rows whose last column may be long. */
import { table } from '../table.ts';
import { displayWidth } from '../text.ts';
import { phrases, type Sheet, wrap } from './sheet.ts';

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
