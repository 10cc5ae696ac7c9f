import { describe, expect, test } from 'vitest';
import { exitSoFar, type WaitExit, waitExit } from '../../../src/operations/wait/exit.ts';
import type { ResultKind, WaitEnding, WaitResult } from '../../../src/operations/wait/result.ts';
import { until } from '../../support/waiting.ts';

function result(kind: ResultKind, isFailure = kind === 'failed'): WaitResult {
  return {
    namespace: 'default',
    name: 'x',
    kind,
    because: '',
    isFailure,
    job: undefined,
    description: undefined,
    end: undefined,
    isGone: false,
    isReplaced: false,
    logs: [],
    missing: undefined,
  };
}

describe('what a wait has come to', () => {
  const check = (
    expected: WaitExit,
    kinds: readonly ResultKind[],
    how: { by?: WaitEnding; any?: boolean; for?: string } = {},
  ) =>
    test(`${kinds.join(', ') || 'nothing'} ${JSON.stringify(how)} → ${expected}`, () => {
      const { by = 'settled', any = false } = how;
      const results = kinds.map((kind) => result(kind));
      expect(waitExit({ by, results }, { any, until: until(how.for ?? 'finished') })).toBe(expected);
    });

  check('ok', ['met', 'met']);
  check('failed', ['met', 'failed', 'gone', 'impossible']);
  check('gone', ['met', 'impossible', 'gone']);
  check('error', ['met', 'impossible']);
  check('timeout', ['met', 'timeout'], { by: 'timeout' });
  check('timeout', [], { by: 'timeout' });
  check('failed', ['timeout', 'failed'], { by: 'timeout' });
  check('interrupted', ['failed', 'interrupted'], { by: 'interrupted' });
  check('gone', [], { by: 'nothing' });
  check('ok', [], { by: 'nothing', for: 'delete' });
  check('ok', ['impossible', 'gone', 'met'], { any: true });
  check('failed', ['gone', 'failed'], { any: true });
  check('gone', ['impossible', 'gone'], { any: true });
});

describe('what a wait had come to when nobody read its results any more', () => {
  const check = (expected: WaitExit, ...kinds: readonly ResultKind[]) =>
    test(`${kinds.join(', ')} → ${expected}`, () => {
      const results = kinds.map((kind) => result(kind));
      expect(exitSoFar(results, { any: false, until: until('finished') })).toBe(expected);
    });

  check('failed', 'met', 'failed', 'interrupted');
  check('ok', 'met', 'interrupted');
  check('ok', 'interrupted');
});

test('an index that failed for good is a failure', () => {
  const results = [result('impossible', true)];
  expect(waitExit({ by: 'settled', results }, { any: false, until: until('indexes=1') })).toBe('failed');
});
