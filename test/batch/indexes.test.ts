import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abbreviateIndexes,
  complementIndexes,
  containsIndex,
  countIndexes,
  type Intervals,
  indexesOf,
  intersectIndexes,
  parseIndexes,
  printIndexes,
  subtractIndexes,
  unionIndexes,
} from '../../src/batch/indexes.ts';

describe('parseIndexes reads what the controller reads', () => {
  const check = (name: string, text: string, expected: { printed: string; junk?: string[]; completions?: number }) =>
    test(name, () => {
      const { intervals, junk } = parseIndexes(text, expected.completions);
      expect({ printed: printIndexes(intervals), junk }).toEqual({
        printed: expected.printed,
        junk: expected.junk ?? [],
      });
    });

  check('nothing is no index', '', { printed: '' });
  check('one index', '3', { printed: '3' });
  check('the form the controller writes', '0-2,5,7-9', { printed: '0-2,5,7-9' });
  check('adjacent parts become one run', '0,1,2-4', { printed: '0-4' });
  check('parts out of order', '7-9,0-2', { printed: '0-2,7-9' });
  check('parts that overlap', '0-5,3-8,4', { printed: '0-8' });
  check('a range of one', '4-4', { printed: '4' });
  check('leading zeros and a plus, as Go reads them', '007,+9', { printed: '7,9' });
  check('words are skipped', '0,x,2', { printed: '0,2', junk: ['x'] });
  check('an empty part is skipped', '0,,2', { printed: '0,2', junk: [''] });
  check('spaces make a part junk', '0, 2', { printed: '0', junk: [' 2'] });
  check('a negative index is junk', '-1,2', { printed: '2', junk: ['-1'] });
  check('a fraction is junk', '1.5', { printed: '', junk: ['1.5'] });
  check('a range with one end is junk', '3-', { printed: '', junk: ['3-'] });
  check('a range that runs backwards is junk', '9-7', { printed: '', junk: ['9-7'] });
  check('a second dash and what follows is not looked at', '1-3-x', { printed: '1-3' });
  check('a number beyond 64 bits is junk', '1-99999999999999999999', { printed: '', junk: ['1-99999999999999999999'] });
  check('a range is cut at completions', '3-9', { completions: 5, printed: '3,4' });
  check('what lies beyond completions is left out', '0,5,7-9', { completions: 5, printed: '0' });
  check('no completions, no indexes', '0-9', { completions: 0, printed: '' });
  check('one million indexes are one interval', '0-999999', { completions: 1_000_000, printed: '0-999999' });
});

describe('printIndexes writes what the controller writes', () => {
  const check = (name: string, indexes: readonly number[], expected: string) =>
    test(name, () => expect(printIndexes(indexesOf(indexes))).toBe(expected));

  check('nothing', [], '');
  check('a run of one', [4], '4');
  check('a run of two has a comma', [8, 9], '8,9');
  check('a run of three has a dash', [7, 8, 9], '7-9');
  check('runs with gaps', [9, 0, 1, 2, 5, 8, 7, 5], '0-2,5,7-9');
  check('what is no index is left out', [-1, 2.5, Number.NaN, 3], '3');
});

describe('abbreviateIndexes fits a width and says how many are left out', () => {
  const check = (name: string, text: string, { width, expected }: { width: number; expected: string }) =>
    test(name, () => expect(abbreviateIndexes(parseIndexes(text).intervals, width)).toBe(expected));

  const set = '0-2,5,7-9,11-15,20-30';
  check('all of it, if it fits exactly', set, { width: 21, expected: set });
  check('one character less cuts it', set, { width: 20, expected: '0-2,5,… (+19 more)' });
  check('the less fits, the more is left out', set, { width: 17, expected: '0-2,… (+20 more)' });
  check('where no interval fits, the count alone', '100000-200000,300000', { width: 16, expected: '100002 indexes' });
  check('where even that does not fit, a mark', '100000-200000,300000', { width: 3, expected: '…' });
  check('no width, no text', '1,2', { width: 0, expected: '' });
  check('nothing stays nothing', '', { width: 5, expected: '' });

  test('never wider than asked, and the counts add up', () => {
    fc.assert(
      fc.property(someIndexes, fc.nat(60), (indexes, width) => {
        const intervals = indexesOf(indexes);
        const text = abbreviateIndexes(intervals, width);
        expect(text.length).toBeLessThanOrEqual(width);
        const cut = /^(.*),… \(\+(\d+) more\)$/.exec(text);
        if (!cut) return;
        const shown = parseIndexes(cut[1] ?? '').intervals;
        expect(countIndexes(shown) + Number(cut[2])).toBe(countIndexes(intervals));
      }),
    );
  });
});

describe('the algebra agrees with sets of numbers', () => {
  test('in normal form: sorted, disjoint, never adjacent', () => {
    fc.assert(fc.property(someIndexes, someIndexes, (a, b) => isNormal(unionIndexes(indexesOf(a), indexesOf(b)))));
    fc.assert(fc.property(someIndexes, someIndexes, (a, b) => isNormal(intersectIndexes(indexesOf(a), indexesOf(b)))));
    fc.assert(fc.property(someIndexes, someIndexes, (a, b) => isNormal(subtractIndexes(indexesOf(a), indexesOf(b)))));
    fc.assert(
      fc.property(someIndexes, fc.nat(70), (a, completions) => isNormal(complementIndexes(indexesOf(a), completions))),
    );
  });

  test('union, intersection, difference', () => {
    fc.assert(
      fc.property(someIndexes, someIndexes, (a, b) => {
        const right = new Set(b);
        expect(members(unionIndexes(indexesOf(a), indexesOf(b)))).toEqual(sorted([...a, ...b]));
        expect(members(intersectIndexes(indexesOf(a), indexesOf(b)))).toEqual(
          sorted(a.filter((index) => right.has(index))),
        );
        expect(members(subtractIndexes(indexesOf(a), indexesOf(b)))).toEqual(
          sorted(a.filter((index) => !right.has(index))),
        );
      }),
    );
  });

  test('union of any number of sets', () => {
    fc.assert(
      fc.property(fc.array(someIndexes, { maxLength: 5 }), (sets) => {
        expect(members(unionIndexes(...sets.map(indexesOf)))).toEqual(sorted(sets.flat()));
      }),
    );
  });

  test('complement, count, contains', () => {
    fc.assert(
      fc.property(someIndexes, fc.nat(70), (a, completions) => {
        const set = new Set(a);
        const all = Array.from({ length: completions }, (_, index) => index);
        expect(members(complementIndexes(indexesOf(a), completions))).toEqual(all.filter((index) => !set.has(index)));
        expect(countIndexes(indexesOf(a))).toBe(set.size);
        expect(all.filter((index) => containsIndex(indexesOf(a), index))).toEqual(
          all.filter((index) => set.has(index)),
        );
      }),
    );
  });

  test('parsing what was printed gives the same set', () => {
    fc.assert(
      fc.property(someIndexes, (a) => {
        const intervals = indexesOf(a);
        expect(parseIndexes(printIndexes(intervals))).toEqual({ intervals, junk: [] });
      }),
    );
  });

  test('any text is read, and what is read is in normal form and below completions', () => {
    const soup = fc.stringMatching(/^[0-9,\-+ x]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(soup, fc.string()), fc.integer({ min: -5, max: 100 }), (text, completions) => {
        const { intervals } = parseIndexes(text, completions);
        return isNormal(intervals) && (intervals.at(-1)?.last ?? -1) < Math.max(0, completions);
      }),
    );
  });
});

test('the greatest Job there can be costs no more than a small one', () => {
  const all = parseIndexes('0-2147483646').intervals;
  const some = parseIndexes('5,1000000-1999999').intervals;
  expect(countIndexes(subtractIndexes(all, some))).toBe(2_147_483_647 - 1_000_001);
  expect(printIndexes(complementIndexes(some, 2_147_483_647))).toBe('0-4,6-999999,2000000-2147483646');
});

const someIndexes = fc.array(fc.nat(60), { maxLength: 40 });

function isNormal(intervals: Intervals): boolean {
  return intervals.every(({ first, last }, at) => {
    const before = intervals[at - 1];
    return first <= last && first >= 0 && (before === undefined || before.last + 1 < first);
  });
}

function members(intervals: Intervals): number[] {
  return intervals.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, step) => first + step));
}

function sorted(indexes: readonly number[]): number[] {
  return [...new Set(indexes)].sort((a, b) => a - b);
}
