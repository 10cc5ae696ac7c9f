/** Bounded parallelism for streams. */

/**
 * Runs `work` on the items, at most `limit` at once, and yields the results in the order of the items, each as soon as it and those before
 * it are there. A failure is thrown where its result would have come; what has begun by then runs out unheard.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined);
    running.push(result);
    const first = running.length >= limit ? running.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}
