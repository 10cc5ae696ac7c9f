import { describe, expect, test } from 'vitest';
import { drillExit } from '../../../src/operations/drill/drain/exit.ts';
import type { DrillResult, RemainingPod } from '../../../src/operations/drill/drain/request.ts';
import { recordedDrill } from '../../support/walk/disruptions.ts';

const held = recordedDrill('drain');
const failed = recordedDrill('evict-unprotected');
const timedOut: DrillResult = {
  ...held,
  endedBy: 'timeout',
  verdict: { kind: 'inconclusive', why: 'timed-out', text: 'time ran out' },
};

function leftOver(why: RemainingPod['why']): DrillResult {
  return { ...held, remaining: [{ name: 'p', namespace: 'film', uid: 'u', why, message: '' }] };
}

describe('a drill ends with', () => {
  const check = (
    exit: string,
    name: string,
    results: readonly DrillResult[],
    expected: Parameters<typeof drillExit>[1] = [],
  ) => test(`${exit}: ${name}`, () => expect(drillExit(results, expected, false)).toBe(exit));
  check('ok', 'harmless', [held]);
  check('ok', 'finished in its grace period', [recordedDrill('policy-ignore')]);
  check('failed', 'one of several did harm', [held, failed]);
  check('ok', 'as expected', [failed], ['job-failed']);
  check('failed', 'not as expected', [held], ['job-failed']);
  check('timeout', 'time was up', [timedOut]);
  check('ok', 'nothing can be said, as expected', [timedOut], ['inconclusive']);
  check('timeout', 'pods of others were still there', [leftOver('not-gone')]);
  check('ok', 'pods of others that nobody waited for', [leftOver('not-waited-for')]);
  check('interrupted', 'Ctrl-C', [{ ...held, endedBy: 'interrupted' }], ['held']);
  check(
    'error',
    'the node could not be let go of',
    [{ ...held, undo: { kind: 'failed', message: 'm', command: [] } }],
    ['held'],
  );
  check('failed', 'the Job failed in the end', [{ ...held, jobEnd: { outcome: 'failed', reason: '', message: '' } }]);
  check('error', 'nothing was done', []);
});

test('a series that stopped early is not what was expected', () => {
  expect(drillExit([held], ['held'], true)).toBe('failed');
  expect(drillExit([held], [], true)).toBe('error');
});
