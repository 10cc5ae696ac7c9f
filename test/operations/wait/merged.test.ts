import { describe, expect, test } from 'vitest';
import { type Merged, MergedStreams, merged } from '../../../src/operations/wait/merged.ts';

/** A stream of which a test can see how far it was asked, and which waits to be fed where it has nothing. */
function aStream<T>(...values: readonly T[]) {
  const asked: number[] = [];
  let feed: (value: T | undefined) => void = () => {};
  async function* stream(): AsyncGenerator<T, void, void> {
    for (const [number, value] of values.entries()) {
      asked.push(number);
      yield value;
    }
    for (;;) {
      asked.push(values.length);
      const fed = await new Promise<T | undefined>((resolve) => (feed = resolve));
      if (fed === undefined) return;
      yield fed;
    }
  }
  return { stream: stream(), asked, feed: (value: T | undefined) => feed(value) };
}

async function failing(): Promise<never> {
  throw new Error('broken');
}

const FOREVER = 60_000;

describe('merged streams', () => {
  test('yield what each yields, in its order, with where it came from', async () => {
    const [a, b] = [aStream('a1', 'a2'), aStream('b1')];
    const seen: Merged<string>[] = [];
    for await (const news of merged([a.stream, b.stream], FOREVER)) {
      seen.push(news);
      if (seen.length === 3) setImmediate(() => [a, b].map(({ feed }) => feed(undefined)));
    }
    const from = (stream: number) =>
      seen.flatMap((news) => (news.kind === 'value' && news.from === stream ? news.value : []));
    expect([from(0), from(1)]).toEqual([['a1', 'a2'], ['b1']]);
  });

  test('are asked for nothing more when the loop is left', async () => {
    const { stream, asked } = aStream('listed', 'watched');
    for await (const news of merged([stream], FOREVER)) {
      expect(news).toEqual({ kind: 'value', from: 0, value: 'listed' });
      break;
    }
    expect(asked).toEqual([0]);
  });

  test('tick while nothing comes', async () => {
    const { stream, feed } = aStream<string>();
    let ticks = 0;
    for await (const news of merged([stream], 5)) {
      expect(news.kind).toBe('tick');
      ticks += 1;
      if (ticks === 3) feed(undefined);
    }
    expect(ticks).toBe(3);
  });

  test('throw what one of them throws', async () => {
    const broken: AsyncIterable<string> = { [Symbol.asyncIterator]: () => ({ next: failing }) };
    await expect(Array.fromAsync(merged([aStream('a').stream, broken], FOREVER))).rejects.toThrow('broken');
  });

  test('may get another one on their way', async () => {
    const streams = new MergedStreams([aStream('a1').stream], FOREVER);
    const seen: unknown[] = [];
    for await (const news of streams) {
      seen.push(news);
      if (seen.length === 1) streams.add(aStream('b1').stream);
      else break;
    }
    expect(seen).toEqual([
      { kind: 'value', from: 0, value: 'a1' },
      { kind: 'value', from: 1, value: 'b1' },
    ]);
  });

  test('of none end at once', async () => {
    expect(await Array.fromAsync(merged([], FOREVER))).toEqual([]);
  });
});
