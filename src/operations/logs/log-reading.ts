/** Reads one log, in as many requests as it takes: what breaks off is picked up where it was left. */
import {
  type HeldLine,
  type LogBlock,
  lastLine,
  NOTHING_HELD,
  splitLines,
  stampLength,
  stampOf,
} from '../../batch/log-lines.ts';
import {
  advance,
  LOG_BEGIN,
  type LogPosition,
  type Overlap,
  overlapOf,
  sinceTimeOf,
  withoutOld,
} from '../../batch/log-position.ts';
import { secondOf } from '../../batch/log-stamps.ts';
import type { Call, PodLogs } from '../../cluster/port.ts';
import { LOG_IS_GONE, LogIsGone } from './log-trouble.ts';

/** The log of a container. */
export interface LogName {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** How much of a log is wanted. */
export interface LogRange {
  /** RFC 3339, whole seconds. */
  readonly sinceTime?: string | undefined;
  /** The last so many lines. */
  readonly tailLines?: number | undefined;
  /** When reading began; what came since then is wanted even with `tailLines` 0. */
  readonly openedAt?: string | undefined;
}

/** How a request is made. */
export interface Asking {
  readonly follow: boolean;
  readonly previous: boolean;
}

/** How a request ended in good order. */
export interface Answered {
  /** A last line without a newline; it does not count as read yet, for it may be the half of one. */
  readonly rest: LogBlock | undefined;
  /** Lines that it brought. */
  readonly lines: number;
  readonly bytes: number;
}

/** One log, and how far it has been read. */
export class LogReading {
  position: LogPosition = LOG_BEGIN;
  /** The stamp of the first line, which tells one run's log from another's; undefined before it came. */
  firstStamp: string | undefined;
  /** The newest request that went on from somewhere found none of the lines it should have found again. */
  lostTrack = false;
  /** Any request did. */
  wasRotated = false;
  readonly #logs: PodLogs;
  readonly #name: LogName;
  #range: LogRange;
  #lastRead: Buffer | undefined;

  constructor(logs: PodLogs, name: LogName, range: LogRange) {
    this.#logs = logs;
    this.#name = name;
    this.#range = range;
  }

  /** Whether nothing has been read of it. */
  get isFresh(): boolean {
    return this.position.recent.size === 0;
  }

  /**
   * One request. Yields the lines that have not been read before; each counts as read once it is yielded. Throws what `PodLogs.open` throws,
   * and `LogIsGone`.
   */
  async *request(asking: Asking, call: Call): AsyncGenerator<LogBlock, Answered, void> {
    let overlap = overlapOf(this.position);
    let held = NOTHING_HELD;
    const total = { lines: 0, bytes: 0 };
    this.lostTrack = false;
    for await (const piece of this.#logs.open(this.#query(asking), call)) {
      const split = splitLines(held, asBuffer(piece));
      held = split.held;
      total.bytes += piece.length;
      for (const block of split.blocks) {
        const fresh = this.#freshOf(block, overlap);
        overlap = fresh.overlap;
        if (fresh.block.starts.length === 0) continue;
        total.lines += fresh.block.starts.length;
        this.#note(fresh.block);
        yield fresh.block;
      }
    }
    if (this.isFresh && this.#range.tailLines === 0) this.#range = { sinceTime: this.#range.openedAt };
    return { ...total, rest: this.#restOf(held, overlap) };
  }

  /** Counts a rest as read. */
  takeRest(rest: LogBlock): void {
    this.#note(rest);
  }

  /**
   * Asks for the last line alone, which shows whether all has been read: the line is the last one read (or the rest that is held), or there is none. A server that
   * ended a stream in good order, but early, is found out.
   */
  async isComplete(asking: Asking, rest: LogBlock | undefined, call: Call): Promise<boolean> {
    const last = await this.#lastOfAll(asking, call);
    if (!last) return this.isFresh && !rest;
    if (rest) return sampleOf(last).equals(sampleOf(rest));
    if (!this.isFresh) return this.#lastRead?.equals(sampleOf(last)) ?? false;
    return this.#range.sinceTime !== undefined && secondOf(stampOf(last, 0)) < this.#range.sinceTime;
  }

  async #lastOfAll({ previous }: Asking, call: Call): Promise<LogBlock | undefined> {
    const query = { ...this.#name, timestamps: true, tailLines: 1, ...(previous ? { previous } : {}) };
    let held = NOTHING_HELD;
    let last: LogBlock | undefined;
    for await (const piece of this.#logs.open(query, call)) {
      const split = splitLines(held, asBuffer(piece));
      held = split.held;
      last = split.blocks.at(-1) ?? last;
    }
    return lastLine(held) ?? last;
  }

  #query({ follow, previous }: Asking) {
    const since = sinceTimeOf(this.position);
    const { sinceTime = undefined, tailLines = undefined } = since === undefined ? this.#range : { sinceTime: since };
    return {
      ...this.#name,
      timestamps: true,
      ...(follow ? { follow } : {}),
      ...(previous ? { previous } : {}),
      ...(sinceTime === undefined ? {} : { sinceTime }),
      ...(tailLines === undefined ? {} : { tailLines }),
    };
  }

  #freshOf(block: LogBlock, overlap: Overlap | undefined) {
    if (!overlap) return { block: this.isFresh ? checked(block) : block, overlap };
    const found = withoutOld(block, overlap);
    this.lostTrack ||= found.fresh.starts.length > 0 && found.met === 0;
    this.wasRotated ||= this.lostTrack;
    return { block: found.fresh, overlap: found.overlap };
  }

  #restOf(held: HeldLine, overlap: Overlap | undefined): LogBlock | undefined {
    const rest = lastLine(held);
    if (!rest) return undefined;
    const { block } = this.#freshOf(rest, overlap);
    return block.starts.length > 0 ? block : undefined;
  }

  #note(block: LogBlock): void {
    const wasFresh = this.isFresh;
    this.position = advance(this.position, block);
    if (wasFresh) this.firstStamp = stampOf(block, 0);
    this.#lastRead = Buffer.from(sampleOf(block));
  }
}

/** Throws LogIsGone if the log begins with what a kubelet says in the place of one. */
function checked(block: LogBlock): LogBlock {
  const [start = 0] = block.starts;
  const [end = 0] = block.ends;
  if (stampLength(block.bytes, start, end) > 0) return block;
  const text = block.bytes.toString('utf8', start, Math.min(end, start + 500)).trimEnd();
  if (LOG_IS_GONE.test(text)) throw new LogIsGone(text);
  return block;
}

/** Enough of the last line of a block, its stamp included, to know it again. */
function sampleOf({ bytes, starts, ends }: LogBlock): Buffer {
  const start = starts.at(-1) ?? 0;
  return bytes.subarray(start, Math.min(ends.at(-1) ?? 0, start + SAMPLE_BYTES));
}

const SAMPLE_BYTES = 4096;

function asBuffer(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
