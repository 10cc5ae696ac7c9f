import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fields, table } from '../../src/views/table.ts';
import { displayWidth } from '../../src/views/text.ts';

const pipe = { width: undefined, colour: false, unicode: true };
const rows = [
  ['a', 'Running', 'x'],
  ['longer', 'Complete', ''],
];
const headers = ['NAME', 'STATUS', 'REASON'];

describe('table', () => {
  test("has kubectl's look: three blanks between columns, none at the end of a line", () => {
    expect(table(rows, pipe, { headers })).toBe(
      'NAME     STATUS     REASON\na        Running    x\nlonger   Complete\n',
    );
  });

  test('without headers it is only the rows', () =>
    expect(table(rows, pipe)).toBe('a        Running    x\nlonger   Complete\n'));

  test('no rows and no headers are nothing', () => expect(table([], pipe)).toBe(''));

  test('headers are bold where there is colour, and widths do not count the codes', () => {
    expect(table([['abcdef', 'x']], { ...pipe, colour: true }, { headers: ['N', 'M'] })).toBe(
      '\x1b[1mN\x1b[22m        \x1b[1mM\x1b[22m\nabcdef   x\n',
    );
  });

  test('lines may be indented', () => expect(table([['a', 'b']], pipe, { indent: 2 })).toBe('  a     b\n'));

  test('the least important column goes first when the page is narrow', () => {
    const narrow = { ...pipe, width: 18 };
    expect(table(rows, narrow, { headers, droppable: [2, 1] })).toBe(
      'NAME     STATUS\na        Running\nlonger   Complete\n',
    );
  });

  test('an elastic last column is cut before any other goes', () => {
    const wordy = [['a', 'b', 'a long sentence about it']];
    const options = { droppable: [1, 2], elastic: 10 };
    expect(table(wordy, { ...pipe, width: 26 }, options)).toBe('a     b     a long senten…\n');
    expect(table(wordy, { ...pipe, width: 20 }, options)).toBe('a     a long senten…\n');
    expect(table(wordy, { ...pipe, width: 12 }, options)).toBe('a\n');
  });

  test('a cell is cut at its column, in ASCII with three dots, and its colour ends with it', () => {
    const painted = [['\x1b[31mabcdefghijklmnopqrst\x1b[39m', 'x']];
    const coloured = { ...pipe, colour: true, width: 16 };
    expect(table(painted, coloured)).toBe('\x1b[31mabcdefghi…\x1b[39m   x\n');
    expect(table(painted, { ...coloured, unicode: false })).toBe('\x1b[31mabcdefg...\x1b[39m   x\n');
  });

  test('nothing is cut in half', () => {
    expect(table([['👍👍👍👍👍👍', 'x']], { ...pipe, width: 14 })).toBe('👍👍👍…    x\n');
  });

  test('columns keep the least widths they are given', () => {
    expect(table([['a', 'b']], pipe, { least: [6] })).toBe('a        b\n');
  });

  test('thousands of rows come out in order', () => {
    const many = Array.from({ length: 2000 }, (_, i) => [`job-${i}`]);
    expect(table(many, pipe).trimEnd().split('\n')).toEqual(many.map(([name]) => name));
  });
});

test('no line is wider than the page, as long as there is room for eight characters a column', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '日', '👍'), maxLength: 30 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }),
      fc.integer({ min: 30, max: 90 }),
      (cells, width) => {
        for (const line of table(cells, { ...pipe, width }).split('\n'))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
    { numRuns: 50 },
  );
});

describe('fields', () => {
  test('values stand under each other, further lines too', () => {
    const shown = fields([
      ['Name', 'x'],
      ['Labels', ['a=1', 'b=2']],
    ]);
    expect(shown).toBe('Name:    x\nLabels:  a=1\n         b=2\n');
  });

  test('an empty value leaves no blanks behind', () => expect(fields([['Name', '']])).toBe('Name:\n'));

  test('a width and an indent may be asked for', () =>
    expect(fields([['A', 'x']], { width: 6, indent: 1 })).toBe(' A:    x\n'));
});
