import { describe, expect, test } from 'vitest';
import { looksLikeIndexes, rowSelection } from '../../../src/operations/describe/row-selection.ts';

const NOTHING = { indexes: undefined, failed: false, running: false };

describe('rows of indexes', () => {
  const cases = {
    'are not shown unless asked for': [NOTHING, undefined],
    'are all shown by --indexes alone': [{ ...NOTHING, indexes: 'all' }, NOTHING],
    'are chosen by a SPEC': [
      { ...NOTHING, indexes: '1-2,5' },
      {
        ...NOTHING,
        indexes: [
          { first: 1, last: 2 },
          { first: 5, last: 5 },
        ],
      },
    ],
    'are shown by --failed without --indexes': [
      { ...NOTHING, failed: true },
      { ...NOTHING, failed: true },
    ],
    'are shown by --running without --indexes': [
      { ...NOTHING, running: true },
      { ...NOTHING, running: true },
    ],
  } as const;
  test.each(Object.entries(cases))('%s', (_, [asked, rows]) => {
    expect(rowSelection(asked)).toEqual({ ok: true, rows });
  });

  test('of a SPEC that cannot be read are a finding that says why', () => {
    expect(rowSelection({ ...NOTHING, indexes: '5-x' })).toMatchObject({
      ok: false,
      why: expect.stringContaining('5-x'),
    });
  });

  const words = {
    '0-4': true,
    '7': true,
    '0-15:4,20': true,
    all: true,
    'job/3': false,
    sweep: false,
    '-n': false,
    '3d-render': false,
  } as const;
  test.each(Object.entries(words))('the word %s is a SPEC: %s', (word, is) => {
    expect(looksLikeIndexes(word)).toBe(is);
  });
});
