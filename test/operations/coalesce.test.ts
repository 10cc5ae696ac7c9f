import { describe, expect, test } from 'vitest';
import { coalesce } from '../../src/operations/coalesce.ts';

async function* numbers(count: number, failure?: Error) {
  for (let i = 0; i < count; i += 1) yield i;
  if (failure) throw failure;
}

async function gathered(pieces: AsyncIterable<readonly number[]>): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const piece of pieces) all.push(...piece);
  return all;
}

describe('coalesce', () => {
  test('delivers everything, in order', async () =>
    expect(await gathered(coalesce(numbers(5), undefined))).toEqual([0, 1, 2, 3, 4]));

  test('what came while the last piece was dealt with comes as one', async () => {
    const pieces: (readonly number[])[] = [];
    for await (const piece of coalesce(numbers(5), undefined)) {
      pieces.push(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(pieces.flat()).toEqual([0, 1, 2, 3, 4]);
    expect(pieces.length).toBeLessThan(5);
  });

  test('throws what the stream throws, after what came before', async () => {
    const seen: number[] = [];
    const read = async () => {
      for await (const piece of coalesce(numbers(2, new Error('broken')), undefined)) seen.push(...piece);
    };
    await expect(read()).rejects.toThrow('broken');
    expect(seen).toEqual([0, 1]);
  });

  test('an empty piece comes when nothing else does, if that is asked for', async () => {
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    for await (const piece of coalesce(never, 5)) {
      expect(piece).toEqual([]);
      break;
    }
    expect.assertions(1);
  });
});
