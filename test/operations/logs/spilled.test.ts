import { expect, test } from 'vitest';
import { blockOf, stampOf, textBounds } from '../../../src/batch/log-lines.ts';
import { SpilledBlocks } from '../../../src/operations/logs/spilled.ts';

test('lines that are put aside come back in order, a few at a time, each with its stamp', async () => {
  const memory: Buffer[] = [];
  const reads: number[] = [];
  const spilled = new SpilledBlocks({
    close: async () => {},
    write: async (bytes) => {
      const offset = Buffer.concat(memory).length;
      memory.push(Buffer.from(bytes));
      return offset;
    },
    read: async (offset, length) => {
      reads.push(length);
      return Buffer.concat(memory).subarray(offset, offset + length);
    },
  });
  const stamp = (line: number) => `2026-11-21T17:00:00.${String(line).padStart(9, '0')}Z`;
  // Every third line goes on with the one before: it has no stamp of its own.
  const lines = Array.from(
    { length: 300 },
    (_, i) => `${i % 3 === 2 ? '' : `${stamp(i)} `}line ${i} ${'x'.repeat(200)}`,
  );
  const long = `${stamp(999)} ${'y'.repeat(20_000)}`;
  await spilled.put(blockOf(Buffer.from(`${lines.slice(0, 200).join('\n')}\n`), ''));
  await spilled.put(blockOf(Buffer.from(''), ''));
  await spilled.put(blockOf(Buffer.from(`${lines.slice(200).join('\n')}\n${long}`), stamp(199)));
  const found: string[] = [];
  for (let block = await spilled.take(); block; block = await spilled.take()) {
    for (const line of block.starts.keys()) {
      const { from, to } = textBounds(block, line);
      found.push(`${stampOf(block, line)} ${block.bytes.toString('utf8', from, to)}`);
    }
  }
  const expected = lines.map((line, i) => (i % 3 === 2 ? `${stamp(i - 1)} ${line}` : line));
  expect(found).toEqual([...expected, long]);
  expect(reads.filter((length) => length > 8 * 1024)).toEqual([Buffer.byteLength(long)]);
});
