import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/batch/objects.ts';
import { elapsedMs, endedAt, isFinished, type JobState, outcomeOf, statusWord } from '../../src/batch/outcome.ts';
import { anyJob } from '../support/any-job.ts';
import { aJob, at, atMs } from '../support/builders.ts';

const fresh = () => aJob('sweep').indexed(5);
const started = () => fresh().started(1).active(3);
const resumed = () => fresh().condition('Suspended', { status: 'False', reason: 'JobResumed', seconds: 9 });

describe('the state of a Job, and the word for it', () => {
  const check = (name: string, job: { build(): Job }, expected: { state: JobState; word: string; since?: string }) =>
    test(name, () => {
      const outcome = outcomeOf(job.build());
      const { state, since } = outcome;
      expect({ state, word: statusWord(outcome), since }).toEqual({ since: undefined, ...expected });
    });

  check('just created', fresh(), { state: 'running', word: 'Running' });
  check('started', started(), { state: 'running', word: 'Running', since: at(1) });
  check('Complete', started().complete(60), { state: 'complete', word: 'Complete', since: at(60) });
  check('Failed', started().failedFor('DeadlineExceeded', '', 60), { state: 'failed', word: 'Failed', since: at(60) });
  check('being deleted', started().deleting(30), { state: 'terminating', word: 'Terminating', since: at(30) });
  check('Complete and being deleted', started().complete(60).deleting(70), {
    state: 'complete',
    word: 'Complete',
    since: at(60),
  });
  check('FailureTarget: failed once the last pod has ended', started().condition('FailureTarget', { seconds: 15 }), {
    state: 'failing',
    word: 'FailureTarget',
    since: at(15),
  });
  check(
    'SuccessCriteriaMet: complete once the last pod has ended',
    started().condition('SuccessCriteriaMet', { seconds: 38 }),
    {
      state: 'succeeding',
      word: 'SuccessCriteriaMet',
      since: at(38),
    },
  );
  check('a condition that is False decides nothing', started().condition('Failed', { status: 'False' }), {
    state: 'running',
    word: 'Running',
    since: at(1),
  });
  check('suspended at birth', fresh().suspend().condition('Suspended', { reason: 'JobSuspended', seconds: 1 }), {
    state: 'suspended',
    word: 'Suspended',
    since: at(1),
  });
  check('told to suspend, not suspended yet: kubectl still says Running', started().suspend(), {
    state: 'suspended',
    word: 'Running',
  });
  check(
    'told to resume, not resumed yet: kubectl still says Suspended',
    fresh().condition('Suspended', { seconds: 1 }),
    {
      state: 'resuming',
      word: 'Suspended',
    },
  );
  check('resumed, no pods yet', resumed(), { state: 'resuming', word: 'Running', since: at(9) });
  check('resumed, pods are there', resumed().started(9).active(2), { state: 'running', word: 'Running', since: at(9) });
  check('resumed, and pods have ended since', resumed().started(9).succeeded(2), {
    state: 'running',
    word: 'Running',
    since: at(9),
  });
  check(
    'suspended, but sure to fail: the state says so, the word is kubectl’s',
    fresh().suspend().condition('Suspended').condition('FailureTarget'),
    {
      state: 'failing',
      word: 'Suspended',
    },
  );
});

describe('backing off, as far as the Job alone tells', () => {
  const waiting = () => aJob('sweep').started(1).active(0).failedPods(1);
  const check = (name: string, job: { build(): Job }, expected: JobState) =>
    test(name, () => expect(outcomeOf(job.build()).state).toBe(expected));

  check('a failure, nothing active, work left', waiting(), 'backing-off');
  check(
    'a failure that is not counted yet',
    waiting()
      .failedPods(0)
      .uncounted({ failed: ['a'] }),
    'backing-off',
  );
  check('no failure', waiting().failedPods(0), 'running');
  check('a pod is active', waiting().active(1), 'running');
  check('ready pods beside 0 active, as 1.36.2 reports it', waiting().active(0, 2), 'running');
  check('not started', aJob('sweep').failedPods(1), 'running');
  check('suspended', waiting().suspend(), 'suspended');
  check('nothing left to do', waiting().succeeded(1), 'running');
  check(
    'every index has succeeded or failed',
    aJob('sweep').indexed(3).started(1).completed('0,1').failed('2'),
    'running',
  );
  check('an index is left', aJob('sweep').indexed(4).started(1).completed('0,1').failed('2'), 'backing-off');
  check('a work queue without a success', waiting().workQueue(), 'backing-off');
  check('a work queue that has had its success', waiting().workQueue().succeeded(1), 'running');
  check('parallelism 0', waiting().parallelism(0), 'running');
  check('a terminating pod is replaced at once by default', waiting().terminating(1), 'backing-off');
  check(
    'a terminating pod is waited for',
    waiting().terminating(1).spec({ podReplacementPolicy: 'Failed' }),
    'running',
  );
  check('about to fail', waiting().condition('FailureTarget'), 'failing');
});

describe('reason and message are those of the deciding condition', () => {
  test('of a failed Job', () => {
    const job = started().failedFor('BackoffLimitExceeded', 'Job has reached the specified backoff limit', 60).build();
    expect(outcomeOf(job)).toMatchObject({
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
  });

  test('a Job that runs gives none', () =>
    expect(outcomeOf(started().build())).toMatchObject({ reason: '', message: '' }));
});

describe('when a Job ended, and how long it took', () => {
  const now = atMs(100);
  const check = (name: string, job: { build(): Job }, expected: { seconds?: number; end?: string }) =>
    test(name, () => {
      const ms = elapsedMs(job.build(), now);
      const actual = { seconds: ms === undefined ? undefined : ms / 1000, end: endedAt(job.build()) };
      expect(actual).toEqual({ seconds: undefined, end: undefined, ...expected });
      expect(isFinished(job.build())).toBe(
        job.build().status.conditions.some(({ type }) => /^(Complete|Failed)$/.test(type)),
      );
    });

  check('never started', fresh(), {});
  check('started', started(), { seconds: 99 });
  check('complete', started().complete(61), { seconds: 60, end: at(61) });
  check(
    'complete: completionTime, not when the condition came',
    started()
      .complete(61)
      .status({ completionTime: at(59) }),
    {
      seconds: 58,
      end: at(59),
    },
  );
  check('complete without completionTime', started().complete(61).status({ completionTime: undefined }), {
    seconds: 60,
    end: at(61),
  });
  check(
    'failed: the Failed condition, not FailureTarget',
    started().condition('FailureTarget', { seconds: 15 }).condition('Failed', { seconds: 54 }),
    {
      seconds: 53,
      end: at(54),
    },
  );
  check('failed before it started', fresh().failedFor('FailedIndexes', '', 54), { end: at(54) });
  check('failed, nobody knows when', started().condition('Failed'), {});
  check('resumed: startTime is that of the resume', resumed().started(40).active(1), { seconds: 60 });
  check('suspended before it started', fresh().suspend().condition('Suspended', { seconds: 0 }), {});
  check(
    'suspended after it started, where startTime stays',
    started().suspend().condition('Suspended', { seconds: 31 }),
    {
      seconds: 30,
    },
  );
  check('an unreadable start', started().status({ startTime: 'soon' }), {});
});

test('any junk has an outcome', () => {
  fc.assert(
    fc.property(anyJob, fc.integer(), (job, now) => {
      const outcome = outcomeOf(job);
      expect(statusWord(outcome)).toMatch(
        /^(Complete|Failed|Terminating|Suspended|FailureTarget|SuccessCriteriaMet|Running|Backing off)$/,
      );
      expect(['number', 'undefined']).toContain(typeof elapsedMs(job, now));
      expect(['string', 'undefined']).toContain(typeof endedAt(job));
    }),
  );
});
