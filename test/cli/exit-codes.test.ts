import { describe, expect, test } from 'vitest';
import { EXIT_CODES, type ExitKind, exitCodeHelp, exitCodeOf } from '../../src/cli/exit-codes.ts';

describe('exit codes', () => {
  const check = (kind: ExitKind, code: number) => test(`${kind} is ${code}`, () => expect(exitCodeOf(kind)).toBe(code));

  check('ok', 0);
  check('error', 1);
  check('usage', 2);
  check('failed', 3);
  check('gone', 4);
  check('timeout', 124);
  check('interrupted', 130);
});

test('no two kinds share a code, and the help names them all', () => {
  const codes = Object.values(EXIT_CODES).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(exitCodeHelp()).toMatch(new RegExp(`^ *${code}  `, 'm'));
});
