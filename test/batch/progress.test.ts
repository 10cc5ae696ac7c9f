import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/batch/objects.ts';
import { type Progress, progressOf } from '../../src/batch/progress.ts';
import { anyJob } from '../support/any-job.ts';
import { aJob, atMs } from '../support/builders.ts';

const render = () => aJob('render-frames').indexed(1800).parallelism(64).started(0);

describe('progress, rate and ETA', () => {
  const check = (name: string, job: { build(): Job }, seconds: number, expected: Partial<Progress>) =>
    test(name, () => expect(progressOf(job.build(), atMs(seconds))).toMatchObject(expected));

  check('two thirds through', render().active(64, 62).completed('0-1199'), 720, {
    done: 1200,
    total: 1800,
    fraction: 2 / 3,
    perMinute: 100,
    etaMs: 360_000,
  });
  check('failed indexes are settled too', render().active(60).completed('0-1199').failed('1200-1499'), 600, {
    done: 1200,
    failedIndexes: 300,
    perMinute: 120,
    etaMs: 120_000,
  });
  check('nothing done: no rate', render().active(64), 60, {
    done: 0,
    fraction: 0,
    perMinute: undefined,
    etaMs: undefined,
  });
  check('not one wave of pods through: a rate, but no ETA', render().active(64).completed('0-59'), 60, {
    perMinute: 60,
    etaMs: undefined,
  });
  check('one completion says too little for an ETA', aJob('a').completions(9).started(0).active(1).succeeded(1), 60, {
    perMinute: 1,
    etaMs: undefined,
  });
  check('two in a row say enough', aJob('a').completions(9).started(0).active(1).succeeded(2), 60, {
    perMinute: 2,
    etaMs: 210_000,
  });
  check('all that remains is running: only its slowest pod counts', render().active(64).completed('0-1735'), 60, {
    perMinute: 1736,
    etaMs: undefined,
  });
  check('a work queue counts to nothing', aJob('q').workQueue().parallelism(3).started(0).active(2).succeeded(3), 60, {
    done: 3,
    total: undefined,
    fraction: undefined,
    perMinute: undefined,
    etaMs: undefined,
  });
  check('suspended', render().suspend().condition('Suspended').completed('0-99'), 60, {
    done: 100,
    perMinute: undefined,
    etaMs: undefined,
  });
  check(
    'resumed: what was done before cannot be told from what came after',
    render().active(9).completed('0-99').condition('Suspended', { status: 'False', reason: 'JobResumed' }),
    60,
    {
      perMinute: undefined,
      etaMs: undefined,
    },
  );
  check('backing off', render().completed('0-99').failedPods(3), 60, { perMinute: undefined, etaMs: undefined });
  check('about to fail', render().active(9).completed('0-99').condition('FailureTarget'), 60, {
    perMinute: undefined,
    etaMs: undefined,
  });
  check('finished', render().completed('0-1799').complete(60), 90, {
    fraction: 1,
    perMinute: undefined,
    etaMs: undefined,
  });
  check('started in the future, by a clock that is off', render().active(9).completed('0-99'), -5, {
    perMinute: undefined,
    etaMs: undefined,
  });
  check('no completions wanted', aJob('none').completions(0), 1, { done: 0, total: 0, fraction: 1 });
});

test('no figure is ever negative, endless or not a number', () => {
  fc.assert(
    fc.property(anyJob, fc.integer({ min: atMs(-1e6), max: atMs(1e9) }), (job, now) => {
      const { done, fraction, perMinute, etaMs, pods } = progressOf(job, now);
      for (const figure of [done, fraction, perMinute, etaMs, ...Object.values(pods)]) {
        expect(figure === undefined || (Number.isFinite(figure) && figure >= 0)).toBe(true);
      }
      expect(fraction === undefined || fraction <= 1).toBe(true);
    }),
  );
});
