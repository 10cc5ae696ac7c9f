/** Several streams as one, taken no faster than they are dealt with. */

/** What came, and from which of the streams; a tick when nothing came for as long as asked. */
export type Merged<T> =
  | { readonly kind: 'value'; readonly from: number; readonly value: T }
  | { readonly kind: 'tick' };

/**
 * Yields what its streams yield, as it comes. A stream is asked for its next value only when the one before has been dealt with, so that leaving
 * the loop leaves undone whatever the next value would have cost (a watch that is not needed after its list is never opened).
 * Ends when all streams have; throws what one of them throws. To be gone through once.
 */
export class MergedStreams<T> {
  readonly #tickMs: number;
  readonly #open = new Set<Stream<T>>();
  readonly #arrived: Arrival<T>[] = [];
  #added = 0;
  #wake = () => {};

  constructor(streams: readonly AsyncIterable<T>[], tickMs: number) {
    this.#tickMs = tickMs;
    for (const stream of streams) this.add(stream);
  }

  /** Adds a stream, also while the others are gone through; its number is the next one. */
  add(stream: AsyncIterable<T>): void {
    const added = { from: this.#added, iterator: stream[Symbol.asyncIterator]() };
    this.#added += 1;
    this.#open.add(added);
    this.#pull(added);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Merged<T>, void, void> {
    while (this.#open.size > 0) {
      if (this.#arrived.length === 0) await this.#something();
      const arrival = this.#arrived.shift();
      if (!arrival) yield { kind: 'tick' };
      else if (arrival.failure) throw arrival.failure.error;
      else if (!arrival.result || arrival.result.done) this.#open.delete(arrival.stream);
      else {
        yield { kind: 'value', from: arrival.stream.from, value: arrival.result.value };
        this.#pull(arrival.stream);
      }
    }
  }

  #pull(stream: Stream<T>): void {
    const arrive = (arrival: Omit<Arrival<T>, 'stream'>) => {
      this.#arrived.push({ stream, ...arrival });
      this.#wake();
    };
    stream.iterator.next().then(
      (result) => arrive({ result }),
      (error: unknown) => arrive({ failure: { error } }),
    );
  }

  /** Resolves when something has arrived, or nothing has for long enough. */
  #something(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#tickMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The same of streams that are all known to begin with. */
export function merged<T>(streams: readonly AsyncIterable<T>[], tickMs: number): AsyncGenerator<Merged<T>, void, void> {
  return new MergedStreams(streams, tickMs)[Symbol.asyncIterator]();
}

interface Stream<T> {
  readonly from: number;
  readonly iterator: AsyncIterator<T>;
}

interface Arrival<T> {
  readonly stream: Stream<T>;
  readonly result?: IteratorResult<T>;
  readonly failure?: { readonly error: unknown };
}
