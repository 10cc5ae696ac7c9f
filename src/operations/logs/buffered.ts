/** A stream that runs ahead of its reader, but not by more than it has room for. */

/** How far ahead. */
export interface Room<T> {
  /** In the measure of `sizeOf`; one value more may be held. */
  readonly room: number;
  readonly sizeOf: (value: T) => number;
}

/** Begins to read when it is told to, or when it is first asked. What the stream throws is thrown once all before it has been taken. */
export class Buffered<T> {
  readonly #open: () => AsyncIterable<T>;
  readonly #room: Room<T>;
  readonly #held: T[] = [];
  #size = 0;
  #state: 'waiting' | 'running' | 'ended' = 'waiting';
  #failure: { readonly error: unknown } | undefined;
  #wakeReader = () => {};
  #wakeWriter = () => {};

  constructor(open: () => AsyncIterable<T>, room: Room<T>) {
    this.#open = open;
    this.#room = room;
  }

  /** Begins to read, if it has not. */
  start(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'running';
    void this.#run();
  }

  /** The next value; undefined at the end. */
  async next(): Promise<T | undefined> {
    this.start();
    while (this.#held.length === 0 && this.#state !== 'ended')
      await new Promise<void>((wake) => (this.#wakeReader = wake));
    const value = this.#held.shift();
    if (value === undefined && this.#failure) throw this.#failure.error;
    if (value !== undefined) this.#size -= this.#room.sizeOf(value);
    this.#wakeWriter();
    return value;
  }

  async #run(): Promise<void> {
    try {
      for await (const value of this.#open()) {
        this.#held.push(value);
        this.#size += this.#room.sizeOf(value);
        this.#wakeReader();
        while (this.#size > this.#room.room) await new Promise<void>((wake) => (this.#wakeWriter = wake));
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#state = 'ended';
      this.#wakeReader();
    }
  }
}

/**
 * All values of the streams, stream after stream. So many of the following ones are begun ahead. Whoever stops early has to abort what the streams
 * stand on.
 */
export async function* inTurn<T>(
  streams: Iterable<() => AsyncIterable<T>>,
  options: Room<T> & { readonly ahead: number },
): AsyncGenerator<T> {
  const coming: Buffered<T>[] = [];
  const more = streams[Symbol.iterator]();
  for (;;) {
    while (coming.length <= options.ahead) {
      const next = more.next();
      if (next.done) break;
      const stream = new Buffered(next.value, options);
      stream.start();
      coming.push(stream);
    }
    const first = coming.shift();
    if (!first) return;
    for (let value = await first.next(); value !== undefined; value = await first.next()) yield value;
  }
}
