/** A stream in pieces: what came while the last piece was dealt with comes as one. */

/**
 * Arrays of what the stream yields, each as large as what has gathered; never empty, except that with `tickMs` an empty one comes
 * when nothing else came for so long. Ends with the stream, and throws what it throws once the rest is delivered.
 */
export async function* coalesce<T>(stream: AsyncIterable<T>, tickMs: number | undefined): AsyncGenerator<readonly T[]> {
  const gathered: T[] = [];
  let open = true;
  let wake = () => {};
  const pump = async () => {
    try {
      for await (const value of stream) {
        gathered.push(value);
        wake();
      }
    } finally {
      open = false;
      wake();
    }
  };
  const pumped = pump();
  pumped.catch(() => {}); // told below, once what came before is delivered
  while (open || gathered.length > 0) {
    if (gathered.length === 0) await new Promise<void>((resolve) => (wake = awakened(resolve, tickMs)));
    if (gathered.length > 0 || (open && tickMs !== undefined)) yield gathered.splice(0);
  }
  await pumped;
}

function awakened(resolve: () => void, tickMs: number | undefined): () => void {
  const timer = tickMs === undefined ? undefined : setTimeout(resolve, tickMs);
  return () => {
    clearTimeout(timer);
    resolve();
  };
}
