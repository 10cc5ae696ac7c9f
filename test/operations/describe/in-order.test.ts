import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../../../src/operations/describe/in-order.ts';

describe('inOrder', () => {
  test('gives the results in the order of the items, with no more at work than the limit', async () => {
    const turns = fc.array(fc.nat(4), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 5 }), async (items, limit) => {
        let working = 0;
        let most = 0;
        const work = async (turn: number) => {
          working += 1;
          most = Math.max(most, working);
          for (let i = 0; i < turn; i += 1) await Promise.resolve();
          working -= 1;
          return turn;
        };
        expect(await Array.fromAsync(inOrder(items, limit, work))).toEqual(items);
        expect(most).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 50 },
    );
  });

  test('gives what came before a failure, then throws it', async () => {
    const work = async (item: number) => {
      if (item === 2) throw new Error('no 2');
      return item;
    };
    const seen: number[] = [];
    const all = async () => {
      for await (const result of inOrder([0, 1, 2, 3], 2, work)) seen.push(result);
    };
    await expect(all()).rejects.toThrow('no 2');
    expect(seen).toEqual([0, 1]);
  });
});
