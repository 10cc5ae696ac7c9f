/** How much of a log is wanted, as a range for requests and as a filter of what comes. */

import { parseTime } from '../../batch/durations.ts';
import { type LogBlock, linesFrom, linesWhere, textBounds } from '../../batch/log-lines.ts';
import type { ContainerLog } from '../../batch/log-selection.ts';
import type { LogRange } from './log-reading.ts';
import type { LogAmount } from './request.ts';

/** What is to be asked of a server whose clock says `now` (milliseconds since the epoch). */
export function rangeOf({ since, tailLines, tailTotal }: LogAmount, now: number): LogRange {
  const ms = typeof since === 'number' ? now - since : parseTime(since);
  return {
    sinceTime: ms === undefined ? undefined : wholeSecond(ms),
    tailLines: tailLines ?? tailTotal,
    openedAt: wholeSecond(now),
  };
}

/** Whether a log may hold anything since then; runs end in a second that is rounded down. */
export function mayHoldLines({ finishedAt }: ContainerLog, { sinceTime }: LogRange): boolean {
  const end = parseTime(finishedAt);
  const since = parseTime(sinceTime);
  return end === undefined || since === undefined || end + 1000 >= since;
}

/** Of the blocks of one log what is wanted: the first so many bytes, then the lines that are kept. */
export async function* wantedOf(
  blocks: AsyncIterable<LogBlock>,
  { limitBytes, keep }: Pick<LogAmount, 'limitBytes' | 'keep'>,
): AsyncGenerator<LogBlock, void, void> {
  let left = limitBytes ?? Number.POSITIVE_INFINITY;
  for await (const block of blocks) {
    const cut = left === Number.POSITIVE_INFINITY ? { block, left } : cutTo(block, left);
    left = cut.left;
    const kept = keep ? linesWhere(cut.block, keep) : cut.block;
    if (kept.starts.length > 0) yield kept;
    if (left <= 0) return;
  }
}

/** The block up to so many bytes of text and newlines, in the midst of a line if need be. */
function cutTo(block: LogBlock, bytes: number): { readonly block: LogBlock; readonly left: number } {
  let left = bytes;
  for (let line = 0; line < block.starts.length; line += 1) {
    const { from } = textBounds(block, line);
    const end = block.ends[line] ?? 0;
    if (end - from >= left) {
      const whole = linesFrom(block, 0, line + 1);
      return { block: { ...whole, ends: [...whole.ends.slice(0, line), from + left] }, left: 0 };
    }
    left -= end - from;
  }
  return { block, left };
}

function wholeSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
