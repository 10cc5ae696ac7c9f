import { describe, expect, test } from 'vitest';
import { deadlineAt, removedAt } from '../../src/batch/deadlines.ts';
import { aJob, at, atMs, type JobBuilder } from '../support/builders.ts';

const limited = () => aJob('sweep').spec({ activeDeadlineSeconds: 8 });
const ended = (type: 'Complete' | 'Failed') =>
  limited()
    .started(0)
    .spec({ ttlSecondsAfterFinished: 60 })
    .condition(type, { lastTransitionTime: at(5) });

describe('when activeDeadlineSeconds ends a Job', () => {
  const check = (name: string, job: JobBuilder, seconds: number | undefined) =>
    test(name, () => expect(deadlineAt(job.build())).toBe(seconds === undefined ? undefined : atMs(seconds)));

  check('counted from its start', limited().started(3), 11);
  check('without one: never', aJob('sweep').started(3), undefined);
  check('not started yet', limited(), undefined);
  check('suspended: its time stands still', limited().started(3).suspend(), undefined);
  check('complete', ended('Complete'), undefined);
  check('failed', ended('Failed'), undefined);
});

describe('when ttlSecondsAfterFinished removes a Job', () => {
  const check = (name: string, job: JobBuilder, seconds: number | undefined) =>
    test(name, () => expect(removedAt(job.build())).toBe(seconds === undefined ? undefined : atMs(seconds)));

  check('that is complete', ended('Complete'), 65);
  check('that has failed', ended('Failed'), 65);
  check('that still runs', limited().started(0).spec({ ttlSecondsAfterFinished: 60 }), undefined);
  check(
    'without one: never',
    aJob('sweep')
      .started(0)
      .condition('Complete', { lastTransitionTime: at(5) }),
    undefined,
  );
});
