import { describe, expect, test } from 'vitest';
import { finalEvent } from '../../src/batch/final-event.ts';
import type { KubeEvent } from '../../src/batch/objects.ts';
import { anEvent } from '../support/builders.ts';

const seconds = (second: number) => `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`;

function event(reason: string, second: number, rest: Partial<KubeEvent> = {}): KubeEvent {
  return anEvent(reason, `about ${reason}`, { lastSeen: seconds(second), ...rest });
}

const warning = { type: 'Warning' };
const other = { involved: { kind: 'Job', name: 'sweep', uid: 'another' } };

describe('how a Job ended, as its events tell', () => {
  const check = (name: string, events: readonly KubeEvent[], expected: object | undefined) =>
    test(name, () => {
      const found = finalEvent(events);
      expect(found && { outcome: found.outcome, reason: found.reason }).toEqual(expected);
    });

  check('nothing without events', [], undefined);
  check('nothing while it runs', [event('SuccessfulCreate', 1)], undefined);
  check('Completed', [event('SuccessfulCreate', 1), event('Completed', 9)], {
    outcome: 'complete',
    reason: 'Completed',
  });
  for (const reason of [
    'BackoffLimitExceeded',
    'DeadlineExceeded',
    'FailedIndexes',
    'MaxFailedIndexesExceeded',
    'PodFailurePolicy',
  ]) {
    check(reason, [event('SuccessfulCreate', 1), event(reason, 9, warning)], { outcome: 'failed', reason });
  }
  check('a warning that ends nothing', [event('FailedCreate', 9, warning)], undefined);
  check('the order of events does not matter', [event('Completed', 9), event('SuccessfulCreate', 1)], {
    outcome: 'complete',
    reason: 'Completed',
  });
  check(
    'nothing of an earlier Job of the name',
    [event('Completed', 3), event('SuccessfulCreate', 5, other)],
    undefined,
  );
  check(
    'the later of two Jobs of the name',
    [event('Completed', 3), event('DeadlineExceeded', 5, { ...warning, ...other })],
    {
      outcome: 'failed',
      reason: 'DeadlineExceeded',
    },
  );
  check('nothing of pods', [event('Completed', 3, { involved: { kind: 'Pod', name: 'x', uid: 'x' } })], undefined);
});

test('it tells of which Job, when, and the message', () => {
  expect(finalEvent([event('Completed', 9)])).toEqual({
    outcome: 'complete',
    reason: 'Completed',
    message: 'about Completed',
    uid: 'uid-of-sweep',
    at: seconds(9),
  });
});
