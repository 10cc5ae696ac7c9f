/** The newest lines of many logs. */
import { blockOf, type LogBlock, stampOf } from '../../batch/log-lines.ts';
import { Heap } from './heap.ts';

/** A line that was kept, by itself. */
export interface KeptLine<S> {
  readonly source: S;
  readonly block: LogBlock;
  readonly stamp: string;
  /** The how manieth line it was to be offered. */
  readonly offered: number;
}

/** What kept lines may take. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Keeps the newest so many of the lines that it is offered. */
export class NewestLines<S> {
  readonly #most: number;
  readonly #heap = new Heap<KeptLine<S>>((a, b) => (a.stamp === b.stamp ? a.offered < b.offered : a.stamp < b.stamp));
  #offered = 0;
  #bytes = 0;
  /** Lines had to go for want of memory. */
  isCut = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many are kept. */
  get count(): number {
    return this.#heap.size;
  }

  offer(source: S, block: LogBlock): void {
    let before = block.before;
    for (const [line, start] of block.starts.entries()) {
      const one = { ...block, before, starts: [start], ends: [block.ends[line] ?? 0] };
      before = stampOf(one, 0);
      this.#offerLine(source, one, before);
    }
  }

  /** What was kept, oldest first. */
  *take(): Generator<KeptLine<S>, void, void> {
    for (let line = this.#heap.pop(); line; line = this.#heap.pop()) yield line;
  }

  #offerLine(source: S, line: LogBlock, stamp: string): void {
    this.#offered += 1;
    const oldest = this.#heap.peek();
    if (this.count >= this.#most && (!oldest || stamp < oldest.stamp)) return;
    // A copy of its own: the block as a whole shall not stay in memory.
    const bytes = Buffer.alloc((line.ends[0] ?? 0) - (line.starts[0] ?? 0));
    line.bytes.copy(bytes, 0, line.starts[0], line.ends[0]);
    this.#bytes += bytes.length;
    this.#heap.push({ source, block: blockOf(bytes, line.before), stamp, offered: this.#offered });
    while (this.count > this.#most) this.#drop();
    while (this.#bytes > MOST_BYTES && this.count > 1) {
      this.#drop();
      this.isCut = true;
    }
  }

  #drop(): void {
    this.#bytes -= this.#heap.pop()?.block.bytes.length ?? 0;
  }
}
