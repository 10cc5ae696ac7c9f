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

/** Lines no wider than the page leaves beside `indent`, broken at blanks and after commas; one line where there is no page width. */
export function wrap(text: string, indent: number, { page }: Sheet): readonly string[] {
  const room = page.width === undefined ? Number.POSITIVE_INFINITY : Math.max(20, page.width - indent);
  if (displayWidth(text) <= room) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/\S+?(?:,(?=\S)|\s+|$)/g) ?? [text]) {
    if (line !== '' && displayWidth((line + word).trimEnd()) > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}

/**
 * Rows whose last column may be long. Where it does not fit beside the others it is wrapped in its column, and where there is no room for
 * that either, it stands below them.
 */
export function rowsWithText(
  rows: readonly (readonly string[])[],
  sheet: Sheet,
  options: { readonly headers?: readonly string[]; readonly indent?: number } = {},
): string {
  const { headers, indent = 2 } = options;
  const before = widthBefore(headers === undefined ? rows : [headers, ...rows]);
  const { width } = sheet.page;
  if (width !== undefined && width - indent - before < LEAST_TEXT && isTooWide(rows, width - indent - before)) {
    return rows.map((row) => stacked(row, indent, sheet)).join('');
  }
  const wrapped = rows.flatMap((row) => {
    const [first = '', ...rest] = wrap(row.at(-1) ?? '', indent + before, sheet);
    return [[...row.slice(0, -1), first], ...rest.map((line) => [...row.slice(0, -1).map(() => ''), line])];
  });
  return table(wrapped, sheet.page, { indent, ...(headers === undefined ? {} : { headers }) });
}

/** With less room than this a long text is easier to read on lines of its own. */
const LEAST_TEXT = 36;
const GAP = 3;

function stacked(row: readonly string[], indent: number, sheet: Sheet): string {
  const head = wrap(row.slice(0, -1).filter(Boolean).join('  '), indent + 2, sheet);
  const text = row.at(-1) ?? '';
  const rest = text === '' ? [] : wrap(text, indent + 4, sheet).map((line) => `  ${line}`);
  const lines = [head[0] ?? '', ...head.slice(1).map((line) => `  ${line}`), ...rest];
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}

function isTooWide(rows: readonly (readonly string[])[], room: number): boolean {
  return rows.some((row) => displayWidth(row.at(-1) ?? '') > room);
}

function widthBefore(rows: readonly (readonly string[])[]): number {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  return widths.reduce((sum, width) => sum + width + GAP, 0);
}
