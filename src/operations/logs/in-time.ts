/** Puts lines that are stamped out of turn by a little (stdout and stderr are stamped apart) into the order of their stamps. */
import { blockOf, type LogBlock, linesFrom, stampOf, stampsAscend } from '../../batch/log-lines.ts';

/** Lines change places by less than so many. */
const DEPTH = 32;

/**
 * The same lines, ordered by their stamps; those of one instant stay as they are. Each block is held back until the next one shows that it does not begin
 * earlier than this one ends. Parts of a line too long to be held are left where they are.
 */
export async function* inTime(blocks: AsyncIterable<LogBlock>): AsyncGenerator<LogBlock, void, void> {
  let held: LogBlock | undefined;
  for await (const block of blocks) {
    if (block.starts.length === 0) continue;
    if (!held || block.continued || held.goesOn || (stampsAscend(block) && lastStamp(held) <= stampOf(block, 0))) {
      if (held) yield held;
      held = stampsAscend(block) ? block : sorted([block]);
      continue;
    }
    const joined = sorted([held, block]);
    const ready = Math.max(0, joined.starts.length - DEPTH);
    if (ready > 0) yield linesFrom(joined, 0, ready);
    held = linesFrom(joined, ready);
  }
  if (held) yield held;
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
