/** What a container has written: lines with the cluster's time, as the kubelet keeps them. */

/** A line; the last one of a container may have no newline. */
export interface LoggedLine {
  readonly timeMs: number;
  /** With its newline. */
  readonly text: Uint8Array;
}

/** What is kept of one run (the kubelet's containerLogMaxSize is 10 MiB), with what it costs to know of each line. */
const MOST_BYTES = 10 * 1024 * 1024;
const LINE_BYTES = 24;
/** A line longer than this is several (containerd's max_container_log_line_size). */
const MOST_LINE = 16_384;
/** Lines are kept in blocks of so many, and forgotten so. */
const BLOCK_LINES = 512;

/** Lines one after the other in one piece of memory. */
interface Block {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
  readonly stamps: readonly number[];
}

/** The log of one run of a container. */
export class ContainerLog {
  readonly #now: () => number;
  readonly #blocks: Block[] = [];
  readonly #watchers = new Set<() => void>();
  #texts: Uint8Array[] = [];
  #stamps: number[] = [];
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  /** Lines that were dropped at the beginning. */
  #dropped = 0;
  #lastMs = 0;
  #nanos = 0;
  #isEnded = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether nothing more comes. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What it takes, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many lines were written so far. */
  get count(): number {
    return this.#dropped + this.#blocks.length * BLOCK_LINES + this.#texts.length;
  }

  /** Adds what the container writes. */
  write(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const newline = bytes.indexOf(10, at);
      const end = Math.min(newline < 0 ? bytes.length : newline + 1, at + MOST_LINE - this.#pendingBytes);
      this.#pending.push(bytes.slice(at, end));
      this.#pendingBytes += end - at;
      at = end;
      if (end === newline + 1 || this.#pendingBytes >= MOST_LINE) this.#flush();
    }
    this.#tell();
  }

  /** The container has ended. */
  end(): void {
    if (this.#pendingBytes > 0) this.#flush();
    this.#isEnded = true;
    this.#tell();
  }

  /** The lines from number `from` on. */
  *lines(from = 0): Iterable<LoggedLine> {
    let number = this.#dropped;
    for (const { bytes, ends, stamps } of this.#blocks) {
      for (let i = Math.max(0, from - number); i < BLOCK_LINES; i += 1) {
        yield { text: bytes.subarray(ends[i - 1] ?? 0, ends[i]), timeMs: stamps[i] ?? 0 };
      }
      number += BLOCK_LINES;
    }
    for (let i = Math.max(0, from - number); i < this.#texts.length; i += 1) {
      yield { text: this.#texts[i] ?? new Uint8Array(), timeMs: this.#stamps[i] ?? 0 };
    }
  }

  /** Calls `tell` when there is more, or the end; returns what takes that back. */
  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  /** The end of what it wrote, as a message of its termination: at most so many lines and bytes. */
  tail(lines: number, bytes: number): string {
    const last = [...this.lines(this.count - lines)].map(({ text }) => text);
    return Buffer.concat(last).toString().slice(-bytes);
  }

  #flush(): void {
    const text = this.#pending.length === 1 ? (this.#pending[0] ?? new Uint8Array()) : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#texts.push(text);
    this.#stamps.push(this.#stamp());
    this.#bytes += text.length + LINE_BYTES;
    if (this.#texts.length === BLOCK_LINES) this.#close();
  }

  /** A block is full. The oldest goes when there are too many. */
  #close(): void {
    let end = 0;
    const ends = this.#texts.map(({ length }) => {
      end += length;
      return end;
    });
    this.#blocks.push({ bytes: Buffer.concat(this.#texts), ends, stamps: this.#stamps });
    this.#texts = [];
    this.#stamps = [];
    while (this.#bytes > MOST_BYTES) {
      const oldest = this.#blocks.shift();
      if (!oldest) return;
      this.#bytes -= oldest.bytes.length + BLOCK_LINES * LINE_BYTES;
      this.#dropped += BLOCK_LINES;
    }
  }

  /** No two lines have the same time: fractions of a microsecond tell them apart. */
  #stamp(): number {
    const now = this.#now();
    this.#nanos = now === this.#lastMs ? this.#nanos + 1 : 0;
    this.#lastMs = now;
    return now + this.#nanos * LINE_MS;
  }

  #tell(): void {
    for (const tell of [...this.#watchers]) tell();
  }
}

/** What writing a line takes, in milliseconds. */
const LINE_MS = 0.001;

/** A line's time: RFC 3339 with nanoseconds. */
export function timestampOf(ms: number): string {
  const whole = Math.floor(ms);
  const nanos = Math.round((ms - whole) * 1e6);
  const second = new Date(whole).toISOString();
  return `${second.slice(0, 23)}${String(Math.min(nanos, 999_999)).padStart(6, '0')}Z`;
}
