import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOf, textBounds } from '../../../src/batch/log-lines.ts';
import { Heap } from '../../../src/operations/logs/heap.ts';
import { NewestLines } from '../../../src/operations/logs/newest-lines.ts';

function stamp(ms: number): string {
  return new Date(Date.parse('2026-11-21T17:00:00Z') + ms).toISOString().replace('Z', '000000Z');
}

const logs = fc.array(fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 20 }), { maxLength: 6 });

test('of many logs the newest lines are kept: those that a sort would put last', () => {
  fc.assert(
    fc.property(logs, fc.nat({ max: 30 }), (made, most) => {
      const newest = new NewestLines<number>(most);
      const all = made.flatMap((times, source) => {
        const lines = times.toSorted((a, b) => a - b).map((ms, i) => ({ ms, text: `${source}/${i}` }));
        newest.offer(source, blockOf(Buffer.from(lines.map(({ ms, text }) => `${stamp(ms)} ${text}\n`).join('')), ''));
        return lines;
      });
      const expected = all.toSorted((a, b) => a.ms - b.ms).slice(all.length - Math.min(most, all.length));
      const found = [...newest.take()].map(({ block }) => {
        const { from, to } = textBounds(block, 0);
        return block.bytes.toString('utf8', from, to);
      });
      expect(found).toEqual(expected.map(({ text }) => text));
      expect(newest.isCut).toBe(false);
    }),
  );
});

test('what does not fit into memory goes, the oldest first, and it shows', () => {
  const newest = new NewestLines<number>(100);
  const long = 'x'.repeat(1.5 * 1024 * 1024);
  for (let i = 0; i < 45; i += 1) newest.offer(i, blockOf(Buffer.from(`${stamp(i)} ${long}\n`), ''));
  expect([newest.isCut, newest.count]).toEqual([true, 42]);
  expect([...newest.take()].map(({ source }) => source)).toEqual(Array.from({ length: 42 }, (_, i) => i + 3));
});

test('a heap gives its values in order, whatever the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      const heap = new Heap<number>((a, b) => a < b);
      for (const value of values) heap.push(value);
      expect([heap.size, heap.peek()]).toEqual([values.length, values.toSorted((a, b) => a - b)[0]]);
      expect(values.map(() => heap.pop())).toEqual(values.toSorted((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
