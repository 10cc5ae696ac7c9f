/** The streams of a merge by time: so many are read from the cluster side by side, what more has to be open at once is put aside first. */
import type { LogBlock } from '../../batch/log-lines.ts';
import { Buffered } from './buffered.ts';
import type { TimedStream } from './merge.ts';
import { type Spill, SpilledBlocks } from './spilled.ts';
import { Turnstile } from './turnstile.ts';

/** How many streams may be open at once, and where to put the others. Without `spill` all of them are kept open. */
export interface StreamLimits {
  readonly open: number;
  readonly spill: (() => Promise<Spill>) | undefined;
}

/** Of each stream so many bytes are held. */
const ROOM_BYTES = 32 * 1024;

/** So many streams hold their lines in memory, also once they have ended, until their last line is taken. */
const IN_MEMORY = 25;

/** So many logs are put aside at once. */
const ASIDE_AT_ONCE = 16;

/** Makes the streams of one merge. */
export class TimeStreams {
  readonly #limits: StreamLimits;
  readonly #aside = new Turnstile(ASIDE_AT_ONCE);
  #spill: Promise<Spill> | undefined;
  #open = 0;
  #inMemory = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** A stream of the merge. `open` must give its lines in the order of time. */
  stream<S>(source: S, notBefore: string, open: () => AsyncIterable<LogBlock>): TimedStream<S> {
    let begun: Ahead | undefined;
    const begin = () => {
      begun ??= this.#isFull() ? this.#putAside(open) : this.#inMemoryOf(open);
      return begun;
    };
    return { source, notBefore, start: () => begin().start(), next: () => begin().next() };
  }

  #isFull(): boolean {
    return this.#limits.spill !== undefined && (this.#open >= this.#limits.open || this.#inMemory >= IN_MEMORY);
  }

  #inMemoryOf(open: () => AsyncIterable<LogBlock>): Ahead {
    const buffered = new Buffered(() => this.#counted(open), ROOM);
    this.#inMemory += 1;
    let isDone = false;
    const next = async () => {
      const block = await buffered.next();
      if (!block && !isDone) {
        isDone = true;
        this.#inMemory -= 1;
      }
      return block;
    };
    return { start: () => buffered.start(), next };
  }

  async *#counted(open: () => AsyncIterable<LogBlock>): AsyncGenerator<LogBlock, void, void> {
    this.#open += 1;
    try {
      yield* open();
    } finally {
      this.#open -= 1;
    }
  }

  #putAside(open: () => AsyncIterable<LogBlock>): Ahead {
    let done: Promise<SpilledBlocks> | undefined;
    const begin = () => {
      done ??= this.#spilled(open);
      done.catch(() => {}); // told by `next`
      return done;
    };
    return { start: begin, next: async () => (await begin()).take() };
  }

  async #spilled(open: () => AsyncIterable<LogBlock>): Promise<SpilledBlocks> {
    this.#spill ??= this.#limits.spill?.();
    if (!this.#spill) throw new Error('there is nowhere to put lines aside');
    const aside = new SpilledBlocks(await this.#spill);
    await this.#aside.enter();
    try {
      for await (const block of open()) await aside.put(block);
    } finally {
      this.#aside.leave();
    }
    return aside;
  }
}

/** What runs ahead of the merge. */
interface Ahead {
  start(): unknown;
  next(): Promise<LogBlock | undefined>;
}

const ROOM = { room: ROOM_BYTES, sizeOf: (block: LogBlock) => block.bytes.length };
