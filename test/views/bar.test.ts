import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bar } from '../../src/views/bar.ts';

const unicode = { width: 80, colour: false, unicode: true };
const ascii = { ...unicode, unicode: false };

describe('bar', () => {
  const check = (name: string, fraction: number, expected: string) =>
    test(name, () => expect(bar(fraction, 4, unicode)).toBe(expected));

  check('nothing done is empty', 0, '░░░░');
  check('half is half', 0.5, '██░░');
  check('a little done shows', 0.001, '█░░░');
  check('almost done is not full', 0.999, '███░');
  check('done is full', 1, '████');
  check('more than done is full', 1.5, '████');
  check('junk is empty', Number.NaN, '░░░░');
  check('less than nothing is empty', -1, '░░░░');
});

test('in ASCII', () => expect(bar(0.5, 4, ascii)).toBe('##..'));

test('it is always as wide as asked', () => {
  fc.assert(
    fc.property(fc.double(), fc.nat(50), (fraction, cells) => {
      expect(bar(fraction, cells, unicode)).toHaveLength(cells);
    }),
  );
});
