/** Offsets of a timeline: whole seconds, and none is a negative nought. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goneStep, wholeSecondsFrom } from '../../../src/batch/disruption/timeline.ts';
import { stepLine } from '../../../src/views/drill/drain-result.ts';
import { atMs } from '../../support/build-time.ts';
import { aPod } from '../../support/builders.ts';

const ZERO = Date.parse('2026-11-21T12:00:00.700Z');

describe('a step', () => {
  const check = (name: string, afterMs: number, expected: string) =>
    test(name, () =>
      expect(stepLine({ at: ZERO + afterMs, subject: 'pod/x', text: 'running' }, ZERO)).toBe(
        `${expected}  pod/x  running`,
      ),
    );
  check('at the very moment', 0, '+0s');
  check('a little earlier, in the same second', -40, '+0s');
  check('that tells only its second', -700, '+0s');
  check('in the second before', -701, '-1s');
  check('later in the same second', 299, '+0s');
  check('in the next second', 300, '+1s');
  check('minutes later', 123_000, '+2m3s');
});

test('no offset is a negative nought, nor less than a second off', () => {
  const moment = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 });
  fc.assert(
    fc.property(moment, fc.double({ min: -5000, max: 5000, noNaN: true }), (zeroAt, afterMs) => {
      const seconds = wholeSecondsFrom(zeroAt, zeroAt + afterMs);
      expect(Object.is(seconds, -0)).toBe(false);
      expect(Math.abs(seconds - afterMs / 1000)).toBeLessThanOrEqual(1);
      expect(stepLine({ at: zeroAt + afterMs, subject: '', text: '' }, zeroAt)).not.toMatch(/^-0/);
    }),
  );
});

describe('a pod is gone', () => {
  const check = (name: string, pod: ReturnType<typeof aPod>, seenAt: number, expected: number) =>
    test(name, () => expect(goneStep(pod.build(), atMs(seenAt)).at).toBe(atMs(expected)));
  check('when that was seen', aPod('x').succeeded(20), 22, 22);
  check('not before it had ended, where our clock lags behind', aPod('x').succeeded(20), 2, 20);
  check(
    'at once, when it never ended',
    aPod('x').running(1).metadata({ deletionTimestamp: '2999-01-01T00:00:00Z' }),
    5,
    5,
  );
});
