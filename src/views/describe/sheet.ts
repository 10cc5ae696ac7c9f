/** What every part of the describe screen writes on, and how it puts words on it. */
import { abbreviateIndexes, type Intervals, printIndexes } from '../../batch/indexes.ts';
import type { Page } from '../page.ts';
import { type Style, styleFor } from '../style.ts';
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
