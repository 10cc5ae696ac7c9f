/** The streams of a merge by time: so many are read from the cluster side by side, what more has to be open at once is put aside first. */
import type { LogBlock } from '../../batch/log-lines.ts';
import { Buffered } from './buffered.ts';
import type { TimedStream } from './merge.ts';
import { type Spill, SpilledBlocks } from './spilled.ts';
import { Turnstile } from './turnstile.ts';

/** How many logs may be read at once, and where to put the others. Without `spill` all of them are kept open. */
export interface StreamLimits {
  readonly open: number;
  readonly spill: (() => Promise<Spill>) | undefined;
}

/** Of each stream so many bytes are held. */
const ROOM_BYTES = 32 * 1024;

/** So many streams hold their lines in memory, also once they have ended, until their last line is taken. */
const IN_MEMORY = 25;

/** At most so many logs are put aside at once. */
const ASIDE_AT_ONCE = 16;

/** Makes the streams of one merge. */
export class TimeStreams {
  readonly #spillTo: StreamLimits['spill'];
  /** Of those that may be read at once, so many are kept open and held in memory; the others are for what is put aside. */
  readonly #mostOpen: number;
  readonly #aside: Turnstile;
  #spill: Promise<Spill> | undefined;
  #open = 0;
  #inMemory = 0;

  constructor({ open, spill }: StreamLimits) {
    const aside = Math.max(1, Math.min(ASIDE_AT_ONCE, Math.ceil(open / 2)));
    this.#spillTo = spill;
    this.#mostOpen = open - aside;
    this.#aside = new Turnstile(aside);
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

  /** Frees what was put aside. Nothing can be taken any more. */
  async close(): Promise<void> {
    await this.#spill?.then(
      (spill) => spill.close(),
      () => {}, // told by `next`
    );
  }

  #isFull(): boolean {
    return this.#spillTo !== undefined && (this.#open >= this.#mostOpen || this.#inMemory >= IN_MEMORY);
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
    this.#spill ??= this.#spillTo?.();
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
