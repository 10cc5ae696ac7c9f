/** Puts lines that are stamped out of turn by a little (stdout and stderr are stamped apart) into the order of their stamps. */
import { blockOf, type LogBlock, stampOf, stampsAscend } from '../../batch/log-lines.ts';

/** Lines change places by less than so many. */
const DEPTH = 32;

/**
 * The same lines, ordered by their stamps; those of one instant stay as they are. Blocks are held back until so many lines have come behind them that nothing
 * earlier can come any more. Parts of a line too long to be held are left where they are.
 */
export async function* inTime(blocks: AsyncIterable<LogBlock>): AsyncGenerator<LogBlock, void, void> {
  let held: LogBlock[] = [];
  for await (const block of blocks) {
    if (block.starts.length === 0) continue;
    const isPart = block.continued || held.at(-1)?.goesOn;
    if (isPart || isInOrder(held.at(-1), block)) held.push(block);
    else held = [sorted([...held, block])];
    while (isPart || countOf(held.slice(1)) >= DEPTH) {
      const first = held.shift();
      if (!first) break;
      yield first;
    }
  }
  yield* held;
}

function isInOrder(before: LogBlock | undefined, block: LogBlock): boolean {
  return stampsAscend(block) && (!before || lastStamp(before) <= stampOf(block, 0));
}

function countOf(blocks: readonly LogBlock[]): number {
  return blocks.reduce((sum, { starts }) => sum + starts.length, 0);
}

interface StampedLine {
  readonly bytes: Buffer;
  readonly stamp: string;
}

/** All lines as one block, in order. A line without a newline gets one if another comes behind it. */
function sorted(blocks: readonly LogBlock[]): LogBlock {
  const lines = blocks.flatMap(linesOf).toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  const bytes = lines.flatMap(({ bytes: line }, i) =>
    i + 1 < lines.length && line.at(-1) !== NEWLINE ? [line, Buffer.of(NEWLINE)] : [line],
  );
  return blockOf(Buffer.concat(bytes), lines[0]?.stamp ?? '');
}

const NEWLINE = 0x0a;

function linesOf(block: LogBlock): readonly StampedLine[] {
  let stamp = block.before;
  return block.starts.map((start, i) => {
    stamp = stampOf({ ...block, before: stamp, starts: [start], ends: [block.ends[i] ?? 0] }, 0);
    return { bytes: block.bytes.subarray(start, block.ends[i]), stamp };
  });
}

function lastStamp(block: LogBlock): string {
  return stampOf(block, block.starts.length - 1);
}
