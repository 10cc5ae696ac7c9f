import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BrokenLine, linesOf } from '../../../src/cluster/transport/lines.ts';

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    yield bytes.subarray(from, end);
    from = end;
  }
}

function split(text: string, ...cuts: readonly number[]): Promise<string[]> {
  return Array.fromAsync(linesOf(pieces(Buffer.from(text), cuts)));
}

test('lines come out whole wherever the bytes are cut, in the middle of a character too', async () => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => text !== '' && !/[\r\n]/.test(text));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
      expect(await split(lines.map((text) => `${text}\n`).join(''), ...cuts)).toEqual(lines);
    }),
  );
});

test('empty lines and carriage returns are no part of any line', async () => {
  expect(await split('a\r\n\n\r\nb\n')).toEqual(['a', 'b']);
});

test('a stream that ends in the middle of a line says so, after the lines before it', async () => {
  const found: string[] = [];
  const read = async () => {
    for await (const line of linesOf(pieces(Buffer.from('a\nb\nha'), []))) found.push(line);
  };
  await expect(read()).rejects.toThrow(BrokenLine);
  expect(found).toEqual(['a', 'b']);
});

test('a line without an end is not gathered for ever', async () => {
  const endless = async function* () {
    while (true) yield new Uint8Array(8 * 1024 * 1024).fill(97);
  };
  await expect(Array.fromAsync(linesOf(endless()))).rejects.toThrow(/a line of over/);
});
