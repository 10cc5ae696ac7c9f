/**
 * How far a log has been read, as a value from which another request goes on without losing or doubling a line. Servers count `sinceTime` in whole
 * seconds and stdout and stderr may be stamped out of turn, so the newest instants are kept with their numbers of lines, and those of the newest seconds.
 */
import { type LogBlock, linesFrom, stampOf } from './log-lines.ts';
import { SECOND_LENGTH, secondsOf } from './log-seconds.ts';
import { secondAfter, secondBefore } from './log-stamps.ts';

/** Which lines have been delivered: so many of each of the newest instants, and all others with a stamp up to `settled` that the log had so far. */
export interface LogPosition {
  /** The latest stamp of lines that are not among `recent`, a key of `stampKey`; empty while there are none. */
  readonly settled: string;
  /** Lines delivered by their stamp's key. */
  readonly recent: ReadonlyMap<string, number>;
  /** The same for settled lines by their second, the latest few: a line may be written long after it was stamped, behind many others. */
  readonly seconds: ReadonlyMap<string, number>;
  /** The latest second of which it is not known how many lines there were, and all before it; empty: there is none. */
  readonly uncounted: string;
}

/** Nothing has been delivered. */
export const LOG_BEGIN: LogPosition = { settled: '', recent: new Map(), seconds: new Map(), uncounted: '' };

/** So many instants are remembered: more than lines usually change places, */
const INSTANTS = 32;

/** and so many seconds, should a clock be set back a little. */
const SECONDS = 8;

/** The position once a block is delivered too. */
export function advance(position: LogPosition, block: LogBlock): LogPosition {
  const { instants, from } = newestInstants(block);
  const recent = new Map(position.recent);
  for (const [stamp, lines] of instants) {
    const known = recent.get(stamp) ?? 0;
    recent.delete(stamp);
    recent.set(stamp, known + lines);
  }
  const settling = new Settling(position);
  for (const [stamp, lines] of recent) {
    if (recent.size <= INSTANTS) break;
    recent.delete(stamp);
    settling.add(stamp, lines);
  }
  if (from > 0) settling.addLines(block, from, recent);
  return settling.position(recent);
}

/** Nothing has been delivered, and what was stamped before the log's first wanted line never will be: its tail is read. */
export function beginningAt(stamp: string): LogPosition {
  // Lines before it may be stamped a little later.
  const uncounted = stamp === '' ? FOREVER : secondAfter(stamp).slice(0, SECOND_LENGTH);
  return { ...LOG_BEGIN, settled: stamp.slice(0, -1), uncounted };
}

/** The position with all lines of this instant settled, once later ones have been delivered. What shared the instant of a tail's first line may lie before it. */
export function settleInstant(position: LogPosition, stamp: string): LogPosition {
  if (position.recent.size < 2 || !position.recent.has(stamp)) return position;
  const recent = new Map(position.recent);
  recent.delete(stamp);
  const settling = new Settling(position);
  settling.add(stamp, position.recent.get(stamp) ?? 0);
  return settling.position(recent);
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
  /** The second since which was asked: lines stamped before it come from a server that does not heed that, and are old. */
  readonly since: string;
  /** So many settled lines have still to come again; Infinity where that is not known. */
  readonly old: number;
  /** How many lines of the newest instants have come again so far. Later none of them: the log was rotated meanwhile. */
  readonly met: number;
}

/** What is to be passed over by a request from this position; undefined if nothing is. */
export function overlapOf(position: LogPosition): Overlap | undefined {
  const { settled, recent, seconds, uncounted } = position;
  if (recent.size === 0) return undefined;
  const since = sinceTimeOf(position)?.slice(0, SECOND_LENGTH) ?? '';
  const isCounted = uncounted === '' || uncounted < since;
  const counts = [...seconds].map(([second, lines]) => (second >= since ? lines : 0));
  const old = isCounted ? counts.reduce((sum, lines) => sum + lines, 0) : Number.POSITIVE_INFINITY;
  return { settled, left: recent, since, old, met: 0 };
}

/** The lines of a block that are new, and what is still to be passed over: undefined once a new line has come, as old lines lie before all new ones. */
export function withoutOld(
  block: LogBlock,
  overlap: Overlap,
): { readonly fresh: LogBlock; readonly overlap: Overlap | undefined; readonly met: number } {
  const left = new Map(overlap.left);
  let { old, met } = overlap;
  for (let line = 0; line < block.starts.length; line += 1) {
    const stamp = stampOf(block, line);
    const owed = left.get(stamp) ?? 0;
    if (stamp !== '' && stamp < overlap.since) continue;
    if (owed > 0) {
      left.set(stamp, owed - 1);
      met += 1;
    } else if (stamp > overlap.settled || (stamp !== '' && old === 0)) {
      return { fresh: linesFrom(block, line), overlap: undefined, met };
    } else if (stamp !== '') old -= 1;
  }
  return { fresh: linesFrom(block, block.starts.length), overlap: { ...overlap, left, old, met }, met };
}

/** The newest instants of a block, newest last, and the first of the lines that were looked at for them. */
function newestInstants(block: LogBlock): { readonly instants: ReadonlyMap<string, number>; readonly from: number } {
  const backwards = new Map<string, number>();
  let from = block.starts.length;
  for (; from > 0; from -= 1) {
    const stamp = stampOf(block, from - 1);
    const known = backwards.get(stamp);
    if (known === undefined && backwards.size === INSTANTS) break;
    backwards.set(stamp, (known ?? 0) + 1);
  }
  return { instants: new Map([...backwards].reverse()), from };
}

/** Lines that are settled, one after the other. */
class Settling {
  readonly #seconds: Map<string, number>;
  #settled: string;
  #uncounted: string;

  constructor({ settled, seconds, uncounted }: LogPosition) {
    this.#settled = settled;
    this.#seconds = new Map(seconds);
    this.#uncounted = uncounted;
  }

  /** So many lines of one instant. */
  add(stamp: string, lines: number): void {
    this.#settled = later(this.#settled, stamp);
    this.#count(stamp.slice(0, SECOND_LENGTH), lines);
  }

  /** The first lines of a block, up to one. Those that share an instant with `recent` are added there. */
  addLines(block: LogBlock, to: number, recent: Map<string, number>): void {
    const floor = [...recent.keys()].reduce((a, b) => (a < b ? a : b));
    for (const { stamp, lines, latest } of secondsOf(block, to, floor)) {
      const known = lines === 1 ? recent.get(stamp) : undefined;
      if (known !== undefined) recent.set(stamp, known + 1);
      else {
        this.#settled = later(this.#settled, latest);
        this.#count(stamp.slice(0, SECOND_LENGTH), lines);
      }
    }
  }

  position(recent: ReadonlyMap<string, number>): LogPosition {
    return { settled: this.#settled, recent, seconds: this.#seconds, uncounted: this.#uncounted };
  }

  #count(second: string, lines: number): void {
    if (second <= this.#uncounted) return;
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + lines);
    if (this.#seconds.size <= SECONDS) return;
    const earliest = [...this.#seconds.keys()].reduce((a, b) => (a < b ? a : b));
    this.#seconds.delete(earliest);
    this.#uncounted = earliest;
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

/** Later than any stamp. */
const FOREVER = ':';
