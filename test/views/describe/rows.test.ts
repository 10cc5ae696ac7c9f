import { describe, expect, test } from 'vitest';
import { rowBlocks, rowsWithText } from '../../../src/views/describe/rows.ts';
import { sheetOf } from '../../../src/views/describe/sheet.ts';

const sheet = (width: number | undefined) => sheetOf({ width, colour: false, unicode: true }, undefined);

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
