import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIndexSelection } from '../../src/batch/index-selection.ts';
import { indexesOf, printIndexes } from '../../src/batch/indexes.ts';

describe('what a user may type for --indexes', () => {
  const check = (name: string, text: string, expected: string) =>
    test(name, () => {
      const selection = parseIndexSelection(text);
      expect(selection.ok ? printIndexes(selection.intervals) : selection.why).toBe(expected);
    });

  check('one index', '7', '7');
  check('a range', '0-9', '0-9');
  check('several, in any order, with spaces', '20, 3-5,4', '3-5,20');
  check('every fourth, as Slurm writes it', '0-15:4,20', '0,4,8,12,20');
  check('a step that hits the end', '1-7:3', '1,4,7');
  check('a step beyond the end takes the first', '2-5:9', '2');
});

describe('what is wrong is said, with the part that is', () => {
  const check = (name: string, text: string, why: RegExp) =>
    test(name, () => expect(parseIndexSelection(text)).toEqual({ ok: false, why: expect.stringMatching(why) }));

  check('nothing', '', /^an index is missing: write indexes like 3/);
  check('a comma too many', '1,,2', /^an index is missing/);
  check('a word', '1,two', /^"two" is not an index/);
  check('a negative index', '-1', /^"-1" is not an index/);
  check('a step without a range', '4:2', /^"4:2" is not an index/);
  check('an open range', '3-', /^"3-" is not an index/);
  check('a range that runs backwards', '9-7', /^"9-7" ends before it begins: write 7-9$/);
  check('a step of nothing', '0-9:0', /step must be 1 or more$/);
  check('an index that no Job can have', '2147483647', /beyond the greatest index there can be, 2147483646$/);
  check('a step over so much that the answer would be endless', '0-2147483646:2', /more than 1000000 single indexes$/);
});

test('a step chooses what counting by it would', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 9 }), (first, length, step) => {
      const counted = Array.from({ length: length + 1 }, (_, at) => first + at).filter(
        (at) => (at - first) % step === 0,
      );
      const selection = parseIndexSelection(`${first}-${first + length}:${step}`);
      expect(selection).toEqual({ ok: true, intervals: indexesOf(counted) });
    }),
  );
});
