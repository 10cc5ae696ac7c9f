import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sheetOf, wrap } from '../../../src/views/describe/sheet.ts';
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
