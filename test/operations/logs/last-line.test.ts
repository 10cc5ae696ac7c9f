import { describe, expect, test } from 'vitest';
import { blockOf } from '../../../src/batch/log-lines.ts';
import { askLastLine, isSameLine, linesAfter, sampleOf } from '../../../src/operations/logs/last-line.ts';

function stamp(second: number): string {
  return `2026-11-21T17:00:0${second}.000000000Z`;
}

function block(...lines: readonly (readonly [second: number, text: string])[]) {
  return blockOf(Buffer.from(lines.map(([second, text]) => `${stamp(second)} ${text}`).join('')), '');
}

describe('a line is known again', () => {
  const long = 'x'.repeat(20_000);
  test.each([
    [true, block([1, 'a\n']), block([1, 'a\n'])],
    [false, block([1, 'a\n']), block([1, 'b\n'])],
    [false, block([1, 'a\n']), block([2, 'a\n'])],
    [false, block([1, 'a']), block([1, 'a\n'])],
    [true, block([1, 'a\n'], [2, 'b\n']), block([2, 'b\n'])],
    // Of a long line a kubelet gives the last part alone, with a stamp of its own.
    [true, block([1, `${long}\n`]), block([2, `${long.slice(0, 5000)}\n`])],
    [false, block([1, `${long}y\n`]), block([2, `${long.slice(0, 5000)}\n`])],
    [false, block([1, `${long}\n`]), block([2, 'x\n'])],
    [true, block([1, `${long}\n`]), block([2, `${long.slice(16 * 1024)}\n`])],
    [true, block([1, `${'x'.repeat(2 * 16 * 1024)}y\n`]), block([2, 'y\n'])],
    [false, block([1, `${'x'.repeat(2 * 16 * 1024)}yy\n`]), block([2, 'y\n'])],
  ])('%s', (expected, known, last) => {
    expect(isSameLine(sampleOf(known), sampleOf(last))).toBe(expected);
  });
});

describe('what comes after a known line', () => {
  const known = sampleOf(block([1, 'known\n']));
  test.each([
    ['behind it', block([0, 'a\n'], [1, 'b\n'], [1, 'known\n'], [1, 'c\n'], [2, 'd\n']), [3, 4], true],
    ['nothing yet', block([0, 'a\n'], [1, 'b\n']), [], false],
    ['later lines, where it is not', block([0, 'a\n'], [1, 'b\n'], [2, 'known\n']), [2], false],
    ['nothing behind it', block([1, 'known\n']), [], true],
  ] as const)('%s', (_, some, left, isFound) => {
    const after = linesAfter(known, some);
    expect(after.fresh.starts).toEqual(left.map((line) => some.starts[line]));
    expect(after.isFound).toBe(isFound);
  });
});

describe('the last line there is', () => {
  test.each([
    ['b\n', ['a\n', 'b\n']],
    ['b', ['a\nb']],
    ['a\n', ['a\n']],
    [undefined, []],
    [undefined, ['']],
  ])('%s', async (expected, pieces) => {
    const logs = {
      async *open() {
        for (const piece of pieces) yield Buffer.from(piece);
      },
    };
    const request = { namespace: 'film', pod: 'pod', container: 'main' };
    const last = await askLastLine(logs, request, { signal: new AbortController().signal });
    const { bytes, starts, ends } = last ?? { bytes: Buffer.of(), starts: [], ends: [] };
    expect(last && bytes.toString('utf8', starts.at(-1), ends.at(-1))).toBe(expected);
  });
});
