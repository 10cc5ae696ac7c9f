import { describe, expect, test } from 'vitest';
import { waitExpression, waitTimeout } from '../../src/cli/for-flag.ts';

describe('--for', () => {
  test('not given: finished', () => expect(waitExpression(undefined)).toEqual([[{ kind: 'finished' }]]));

  test('commas are or, repetition is and', () =>
    expect(waitExpression(['started', 'complete,failed'])).toEqual([
      [{ kind: 'started' }],
      [{ kind: 'complete' }, { kind: 'failed' }],
    ]));

  const refuse = (text: string, message: string, remedy: RegExp | undefined) =>
    test(`"${text}" is refused`, () =>
      expect(() => waitExpression([text])).toThrow(
        expect.objectContaining({
          exit: 'usage',
          message: expect.stringContaining(message),
          remedy: remedy && expect.stringMatching(remedy),
        }),
      ));

  refuse(
    'compleet',
    'invalid argument "compleet" for "--for" flag: unrecognized condition',
    /^Did you mean complete\? /,
  );
  refuse('xyz', 'unrecognized condition: "xyz"', /^It is one of finished, complete, /);
  refuse('ready=x', 'ready needs a whole number', undefined);
  refuse('jsonpath={.a[}=1', 'unterminated array', undefined);
});

describe('--timeout', () => {
  const check = (text: string | undefined, condition: string, expected: number) =>
    test(`${text ?? 'not given'} for ${condition}`, () =>
      expect(waitTimeout(text, waitExpression([condition]))).toBe(expected));

  const WEEK = 7 * 24 * 3_600_000;
  check('0', 'finished', 0);
  check('0s', 'finished', 0);
  check('30s', 'finished', 30_000);
  check('1h30m', 'finished', 5_400_000);
  check('45', 'finished', 45_000);
  check('-1s', 'finished', WEEK);
  check('-1', 'started', WEEK);
  check(undefined, 'finished', Number.POSITIVE_INFINITY);
  check(undefined, 'complete', Number.POSITIVE_INFINITY);
  check(undefined, 'indexes=0-4', Number.POSITIVE_INFINITY);
  check(undefined, 'suspended,finished', Number.POSITIVE_INFINITY);
  check(undefined, 'started', 30_000);
  check(undefined, 'condition=Complete', 30_000);

  test('what is no length of time is refused', () =>
    expect(() => waitTimeout('soon', [])).toThrow(expect.objectContaining({ exit: 'usage' })));
});
