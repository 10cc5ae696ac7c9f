/** The lines of a block by the second that they are stamped with, at little cost: logs may have a hundred thousand lines a second. */
import { type LogBlock, stampLength, stampOf, USUAL_LENGTH } from './log-lines.ts';

/** Consecutive lines of one second. */
export interface SecondLines {
  /** Of the first of them, and the latest there is. */
  readonly stamp: string;
  readonly latest: string;
  readonly lines: number;
}

/** How much of a stamp's key tells its second: `2026-11-21T17:47:57`. */
export const SECOND_LENGTH = 19;

/**
 * The first lines of a block, up to one: together those of one second that are stamped before `floor` (a stamp's key), and each other line by
 * itself.
 */
export function* secondsOf(block: LogBlock, to: number, floor: string): Generator<SecondLines, void, void> {
  const { starts } = block;
  const order = orderIn(block.bytes, block.bytes);
  const isPlain = belowIn(block, floor);
  for (let line = 0; line < to; ) {
    const first = line;
    let latest = line;
    line += 1;
    if (isPlain(first)) {
      for (; line < to && isPlain(line); line += 1) {
        const start = starts[line] ?? 0;
        if (order(start, starts[first] ?? 0, SECOND_LENGTH) !== 0) break;
        if (order(start, starts[latest] ?? 0, USUAL_LENGTH) > 0) latest = line;
      }
    }
    yield { stamp: stampOf(block, first), latest: stampOf(block, latest), lines: line - first };
  }
}

/** Whether a line has the usual stamp, and that is before `floor`. */
function belowIn(block: LogBlock, floor: string): (line: number) => boolean {
  const { bytes, starts, ends, stamped, continued } = block;
  const length = Math.min(floor.length, USUAL_LENGTH);
  const order = orderIn(bytes, Buffer.from(floor, 'latin1'));
  return (line) => {
    const start = starts[line] ?? 0;
    if (!stamped || (line === 0 && continued)) return false;
    return stampLength(bytes, start, ends[line] ?? 0) === USUAL_LENGTH && order(start, 0, length) < 0;
  };
}

/** Below zero where so many bytes of `a` are less than those of `b`. For so few of them a loop is quicker than Node's own. */
function orderIn(a: Buffer, b: Buffer): (from: number, at: number, length: number) => number {
  return (from, at, length) => {
    for (let i = 0; i < length; i += 1) {
      const difference = (a[from + i] ?? 0) - (b[at + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}
