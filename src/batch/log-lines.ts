/**
 * Lines of a container's log, as bytes. If the kubelet was asked for timestamps, a line is a stamp, a blank and what the container wrote;
 * a line without a stamp then goes on with the one before (a program's long line is cut at 16 KiB by the runtime, and only its
 * first part is stamped when the kubelet begins in its midst).
 */
import { stampKey } from './log-stamps.ts';

/** Consecutive lines of one log. Line i is `bytes[starts[i] … ends[i])`, its stamp and its newline included. */
export interface LogBlock {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Whether timestamps were asked for. Else whatever looks like a stamp is the program's own. */
  readonly stamped: boolean;
  /** The stamp of the last stamped line before this block (see `stampKey`); empty if there was none. */
  readonly before: string;
  /** The first line is the rest of a line too long to be held, whose beginning was in the block before. */
  readonly continued: boolean;
  /** The last line goes on in the next block. */
  readonly goesOn: boolean;
}

/** What a stream has brought of a line that has not ended yet. */
export interface HeldLine {
  readonly stamped: boolean;
  readonly pieces: readonly Buffer[];
  readonly length: number;
  readonly before: string;
  readonly continued: boolean;
}

/** Nothing is held at the beginning of a log, */
export const NOTHING_HELD: HeldLine = { stamped: true, pieces: [], length: 0, before: '', continued: false };

/** nor of one without stamps. */
export const NOTHING_UNSTAMPED: HeldLine = { ...NOTHING_HELD, stamped: false };

/** A longer line is delivered in parts of this many bytes: memory is bounded, whatever a program writes. */
export const LONGEST_LINE = 2 * 1024 * 1024;

const NEWLINE = 0x0a;
const BLANK = 0x20;
const COLON = 0x3a;
const POINT = 0x2e;

/** Nanoseconds and an offset: `2026-11-21T17:47:57.117536368+01:00`. */
const LONGEST_STAMP = 35;

/** Bytes of the usual stamp and the blank behind it: `2026-11-21T17:47:57.117536368Z `. */
export const USUAL_LENGTH = 31;

/** The whole lines that a further piece of a stream completes, and what is held back of the last one. */
export function splitLines(
  held: HeldLine,
  piece: Buffer,
): { readonly blocks: readonly LogBlock[]; readonly held: HeldLine } {
  const newline = piece.indexOf(NEWLINE);
  if (newline < 0 && held.length + piece.length < LONGEST_LINE) {
    const pieces = [...held.pieces, piece];
    return { blocks: [], held: { ...held, pieces, length: held.length + piece.length } };
  }
  if (held.length === 0) return splitBytes(held, piece);
  // Of a large piece no more is copied than what ends the line that is held.
  const end = newline < 0 ? piece.length : newline + 1;
  const begun = splitBytes(held, Buffer.concat([...held.pieces, piece.subarray(0, end)], held.length + end));
  if (end === piece.length) return begun;
  const rest = splitBytes(begun.held, piece.subarray(end));
  return { blocks: [...begun.blocks, ...rest.blocks], held: rest.held };
}

/** The whole lines of bytes that begin where a line does, or a further part of a long one. */
function splitBytes(
  { stamped, ...from }: HeldLine,
  bytes: Buffer,
): { readonly blocks: readonly LogBlock[]; readonly held: HeldLine } {
  const blocks: LogBlock[] = [];
  let { before, continued } = from;
  let rest = bytes;
  for (let found = linesIn(rest); found.starts.length > 0; found = linesIn(rest)) {
    const block = { bytes: rest, ...found, stamped, before, continued };
    blocks.push(block);
    before = lastStamp(block);
    continued = block.goesOn;
    rest = rest.subarray(block.ends.at(-1));
  }
  return { blocks, held: { stamped, pieces: rest.length === 0 ? [] : [rest], length: rest.length, before, continued } };
}

/** What is held, as a block of one line without a newline; undefined if nothing is. */
export function lastLine(held: HeldLine): LogBlock | undefined {
  if (held.length === 0) return undefined;
  const bytes = Buffer.concat(held.pieces, held.length);
  const { stamped, before, continued } = held;
  return { bytes, starts: [0], ends: [bytes.length], stamped, before, continued, goesOn: false };
}

/** Bytes that hold stamped lines and nothing else, the last of which may be without a newline. */
export function blockOf(bytes: Buffer, before: string): LogBlock {
  const { starts, ends } = linesIn(bytes);
  const end = ends.at(-1) ?? 0;
  const isCut = end < bytes.length;
  return {
    bytes,
    starts: isCut ? [...starts, end] : starts,
    ends: isCut ? [...ends, bytes.length] : ends,
    ...{ stamped: true, before, continued: false, goesOn: false },
  };
}

/** How many bytes the stamp of a line and the blank behind it take; 0 if the line begins with none. */
export function stampLength(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 4] !== 0x2d || bytes[start + 10] !== 0x54 || bytes[start + 13] !== COLON) return 0;
  // Nearly all stamps are in UTC and have nine digits.
  const isUsual = bytes[start + 30] === BLANK && bytes[start + 29] === 0x5a && start + 30 < end;
  if (isUsual && isDigit(bytes[start]) && bytes[start + 19] === POINT && isDigit(bytes[start + 28]))
    return USUAL_LENGTH;
  const blank = bytes.subarray(start, Math.min(end, start + LONGEST_STAMP + 1)).indexOf(BLANK);
  return blank > 0 && stampKey(bytes.toString('latin1', start, start + blank)) !== '' ? blank + 1 : 0;
}

/** The stamp of each line that has one, else that of the line before it; empty where there is none. Comparable as text. */
export function stampOf(block: LogBlock, line: number): string {
  if (!block.stamped) return block.before;
  for (let i = line; i >= 0; i -= 1) {
    const start = block.starts[i] ?? 0;
    const length = i === 0 && block.continued ? 0 : stampLength(block.bytes, start, block.ends[i] ?? 0);
    if (length === 0) continue;
    const stamp = block.bytes.toString('latin1', start, start + length - 1);
    return length === USUAL_LENGTH ? stamp : stampKey(stamp);
  }
  return block.before;
}

/** Whether no line of a block is stamped before the one above it. */
export function stampsAscend(block: LogBlock): boolean {
  const { bytes, starts, ends } = block;
  const isUsual = (line: number) => stampLength(bytes, starts[line] ?? 0, ends[line] ?? 0) === USUAL_LENGTH;
  for (let line = 1; line < starts.length; line += 1) {
    const [above, start] = [starts[line - 1] ?? 0, starts[line] ?? 0];
    const inBytes = isUsual(line - 1) && isUsual(line);
    const order = inBytes
      ? bytes.compare(bytes, above, above + USUAL_LENGTH, start, start + USUAL_LENGTH)
      : stampOf(block, line) < stampOf(block, line - 1)
        ? -1
        : 0;
    if (order < 0) return false;
  }
  return true;
}

/** Some lines of a block; `from` counts lines. The same block if that is all of them. */
export function linesFrom(block: LogBlock, from: number, to: number = block.starts.length): LogBlock {
  if (from === 0 && to === block.starts.length) return block;
  return {
    bytes: block.bytes,
    stamped: block.stamped,
    starts: block.starts.slice(from, to),
    ends: block.ends.slice(from, to),
    before: from === 0 ? block.before : stampOf(block, from - 1),
    continued: block.continued && from === 0,
    goesOn: block.goesOn && to === block.starts.length,
  };
}

/** The lines of a block whose text (without stamp and newline, as UTF-8) is wanted. */
export function linesWhere(block: LogBlock, isWanted: (text: string) => boolean): LogBlock {
  const kept = block.starts.map((_, i) => i).filter((i) => isWanted(textOf(block, i)));
  if (kept.length === block.starts.length) return block;
  const pick = (offsets: readonly number[]) => kept.map((i) => offsets[i] ?? 0);
  const [starts, ends] = [pick(block.starts), pick(block.ends)];
  const goesOn = block.goesOn && kept.at(-1) === block.starts.length - 1;
  return { ...block, starts, ends, continued: block.continued && kept[0] === 0, goesOn };
}

/** Where the text of a line begins and ends: behind its stamp, before its newline. */
export function textBounds(block: LogBlock, line: number): { readonly from: number; readonly to: number } {
  const start = block.starts[line] ?? 0;
  const end = block.ends[line] ?? 0;
  const isStamped = block.stamped && !(line === 0 && block.continued);
  const stamp = isStamped ? stampLength(block.bytes, start, end) : 0;
  return { from: start + stamp, to: block.bytes[end - 1] === NEWLINE ? end - 1 : end };
}

/** The very bytes of a block, its lines one behind the other, with stamps if they are wanted. */
export function rawBytes(block: LogBlock, timestamps: boolean): Buffer {
  const { bytes, starts, ends } = block;
  const isAll = starts.every((start, line) => line === 0 || start === ends[line - 1]);
  if (isAll && (timestamps || !block.stamped)) return bytes.subarray(starts[0], ends.at(-1));
  const from = (line: number) => (timestamps ? starts[line] : textBounds(block, line).from);
  return Buffer.concat(starts.map((_, line) => bytes.subarray(from(line), ends[line])));
}

function textOf(block: LogBlock, line: number): string {
  const { from, to } = textBounds(block, line);
  return block.bytes.toString('utf8', from, to).replace(/\r$/, '');
}

function linesIn(bytes: Buffer): Pick<LogBlock, 'starts' | 'ends' | 'goesOn'> {
  const starts: number[] = [];
  const ends: number[] = [];
  let from = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline + 1;
    const goesOn = end - from > LONGEST_LINE || (newline < 0 && end - from === LONGEST_LINE);
    if (newline < 0 && !goesOn) return { starts, ends, goesOn };
    starts.push(from);
    ends.push(goesOn ? from + LONGEST_LINE : end);
    if (goesOn) return { starts, ends, goesOn };
    from = end;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function lastStamp(block: LogBlock): string {
  return block.starts.length === 0 ? block.before : stampOf(block, block.starts.length - 1);
}
