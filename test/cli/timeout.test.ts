import { describe, expect, test } from 'vitest';
import { parseTimeout } from '../../src/cli/timeout.ts';

describe('parseTimeout', () => {
  const check = (text: string, ms: number) =>
    test(`${text} is ${ms} ms`, () => expect(parseTimeout(text, '--timeout')).toBe(ms));

  check('0', 0);
  check('5', 5000);
  check('500ms', 500);
  check('1.5s', 1500);
  check('2m', 120_000);
  check('1h30m', 5_400_000);
});

describe('what is no length of time', () => {
  const check = (text: string) =>
    test(JSON.stringify(text), () => expect(() => parseTimeout(text, '--timeout')).toThrow('for "--timeout" flag'));

  check('');
  check('soon');
  check('5 s');
  check('-1s');
  check('1d');
});
