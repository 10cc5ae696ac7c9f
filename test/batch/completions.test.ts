import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Completions,
  completionsOf,
  completionsText,
  type PodCounts,
  podCountsOf,
} from '../../src/batch/completions.ts';
import type { Job } from '../../src/batch/objects.ts';
import { anyJob } from '../support/any-job.ts';
import { aJob } from '../support/builders.ts';

describe('completions, done and left', () => {
  const check = (name: string, job: { build(): Job }, expected: Completions) =>
    test(name, () => expect(completionsOf(job.build())).toEqual(expected));

  check('Indexed: completed indexes', aJob('a').indexed(5).completed('0-2'), {
    done: 3,
    total: 5,
    failedIndexes: undefined,
    remaining: 2,
  });
  check('failed indexes are not left', aJob('a').indexed(5).completed('0,1').failed('2'), {
    done: 2,
    total: 5,
    failedIndexes: 1,
    remaining: 2,
  });
  check(
    'with backoffLimitPerIndex there are 0 failed indexes from the start',
    aJob('a').indexed(5).backoffLimitPerIndex(1),
    {
      done: 0,
      total: 5,
      failedIndexes: 0,
      remaining: 5,
    },
  );
  check('indexes beyond completions do not count', aJob('a').indexed(2).completed('0-9'), {
    done: 2,
    total: 2,
    failedIndexes: undefined,
    remaining: 0,
  });
  check(
    'an index that is both completed and failed is settled once',
    aJob('a').indexed(3).completed('0,1').failed('1'),
    {
      done: 2,
      total: 3,
      failedIndexes: 1,
      remaining: 1,
    },
  );
  check(
    'not Indexed: pods, uncounted ones too',
    aJob('a')
      .completions(5)
      .succeeded(2)
      .uncounted({ succeeded: ['x'] }),
    {
      done: 3,
      total: 5,
      failedIndexes: undefined,
      remaining: 2,
    },
  );
  check('too many succeeded pods', aJob('a').completions(2).succeeded(3), {
    done: 3,
    total: 2,
    failedIndexes: undefined,
    remaining: 0,
  });
  check('a work queue without a success', aJob('a').workQueue(), {
    done: 0,
    total: undefined,
    failedIndexes: undefined,
    remaining: 1,
  });
  check('a work queue with one', aJob('a').workQueue().succeeded(1), {
    done: 1,
    total: undefined,
    failedIndexes: undefined,
    remaining: 0,
  });
});

describe('pods by state', () => {
  const check = (name: string, job: { build(): Job }, expected: Partial<PodCounts>) =>
    test(name, () => expect(podCountsOf(job.build())).toMatchObject(expected));

  check(
    'uncounted pods are counted',
    aJob('a')
      .succeeded(2)
      .failedPods(1)
      .uncounted({ succeeded: ['x'], failed: ['y', 'z'] }),
    {
      succeeded: 3,
      failed: 3,
    },
  );
  check('a pod listed twice is one', aJob('a').uncounted({ failed: ['y', 'y'] }), { failed: 1 });
  check('active is never less than ready, whatever 1.36.2 reports in back-off', aJob('a').active(0, 2), {
    active: 2,
    ready: 2,
  });
  check('what the server does not know stays unknown', aJob('a').status({ ready: undefined, terminating: undefined }), {
    ready: undefined,
    terminating: undefined,
  });
});

describe('COMPLETIONS as kubectl prints it', () => {
  const check = (name: string, job: { build(): Job }, expected: string) =>
    test(name, () => expect(completionsText(job.build())).toBe(expected));

  check('of a Job with completions', aJob('a').indexed(5).completed('0-2'), '3/5');
  check('of a work queue with several pods', aJob('a').workQueue().parallelism(3).succeeded(3), '3/1 of 3');
  check('of a work queue with one pod', aJob('a').workQueue(), '0/1');
  check('uncounted pods are left out, as kubectl does', aJob('a').uncounted({ succeeded: ['x'] }), '0/1');
});

test('done, failed and remaining never exceed the total of an Indexed Job, whatever its status holds', () => {
  fc.assert(
    fc.property(anyJob, (job) => {
      const { done, total, failedIndexes, remaining } = completionsOf(job);
      expect(Math.min(done, failedIndexes ?? 0, remaining)).toBeGreaterThanOrEqual(0);
      if (total === undefined || job.spec.completionMode !== 'Indexed') return;
      expect(done + remaining).toBeLessThanOrEqual(total);
      expect(done + (failedIndexes ?? 0) + remaining).toBeGreaterThanOrEqual(total);
    }),
  );
});
