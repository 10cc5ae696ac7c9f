/** Several streams as one, taken no faster than they are dealt with. */

/** What came, and from which of the streams; a tick when nothing came for as long as asked. */
export type Merged<T> =
  | { readonly kind: 'value'; readonly from: number; readonly value: T }
  | { readonly kind: 'tick' };

/**
 * Yields what the streams yield, as it comes. A stream is asked for its next value only when the one before has been dealt with, so that leaving
 * the loop leaves undone whatever the next value would have cost (a watch that is not needed after its list is never opened).
 * Ends when all streams have; throws what one of them throws.
 */
export async function* merged<T>(
  streams: readonly AsyncIterable<T>[],
  tickMs: number,
): AsyncGenerator<Merged<T>, void, void> {
  const arrived: Arrival<T>[] = [];
  let wake = () => {};
  const pull = (stream: Stream<T>) => {
    const arrive = (arrival: Omit<Arrival<T>, 'stream'>) => {
      arrived.push({ stream, ...arrival });
      wake();
    };
    stream.iterator.next().then(
      (result) => arrive({ result }),
      (error: unknown) => arrive({ failure: { error } }),
    );
  };
  const open = new Set(streams.map((stream, from) => ({ from, iterator: stream[Symbol.asyncIterator]() })));
  for (const stream of open) pull(stream);
  while (open.size > 0) {
    if (arrived.length === 0) await new Promise<void>((resolve) => (wake = awakened(resolve, tickMs)));
    const arrival = arrived.shift();
    if (!arrival) yield { kind: 'tick' };
    else if (arrival.failure) throw arrival.failure.error;
    else if (!arrival.result || arrival.result.done) open.delete(arrival.stream);
    else {
      yield { kind: 'value', from: arrival.stream.from, value: arrival.result.value };
      pull(arrival.stream);
    }
  }
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

function awakened(resolve: () => void, tickMs: number): () => void {
  const timer = setTimeout(resolve, tickMs);
  return () => {
    clearTimeout(timer);
    resolve();
  };
}
