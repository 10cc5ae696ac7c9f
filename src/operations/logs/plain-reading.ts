/**
 * Reads the log of a run that has ended, without the times of its lines: that costs a server and us a quarter less. Nothing is added to it any more, so a
 * request that breaks off is made once more, and what has been read is passed over.
 */
import { type LogBlock, lastLine, linesFrom, NOTHING_UNSTAMPED, splitLines } from '../../batch/log-lines.ts';
import type { Call, PodLogs } from '../../cluster/port.ts';
import { asBuffer, askLastLine, isSameLine, type LineSample, sampleOf } from './last-line.ts';
import type { Answered, Asking, LogName, LogRange } from './log-reading.ts';
import { LOG_IS_GONE, LogIsGone } from './log-trouble.ts';
import type { Readable } from './read-whole.ts';

/** One log, and how far it has been read. */
export class PlainReading implements Readable {
  /** Bytes that were read. */
  position = 0;
  readonly #logs: PodLogs;
  readonly #name: LogName;
  readonly #range: LogRange;
  #lastRead: LineSample | undefined;

  constructor(logs: PodLogs, name: LogName, range: LogRange) {
    this.#logs = logs;
    this.#name = name;
    this.#range = range;
  }

  /** See `LogReading`. */
  async *request({ previous }: Asking, call: Call): AsyncGenerator<LogBlock, Answered, void> {
    let skip = this.position;
    let held = NOTHING_UNSTAMPED;
    const total = { lines: 0, bytes: 0 };
    for await (const piece of this.#logs.open(this.#query(previous), call)) {
      total.bytes += piece.length;
      const fresh = asBuffer(piece).subarray(skip);
      skip = Math.max(0, skip - piece.length);
      const split = splitLines(held, fresh);
      held = split.held;
      for (const block of split.blocks) {
        await this.#check(block, call);
        total.lines += block.starts.length;
        this.takeRest(block);
        yield block;
      }
    }
    const rest = lastLine(held);
    if (rest) await this.#check(rest, call);
    return { ...total, rest, isOtherRun: false };
  }

  /** See `LogReading`. */
  async askWhetherComplete(
    { previous }: Pick<Asking, 'previous'>,
    rest: LogBlock | undefined,
    call: Call,
  ): Promise<'complete' | 'more' | 'unknown'> {
    const last = await askLastLine(this.#logs, { ...this.#name, ...(previous ? { previous } : {}) }, call);
    const known = rest ? sampleOf(rest) : this.#lastRead;
    if (!last) return 'unknown';
    return known && isSameLine(known, sampleOf(last)) ? 'complete' : 'more';
  }

  /** Counts a block as read. */
  takeRest(block: LogBlock): void {
    this.position += (block.ends.at(-1) ?? 0) - (block.starts[0] ?? 0);
    this.#lastRead = sampleOf(block);
  }

  #query(previous: boolean) {
    const { sinceTime, tailLines } = this.#range;
    return {
      ...this.#name,
      ...(previous ? { previous } : {}),
      ...(sinceTime === undefined ? {} : { sinceTime }),
      ...(tailLines === undefined ? {} : { tailLines }),
    };
  }

  /** What a kubelet says in the place of a log has no stamp even where stamps are asked for; a program's line that reads the same has one. */
  async #check(block: LogBlock, call: Call): Promise<void> {
    if (this.position > 0) return;
    const first = linesFrom(block, 0, 1);
    const text = first.bytes.toString('utf8', first.starts[0], first.ends[0]).trimEnd();
    if (!LOG_IS_GONE.test(text)) return;
    const stamped = await askLastLine(this.#logs, { ...this.#name, timestamps: true }, call);
    const said = stamped?.bytes.toString('utf8', stamped.starts[0], stamped.ends[0]).trimEnd() ?? '';
    if (LOG_IS_GONE.test(said)) throw new LogIsGone(text);
  }
}
