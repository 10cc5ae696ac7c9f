/** Puts lines that are stamped out of turn by a little (stdout and stderr are stamped apart) into the order of their stamps. */
import { blockOf, type LogBlock, stampOf } from '../../batch/log-lines.ts';

/** Lines change places by less than so many. */
const DEPTH = 32;

/** The same lines, ordered by their stamps; those of one instant stay as they are. Parts of a line too long to be held are left where they are. */
export async function* inTime(blocks: AsyncIterable<LogBlock>): AsyncGenerator<LogBlock, void, void> {
  let held: readonly StampedLine[] = [];
  for await (const block of blocks) {
    if (block.continued || block.goesOn) {
      if (held.length > 0) yield joined(held);
      held = [];
      yield block;
      continue;
    }
    const lines = sorted([...held, ...linesOf(block)]);
    const ready = Math.max(0, lines.length - DEPTH);
    if (ready > 0) yield joined(lines.slice(0, ready));
    held = lines.slice(ready);
  }
  if (held.length > 0) yield joined(held);
}

interface StampedLine {
  readonly bytes: Buffer;
  readonly stamp: string;
}

function linesOf(block: LogBlock): readonly StampedLine[] {
  let stamp = block.before;
  return block.starts.map((start, i) => {
    stamp = stampOf({ ...block, before: stamp, starts: [start], ends: [block.ends[i] ?? 0] }, 0);
    return { bytes: block.bytes.subarray(start, block.ends[i]), stamp };
  });
}

function sorted(lines: readonly StampedLine[]): readonly StampedLine[] {
  const isSorted = lines.every((line, i) => i === 0 || (lines[i - 1]?.stamp ?? '') <= line.stamp);
  return isSorted ? lines : lines.toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
}

function joined(lines: readonly StampedLine[]): LogBlock {
  const bytes = Buffer.concat(lines.map((line) => line.bytes));
  return blockOf(bytes, lines[0]?.stamp ?? '');
}
