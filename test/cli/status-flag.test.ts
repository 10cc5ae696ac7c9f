import { describe, expect, test } from 'vitest';
import { type Stated, statusFilter } from '../../src/cli/status-flag.ts';

const rows: readonly Stated[] = [
  { state: 'running', status: 'Running' },
  { state: 'resuming', status: 'Running' },
  { state: 'backing-off', status: 'Backing off' },
  { state: 'suspended', status: 'Suspended' },
  { state: 'failing', status: 'FailureTarget' },
  { state: 'succeeding', status: 'SuccessCriteriaMet' },
  { state: 'terminating', status: 'Terminating' },
  { state: 'failed', status: 'Failed' },
  { state: 'complete', status: 'Complete' },
];

describe('--status', () => {
  const check = (typed: string, expected: string) =>
    test(`${typed}: ${expected}`, () =>
      expect(
        rows
          .filter(statusFilter([typed]) ?? (() => true))
          .map(({ state }) => state)
          .join(' '),
      ).toBe(expected));

  check('running', 'running resuming');
  check('Running', 'running resuming');
  check('failed, complete', 'failed complete');
  check('FailureTarget', 'failing');
  check('SuccessCriteriaMet', 'succeeding');
  check('backing-off', 'backing-off');
  check('Backing off', 'backing-off');
  check('BackingOff', 'backing-off');
  check('finished', 'failed complete');
  check('unfinished', 'running resuming backing-off suspended failing succeeding terminating');
});

test('without it there is no filter', () => expect(statusFilter(undefined)).toBeUndefined());

test('a word that is no state is refused, with what was meant', () => {
  expect(() => statusFilter(['runing'])).toThrow(
    expect.objectContaining({
      exit: 'usage',
      message: 'invalid argument "runing" for "--status" flag',
      remedy: expect.stringContaining('Did you mean running?'),
    }),
  );
});
