/** The logs of big Jobs: made of one piece of memory, so that serving them costs little beside reading them. */
import type { LogRequest, LogSource } from '../../src/sandbox/api/log-source.ts';

/** What a pod writes. */
export interface BigLog {
  readonly lines: number;
  /** Newline included. */
  readonly lineBytes: number;
  /** While its pods run: so many lines a second each, from some time after somebody has begun to follow. All has been written long ago if left out. */
  readonly linesPerSecond?: number;
}

/** A line that was written live begins with its number and when it was written, milliseconds since the epoch with a fraction. */
export const LIVE_LINE = /(\d+) (\d+\.\d+) x*$/;

/** The logs of these Jobs. `onWritten` is called when the last line of a Job that writes has been written. */
export function bigLogs(
  jobs: readonly { readonly name: string; readonly log?: BigLog }[],
  onWritten: (name: string) => void,
): LogSource {
  const sources = new Map(
    jobs.map(({ name, log = NOTHING }) => [
      name,
      log.linesPerSecond === undefined ? new WrittenLogs(log) : new LiveLogs(log, () => onWritten(name)),
    ]),
  );
  return {
    open(request, signal) {
      const { labels } = request.pod.metadata as { readonly labels?: Readonly<Record<string, string>> };
      return (sources.get(labels?.['job-name'] ?? '') ?? new WrittenLogs(NOTHING)).open(request, signal);
    },
  };
}

const NOTHING: BigLog = { lines: 0, lineBytes: 1 };

/** A piece on its way, about. */
const PIECE_BYTES = 1024 * 1024;

/** The same log for every pod. */
class WrittenLogs implements LogSource {
  readonly #log: BigLog;
  readonly #pieces = new Map<boolean, Buffer>();

  constructor(log: BigLog) {
    this.#log = log;
  }

  async *open({ timestamps, tailLines = this.#log.lines }: LogRequest): AsyncGenerator<Uint8Array> {
    const { lines, lineBytes } = this.#log;
    const piece = this.#piece(timestamps);
    const width = lineBytes + (timestamps ? STAMP.length : 0);
    for (let left = Math.min(lines, tailLines) * width; left > 0; left -= piece.length) {
      yield left < piece.length ? piece.subarray(piece.length - left) : piece;
    }
  }

  /** Many lines, all of one instant. */
  #piece(timestamps: boolean): Buffer {
    const line = `${timestamps ? STAMP : ''}${'x'.repeat(this.#log.lineBytes - 1)}\n`;
    const known = this.#pieces.get(timestamps) ?? Buffer.from(line.repeat(Math.ceil(PIECE_BYTES / line.length)));
    this.#pieces.set(timestamps, known);
    return known;
  }
}

const STAMP = '2026-11-21T17:58:00.000000000Z ';

/** From the first request to the first line: until then all who follow have come. */
const WARM_UP_MS = 1500;

/** So often lines are written, as many as are due. */
const TICK_MS = 20;

/** Logs that grow while they are followed: all pods write the same lines at the same time. */
class LiveLogs implements LogSource {
  readonly #log: BigLog;
  readonly #onWritten: () => void;
  readonly #lines: { readonly stamped: Buffer; readonly plain: Buffer }[] = [];
  #begun = false;
  #tick = Promise.withResolvers<void>();

  constructor(log: BigLog, onWritten: () => void) {
    this.#log = log;
    this.#onWritten = onWritten;
  }

  async *open(request: LogRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    if (!this.#begun) this.#begin();
    let next = this.#firstOf(request);
    while (!signal.aborted) {
      const fresh = this.#lines.slice(next);
      next += fresh.length;
      if (fresh.length > 0)
        yield Buffer.concat(fresh.map(({ stamped, plain }) => (request.timestamps ? stamped : plain)));
      if (!request.follow || next === this.#log.lines) return;
      await this.#tick.promise;
    }
  }

  /** The place of the first line that is wanted. Times count in whole seconds. */
  #firstOf({ tailLines = this.#lines.length, sinceTime = '' }: LogRequest): number {
    const second = sinceTime.slice(0, 19);
    const isEarlier = ({ stamped }: { readonly stamped: Buffer }) => stamped.toString('latin1', 0, 19) < second;
    return Math.max(this.#lines.length - tailLines, this.#lines.findLastIndex(isEarlier) + 1, 0);
  }

  #begin(): void {
    this.#begun = true;
    const { lines, linesPerSecond = 1 } = this.#log;
    const from = performance.now() + WARM_UP_MS;
    const timer = setInterval(() => {
      const due = Math.min(lines, Math.floor(((performance.now() - from) / 1000) * linesPerSecond));
      while (this.#lines.length < due) this.#lines.push(this.#line());
      const ticked = this.#tick;
      this.#tick = Promise.withResolvers();
      ticked.resolve();
      if (this.#lines.length < lines) return;
      clearInterval(timer);
      this.#onWritten();
    }, TICK_MS);
  }

  #line(): { readonly stamped: Buffer; readonly plain: Buffer } {
    const now = performance.timeOrigin + performance.now();
    const text = `${this.#lines.length} ${now.toFixed(3)} `;
    const plain = Buffer.from(`${text.padEnd(this.#log.lineBytes - 1, 'x')}\n`);
    const [ms, fraction = ''] = now.toFixed(6).split('.');
    const stamp = `${new Date(Number(ms)).toISOString().slice(0, -1)}${fraction.padEnd(6, '0')}Z `;
    return { stamped: Buffer.concat([Buffer.from(stamp), plain]), plain };
  }
}
