/** What a container has written: lines with the cluster's time, as the kubelet keeps them. */

/** A line; the last one of a container may have no newline. */
export interface LoggedLine {
  /** RFC 3339 with nanoseconds. */
  readonly timestamp: string;
  readonly timeMs: number;
  /** With its newline. */
  readonly text: Uint8Array;
}

/** What is kept of one run (the kubelet's containerLogMaxSize is 10 MiB). */
const MOST_BYTES = 10 * 1024 * 1024;
/** A line longer than this is several (containerd's max_container_log_line_size). */
const MOST_LINE = 16_384;

/** The log of one run of a container. */
export class ContainerLog {
  readonly #now: () => number;
  readonly #texts: Uint8Array[] = [];
  readonly #stamps: number[] = [];
  readonly #watchers = new Set<() => void>();
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

  /** What it holds, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many lines were written so far. */
  get count(): number {
    return this.#dropped + this.#texts.length;
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
  lines(from = 0): readonly LoggedLine[] {
    const first = Math.max(0, from - this.#dropped);
    return this.#texts.slice(first).map((text, i) => {
      const stamp = this.#stamps[first + i] ?? 0;
      return { text, timeMs: stamp, timestamp: timestampOf(stamp) };
    });
  }

  /** Calls `tell` when there is more, or the end; returns what takes that back. */
  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  /** The end of what it wrote, as a message of its termination: at most so many lines and bytes. */
  tail(lines: number, bytes: number): string {
    const text = Buffer.concat(this.#texts.slice(-lines)).toString();
    return text.slice(-bytes);
  }

  #flush(): void {
    const text = this.#pending.length === 1 ? (this.#pending[0] ?? new Uint8Array()) : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#texts.push(text);
    this.#stamps.push(this.#stamp());
    this.#bytes += text.length;
    while (this.#bytes > MOST_BYTES) {
      this.#bytes -= this.#texts.shift()?.length ?? 0;
      this.#stamps.shift();
      this.#dropped += 1;
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

function timestampOf(ms: number): string {
  const whole = Math.floor(ms);
  const nanos = Math.round((ms - whole) * 1e6);
  const second = new Date(whole).toISOString();
  return `${second.slice(0, 23)}${String(Math.min(nanos, 999_999)).padStart(6, '0')}Z`;
}
