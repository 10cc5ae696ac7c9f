import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/cli/nearest.ts';

describe('nearest', () => {
  const check = (typed: string, expected: string | undefined) =>
    test(`${typed}: ${expected}`, () => expect(nearest(typed, ['namespace', 'selector', 'watch'])).toBe(expected));

  check('namespac', 'namespace');
  check('selektor', 'selector');
  check('wtach', undefined);
  check('wach', 'watch');
  check('output', undefined);
});
