import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowBlocks, rowsWithText, sheetOf, wrap } from '../../../src/views/describe/sheet.ts';
import { displayWidth } from '../../../src/views/text.ts';

const sheet = (width: number | undefined) => sheetOf({ width, colour: false, unicode: true }, undefined);

describe('wrapped text', () => {
  const check = (name: string, text: string, width: number | undefined, lines: readonly string[]) =>
    test(name, () => expect(wrap(text, 0, sheet(width))).toEqual(lines));

  check('a page without a width has one line', 'a b '.repeat(50).trim(), undefined, ['a b '.repeat(50).trim()]);
  check('between phrases, where that is enough', 'one two · three four · five', 22, ['one two · three four ·', 'five']);
  check('else at blanks', 'the quick brown fox jumps over', 20, ['the quick brown fox', 'jumps over']);
  check('after commas', '1000-1999,3000-3999,5000-5999', 20, ['1000-1999,3000-3999,', '5000-5999']);
  check('anywhere, where there is nothing else', `x ${'y'.repeat(30)}`, 20, ['x', 'y'.repeat(20), 'y'.repeat(10)]);
  check('wide characters take two cells', '長'.repeat(15), 20, ['長'.repeat(10), '長'.repeat(5)]);
  check('what belongs together stays so', `${'a'.repeat(19)}e\u0301e\u0301`, 20, [
    `${'a'.repeat(19)}e\u0301`,
    'e\u0301',
  ]);

  test('says all there was, on lines no wider than the page', () => {
    const text = fc.array(fc.string({ unit: 'grapheme' })).map((words) => words.join(' ').replace(/\s+/g, ' ').trim());
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 60 }), (said, width) => {
        const lines = wrap(said, 0, sheet(width));
        expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
        expect(lines.join('').replaceAll(' ', '')).toBe(said.replaceAll(' ', ''));
      }),
    );
  });
});

describe('rows whose last column is long', () => {
  const rows = [
    ['Normal', '', 'short'],
    ['Warning', '', 'word '.repeat(20).trim()],
  ];
  const headers = ['TYPE', 'NONE', 'TEXT'];

  test('stand in columns, those without anything left out', () => {
    expect(rowsWithText(rows, sheet(undefined), { headers })).toBe(
      `  TYPE      TEXT\n  Normal    short\n  Warning   ${'word '.repeat(20).trim()}\n`,
    );
  });

  test('are wrapped in their column where there is room', () => {
    expect(rowsWithText(rows, sheet(80), { headers }).split('\n')[3]).toMatch(/^ {12}word/);
  });

  test('stand below the others where there is none', () => {
    expect(rowsWithText(rows, sheet(30), { headers }).split('\n').slice(0, 4)).toEqual([
      '  Normal',
      '      short',
      '  Warning',
      '      word word word word word',
    ]);
  });

  test.each([undefined, 80, 30])('are given one by one, the headers with the first: width %s', (width) => {
    const blocks = rowBlocks(rows, sheet(width), { headers });
    expect(blocks).toHaveLength(2);
    expect(blocks.join('')).toBe(rowsWithText(rows, sheet(width), { headers }));
    expect(blocks.map((block) => [block.includes('Normal'), block.includes('Warning')])).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});
