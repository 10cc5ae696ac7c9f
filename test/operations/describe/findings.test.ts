import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../src/operations/describe/findings.ts';
import { aJob, type JobBuilder } from '../../support/builders.ts';
import { describedAt } from '../../support/recorded-job.ts';
import { recordingNames } from '../../support/recordings.ts';

describe('figures of a Job that contradict each other', () => {
  const check = (name: string, job: JobBuilder, expected: readonly string[]) =>
    test(name, () => {
      expect(findingsOf(job.build(), []).map(({ path, text }) => `${path}: ${text}`)).toEqual(expected);
    });
  const sweep = (completedIndexes: string, succeeded: number) =>
    aJob('sweep').indexed(10).status({ completedIndexes, succeeded });

  check('none', sweep('0-3', 4), []);
  check('parts of intervals that mean nothing are quoted', sweep('0-3,x,,7-5', 4), [
    'status.completedIndexes: ignored: "x"',
    'status.completedIndexes: ignored: ""',
    'status.completedIndexes: ignored: "7-5"',
  ]);
  check('an index on both sides', sweep('0-3', 4).status({ failedIndexes: '3,5' }), [
    'status: indexes both completed and failed: 3',
  ]);
  check('the counter beside the indexes', sweep('0,1', 7), [
    'status.succeeded: says 7, but 2 indexes are in completedIndexes',
  ]);
  check('completions lowered a moment ago are no contradiction', sweep('0-14', 15), []);
  check('pods that succeeded without indexes are only counted', aJob('queue').status({ succeeded: 3 }), []);
});

test.each(recordingNames.filter((name) => name !== 'ttl'))('%s ends without a finding', (name) => {
  expect(describedAt(name, 'end').findings).toEqual([]);
});
