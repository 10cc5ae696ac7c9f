/** Reads one log, in as many requests as it takes: what breaks off is picked up where it was left. */
import {
  blockOf,
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
  beginningAt,
  LOG_BEGIN,
  type LogPosition,
  type Overlap,
  overlapOf,
  settleInstant,
  sinceTimeOf,
  withoutOld,
} from '../../batch/log-position.ts';
import { secondOf } from '../../batch/log-stamps.ts';
import type { Call, PodLogs } from '../../cluster/port.ts';
import { asBuffer, askLastLine, isSameLine, type LineSample, linesAfter, sampleOf } from './last-line.ts';
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
  /**
   * For a container that may be restarted: whether this is still the log of the same run. Asked before the first line is taken, and before lines that should have come
   * after others, and did not. If it is not, the request ends there.
   */
  readonly isSameRun?: () => Promise<boolean>;
}

/** How a request ended in good order. */
export interface Answered {
  /** A last line without a newline; it does not count as read yet, for it may be the half of one. */
  readonly rest: LogBlock | undefined;
  /** Lines that it brought. */
  readonly lines: number;
  readonly bytes: number;
  /** It was the log of another run. */
  readonly isOtherRun: boolean;
}

/** One log, and how far it has been read. */
export class LogReading {
  position: LogPosition = LOG_BEGIN;
  /** The stamp of the first line, which tells one run's log from another's; undefined before it came. */
  firstStamp: string | undefined;
  /**
   * A request that went on from somewhere found none of the lines it should have found again: the log was rotated, or it is that of another run
   * by now. Where the first such request went on from, and the first stamp that it brought.
   */
  doubt: { readonly from: LogPosition; readonly stamp: string } | undefined;
  readonly #logs: PodLogs;
  readonly #name: LogName;
  #range: LogRange;
  #lastRead: LineSample | undefined;

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
    const from = this.position;
    let seam = this.#seam();
    let held = NOTHING_HELD;
    const total = { lines: 0, bytes: 0 };
    const query = this.#query(asking);
    // None of what there was is wanted, but all that comes from now on, also while no stream is open.
    if (this.isFresh && this.#range.tailLines === 0) this.#range = { sinceTime: this.#range.openedAt };
    for await (const piece of this.#logs.open(query, call)) {
      const split = splitLines(held, asBuffer(piece));
      held = split.held;
      total.bytes += piece.length;
      for (const block of split.blocks) {
        const fresh = this.#freshOf(block, seam);
        if ((fresh.isDoubtful || this.isFresh) && asking.isSameRun && !(await asking.isSameRun())) {
          return { ...total, rest: undefined, isOtherRun: true };
        }
        if (fresh.isDoubtful) this.doubt ??= { from, stamp: stampOf(fresh.block, 0) };
        seam = fresh.seam;
        if (fresh.block.starts.length === 0) continue;
        total.lines += fresh.block.starts.length;
        this.#note(fresh.block);
        yield fresh.block;
      }
    }
    return { ...total, rest: this.#restOf(held, seam), isOtherRun: false };
  }

  /** Whether it is read from its first line on. */
  get isFromBegin(): boolean {
    return this.#range.sinceTime === undefined && this.#range.tailLines === undefined;
  }

  /** Another reading of this log, which has come as far as `position`. */
  forkedAt(position: LogPosition): LogReading {
    const fork = new LogReading(this.#logs, this.#name, {});
    fork.position = position;
    return fork;
  }

  /** The stamp of the first line there is; undefined if there is none, or if the answer was cut short. */
  async askFirstStamp({ previous }: Pick<Asking, 'previous'>, call: Call): Promise<string | undefined> {
    const query = { ...this.#name, timestamps: true, limitBytes: STAMP_BYTES, ...(previous ? { previous } : {}) };
    const pieces = await Array.fromAsync(this.#logs.open(query, call), asBuffer);
    const bytes = Buffer.concat(pieces);
    return (bytes.length > 0 && stampOf(blockOf(bytes, ''), 0)) || undefined;
  }

  /** Counts a rest as read. */
  takeRest(rest: LogBlock): void {
    this.#note(rest);
  }

  /**
   * Asks for the last line alone. It shows whether all has been read: it is the last one read, or the rest that is held. A server that ended a stream in
   * good order, but early, is found out. `unknown`: nothing was answered, which proves nothing.
   */
  async askWhetherComplete(
    { previous }: Pick<Asking, 'previous'>,
    rest: LogBlock | undefined,
    call: Call,
  ): Promise<'complete' | 'more' | 'unknown'> {
    const request = { ...this.#name, timestamps: true, ...(previous ? { previous } : {}) };
    const last = await askLastLine(this.#logs, request, call);
    if (!last) return 'unknown';
    const { sinceTime } = this.#range;
    const isOlder = this.isFresh && sinceTime !== undefined && secondOf(stampOf(last, 0)) < sinceTime;
    const known = rest ? sampleOf(rest) : this.#lastRead;
    return isOlder || (known && isSameLine(known, sampleOf(last))) ? 'complete' : 'more';
  }

  get #isTail(): boolean {
    return this.#range.tailLines !== undefined;
  }

  #query({ follow, previous }: Asking) {
    const since = sinceTimeOf(this.position);
    const wanted = this.#range.sinceTime;
    const { sinceTime, tailLines } =
      since === undefined
        ? this.#range
        : { sinceTime: wanted && wanted > since ? wanted : since, tailLines: undefined };
    return {
      ...this.#name,
      timestamps: true,
      ...(follow ? { follow } : {}),
      ...(previous ? { previous } : {}),
      ...(sinceTime === undefined ? {} : { sinceTime }),
      ...(tailLines === undefined ? {} : { tailLines }),
    };
  }

  /** Where this request has to join what was read. How many lines shared the instant of a tail's first line before it is not known: there the last line read tells. */
  #seam(): Seam | undefined {
    const { recent } = this.position;
    const isOneInstant = this.#isTail && recent.size === 1 && recent.has(this.firstStamp ?? '');
    if (isOneInstant && this.#lastRead) return { kind: 'line', known: this.#lastRead };
    const overlap = overlapOf(this.position);
    return overlap && { kind: 'overlap', overlap };
  }

  #freshOf(block: LogBlock, seam: Seam | undefined): Fresh {
    if (!seam) return { block: this.isFresh ? checked(block) : block, seam, isDoubtful: false };
    if (seam.kind === 'line') {
      const { fresh, isFound } = linesAfter(seam.known, block);
      const isNew = fresh.starts.length > 0;
      return { block: fresh, seam: isFound || isNew ? undefined : seam, isDoubtful: isNew && !isFound };
    }
    const { fresh, overlap, met } = withoutOld(block, seam.overlap);
    const isDoubtful = fresh.starts.length > 0 && met === 0;
    return { block: fresh, seam: overlap && { kind: 'overlap', overlap }, isDoubtful };
  }

  #restOf(held: HeldLine, seam: Seam | undefined): LogBlock | undefined {
    const rest = lastLine(held);
    if (!rest) return undefined;
    const { block } = this.#freshOf(rest, seam);
    return block.starts.length > 0 ? block : undefined;
  }

  #note(block: LogBlock): void {
    if (this.isFresh) {
      this.firstStamp = stampOf(block, 0);
      if (this.#isTail) this.position = beginningAt(this.firstStamp);
    }
    this.position = advance(this.position, block);
    if (this.#isTail && this.firstStamp !== undefined) {
      this.position = settleInstant(this.position, this.firstStamp);
    }
    this.#lastRead = sampleOf(block);
  }
}

/** Where what a request brings joins what was read before: behind so many lines of the newest instants, or behind one line. */
type Seam =
  | { readonly kind: 'overlap'; readonly overlap: Overlap }
  | { readonly kind: 'line'; readonly known: LineSample };

/** What is new in a block, and the seam if it was not reached yet. */
interface Fresh {
  readonly block: LogBlock;
  readonly seam: Seam | undefined;
  /** It is new, but what should have come again before it did not. */
  readonly isDoubtful: boolean;
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

/** Enough for a stamp and the blank behind it. */
const STAMP_BYTES = 64;
