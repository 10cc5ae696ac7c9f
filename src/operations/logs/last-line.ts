/** The last line of a log, by which one knows whether all of it has been read. */
import {
  type HeldLine,
  type LogBlock,
  lastLine,
  linesFrom,
  NOTHING_HELD,
  NOTHING_UNSTAMPED,
  splitLines,
  stampOf,
  textBounds,
} from '../../batch/log-lines.ts';
import type { Call, PodLogRequest, PodLogs } from '../../cluster/port.ts';

/** Enough of a line to know it again. */
export interface LineSample {
  /** Empty without stamps. */
  readonly stamp: string;
  readonly length: number;
  /** The end of its text, newline and all. */
  readonly end: Buffer;
}

const SAMPLE_BYTES = 4096;

/** Into parts of so much containerd cuts a long line, unless it is told otherwise. */
const PART_BYTES = 16 * 1024;

/** Asks for the last line there is, as a block of its own; undefined if nothing is answered. Throws what `PodLogs.open` throws. */
export async function askLastLine(logs: PodLogs, request: PodLogRequest, call: Call): Promise<LogBlock | undefined> {
  let held: HeldLine = request.timestamps ? NOTHING_HELD : NOTHING_UNSTAMPED;
  let last: LogBlock | undefined;
  for await (const piece of logs.open({ ...request, tailLines: 1 }, call)) {
    const split = splitLines(held, asBuffer(piece));
    held = split.held;
    last = split.blocks.at(-1) ?? last;
  }
  return lastLine(held) ?? last;
}

/** Of a line of a block, the last one if nothing else is said. */
export function sampleOf(block: LogBlock, line = block.starts.length - 1): LineSample {
  const { from } = textBounds(block, line);
  const to = block.ends[line] ?? 0;
  const begin = Math.max(from, to - SAMPLE_BYTES);
  // Not from the pool, all of which it would keep in memory.
  const end = Buffer.alloc(to - begin);
  block.bytes.copy(end, 0, begin, to);
  return { stamp: stampOf(block, line), length: to - from, end };
}

/** Of a long line the kubelet gives no more than the last part that the runtime has cut it into, with a stamp of its own. */
export function isSameLine(known: LineSample, last: LineSample): boolean {
  const isPart = last.length < known.length;
  const end = isPart ? known.end.subarray(-last.end.length) : known.end;
  const mayBeLast = last.length >= SAMPLE_BYTES || (known.length - last.length) % PART_BYTES === 0;
  return (isPart ? mayBeLast : last.stamp === known.stamp) && end.equals(last.end);
}

/**
 * The lines of a block that come after a known one. Where that is not among them: the lines that are stamped later than it, for it cannot come any more
 * once there are any.
 */
export function linesAfter(
  known: LineSample,
  block: LogBlock,
): { readonly fresh: LogBlock; readonly isFound: boolean } {
  for (let line = 0; line < block.starts.length; line += 1) {
    const stamp = stampOf(block, line);
    if (stamp > known.stamp) return { fresh: linesFrom(block, line), isFound: false };
    const isKnown = stamp === known.stamp && isSameLine(known, sampleOf(block, line));
    if (isKnown) return { fresh: linesFrom(block, line + 1), isFound: true };
  }
  return { fresh: linesFrom(block, block.starts.length), isFound: false };
}

/** The same bytes. */
export function asBuffer(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
