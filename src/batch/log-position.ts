/**
 * How far a log has been read, as a value from which another request goes on without losing or doubling a line. Servers count `sinceTime` in whole
 * seconds and stdout and stderr may be stamped out of turn by a little, so the newest instants are kept with their numbers of lines.
 */
import { type LogBlock, linesFrom, stampOf } from './log-lines.ts';
import { secondBefore } from './log-stamps.ts';

/** Which lines have been delivered: all with a stamp up to `settled`, and so many of each newer instant. */
export interface LogPosition {
  /** A key of `stampKey`; empty while all that was delivered is among `recent`. */
  readonly settled: string;
  /** Lines delivered by their stamp's key. */
  readonly recent: ReadonlyMap<string, number>;
}

/** Nothing has been delivered. */
export const LOG_BEGIN: LogPosition = { settled: '', recent: new Map() };

/** So many instants are remembered: more than lines ever change places. */
const INSTANTS = 32;

/** The position once a block is delivered too. */
export function advance(position: LogPosition, block: LogBlock): LogPosition {
  const newest = newestInstants(block);
  if (newest.settled !== undefined) return { settled: settledBy(position, newest.settled), recent: newest.instants };
  const recent = new Map(position.recent);
  for (const [stamp, lines] of newest.instants) {
    const known = recent.get(stamp) ?? 0;
    recent.delete(stamp);
    recent.set(stamp, known + lines);
  }
  let { settled } = position;
  for (const stamp of recent.keys()) {
    if (recent.size <= INSTANTS) break;
    recent.delete(stamp);
    settled = later(settled, stamp);
  }
  return { settled, recent };
}

/** Nothing has been delivered, and what was stamped before the log's first wanted line never will be: its tail is read. */
export function beginningAt(stamp: string): LogPosition {
  return { settled: stamp.slice(0, -1), recent: new Map() };
}

/** The position with all lines of this instant settled, once later ones have been delivered. What shared the instant of a tail's first line may lie before it. */
export function settleInstant(position: LogPosition, stamp: string): LogPosition {
  if (position.recent.size < 2 || !position.recent.has(stamp)) return position;
  const recent = new Map(position.recent);
  recent.delete(stamp);
  return { settled: later(position.settled, stamp), recent };
}

/**
 * Since when to ask for the log, so that all that is new and little of what is old comes; undefined for all of it. A second early, for
 * what is stamped out of turn may lie in the second before.
 */
export function sinceTimeOf({ recent }: LogPosition): string | undefined {
  let oldest: string | undefined;
  for (const stamp of recent.keys()) if (oldest === undefined || stamp < oldest) oldest = stamp;
  return oldest ? secondBefore(oldest) : undefined;
}

/** What a request that goes on from a position has still to pass over. */
export interface Overlap {
  readonly settled: string;
  readonly left: ReadonlyMap<string, number>;
  /** How many lines of the newest instants have come again so far. Later none of them: the log was rotated meanwhile. */
  readonly met: number;
}

/** What is to be passed over by a request from this position; undefined if nothing is. */
export function overlapOf({ settled, recent }: LogPosition): Overlap | undefined {
  return recent.size === 0 ? undefined : { settled, left: recent, met: 0 };
}

/** The lines of a block that are new, and what is still to be passed over: undefined once a new line has come, as old lines lie before all new ones. */
export function withoutOld(
  block: LogBlock,
  overlap: Overlap,
): { readonly fresh: LogBlock; readonly overlap: Overlap | undefined; readonly met: number } {
  const left = new Map(overlap.left);
  let { met } = overlap;
  for (let line = 0; line < block.starts.length; line += 1) {
    const stamp = stampOf(block, line);
    const owed = left.get(stamp) ?? 0;
    if (owed === 0 && stamp > overlap.settled) return { fresh: linesFrom(block, line), overlap: undefined, met };
    if (owed > 0) {
      left.set(stamp, owed - 1);
      met += 1;
    }
  }
  return { fresh: linesFrom(block, block.starts.length), overlap: { settled: overlap.settled, left, met }, met };
}

/** The newest instants of a block, newest last; `settled` is the latest stamp before them, undefined if they are all there is. */
function newestInstants(block: LogBlock): { readonly instants: Map<string, number>; readonly settled?: string } {
  const backwards = new Map<string, number>();
  let settled: string | undefined;
  for (let line = block.starts.length - 1; line >= 0; line -= 1) {
    const stamp = stampOf(block, line);
    const known = backwards.get(stamp);
    if (known === undefined && backwards.size === INSTANTS) {
      settled = stamp;
      break;
    }
    backwards.set(stamp, (known ?? 0) + 1);
  }
  const instants = new Map([...backwards].reverse());
  return settled === undefined ? { instants } : { instants, settled: later(settled, stampOf(block, 0)) };
}

/** What was recent is settled too. A node's clock may be set back: then its latest stamp is settled, and nothing comes twice. */
function settledBy({ settled, recent }: LogPosition, newly: string): string {
  return [...recent.keys()].reduce(later, later(settled, newly));
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
