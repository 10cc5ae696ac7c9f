import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import { backoffDelayMs, type NextTry, nextTries, restartsOf } from '../../src/batch/backoff.ts';
import type { Job, Pod } from '../../src/batch/objects.ts';
import { aJob, aPod, aPolicyRule, at, atMs } from '../support/builders.ts';
import { recordedAt } from '../support/recorded-job.ts';

describe('how long the controller waits', () => {
  const check = (failures: number, seconds: number) =>
    test(`${seconds} s after ${failures} failures in a row`, () =>
      expect(backoffDelayMs(failures)).toBe(seconds * 1000));

  check(0, 0);
  check(1, 10);
  check(2, 20);
  check(3, 40);
  check(6, 320);
  check(7, 600);
  check(5000, 600);
});

describe('the back-off of a whole Job', () => {
  const job = () => aJob('sweep').completions(3).started(0).active(0);
  const failed = (name: string, seconds: number) => aPod(name).failed(1, seconds);
  const check = (name: string, of: Scene, expected: readonly Expected[]) =>
    test(name, () => expect(triesIn(of)).toEqual(expected));

  check('one failure', { job: job(), pods: [failed('a', 50)] }, [{ at: 60, failures: 1 }]);
  check('two failures: from the last', { job: job(), pods: [failed('a', 30), failed('b', 50)] }, [
    { at: 70, failures: 2 },
  ]);
  check(
    'a success in between begins anew',
    { job: job(), pods: [failed('a', 30), aPod('b').succeeded(40), failed('c', 50)] },
    [{ at: 60, failures: 1 }],
  );
  check(
    'a success after the last failure ends it',
    { job: job(), pods: [failed('a', 50), aPod('b').succeeded(51)] },
    [],
  );
  check('failures whose pods are gone, known from status', { job: job().failedPods(3), pods: [failed('c', 50)] }, [
    { at: 90, failures: 3 },
  ]);
  check(
    'after a success, status cannot tell which failures came later',
    { job: job().failedPods(3).succeeded(1), pods: [failed('c', 50)] },
    [{ at: 60, failures: 1 }],
  );
  check('a try that is due already is not to come', { job: job(), pods: [failed('a', 44)] }, []);
  check('every place is taken', { job: job(), pods: [failed('a', 50), aPod('b').running(20)] }, []);
  check('a place is free', { job: job().parallelism(2), pods: [failed('a', 50), aPod('b').running(20)] }, [
    { at: 60, failures: 1 },
  ]);
  check(
    'no more completions wanted than are running',
    { job: job().parallelism(2).succeeded(2), pods: [failed('a', 50), aPod('b').running(20)] },
    [],
  );
  check('a work queue without a success', { job: job().workQueue(), pods: [failed('a', 50)] }, [
    { at: 60, failures: 1 },
  ]);
  check(
    'a work queue that has had its success makes no more pods',
    { job: job().workQueue().succeeded(1), pods: [failed('a', 50)] },
    [],
  );
  check(
    'the failure that exceeds backoffLimit ends the Job',
    { job: job().backoffLimit(0), pods: [failed('a', 50)] },
    [],
  );
  check('suspended', { job: job().suspend(), pods: [failed('a', 50)] }, []);
  check('about to fail', { job: job().condition('FailureTarget'), pods: [failed('a', 50)] }, []);
  check(
    'a pod with no end at all counts from its creation',
    { job: job(), pods: [aPod('a').created(50).with({ phase: 'Failed' })] },
    [{ at: 60, failures: 1 }],
  );

  const deleted = () => aPod('a').running(10).deleting(80);
  check(
    'a deleted pod is a failure from the request on, a grace period before its deletionTimestamp',
    { job: job().failedPods(1), pods: [deleted()] },
    [{ at: 60, failures: 1 }],
  );
  const letGo = deleted().metadata({ finalizers: [] });
  check('a pod that the controller let go of (its finalizer off first) is none', { job: job(), pods: [letGo] }, []);
  check(
    'the grace period is the one of the deletion, where the pod tells it',
    { job: job().failedPods(1), pods: [deleted().metadata({ deletionGracePeriodSeconds: 0 })] },
    [{ at: 90, failures: 1 }],
  );
  check(
    'with podReplacementPolicy Failed a deleted pod keeps its place until it ends',
    { job: job().failedPods(1).spec({ podReplacementPolicy: 'Failed' }), pods: [deleted(), failed('b', 50)] },
    [],
  );

  const rules = [
    aPolicyRule('Ignore', { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }),
    aPolicyRule('FailJob', { onExitCodes: { containerName: undefined, operator: 'In', values: [42] } }),
  ];
  const evicted = failed('a', 50).condition('DisruptionTarget');
  check(
    'an Ignored failure feeds it too, and no backoffLimit',
    {
      job: job()
        .podFailurePolicy(...rules)
        .backoffLimit(0),
      pods: [evicted],
    },
    [{ at: 60, failures: 1 }],
  );
  check(
    'after FailJob there is no next try',
    { job: job().podFailurePolicy(...rules), pods: [aPod('a').failed(42, 50)] },
    [],
  );
});

describe('the back-off of each index', () => {
  const job = () => aJob('sweep').indexed(5).backoffLimitPerIndex(3).started(0);
  const failed = (index: number, seconds: number) =>
    aPod(`sweep-${index}-${seconds}`).index(index).failureCount(0).failed(1, seconds);
  const check = (name: string, of: Scene, expected: readonly Expected[]) =>
    test(name, () => expect(triesIn(of)).toEqual(expected));

  check('each has its own, earliest first', { job: job(), pods: [failed(1, 54), failed(3, 50)] }, [
    { index: 3, at: 60, failures: 1 },
    { index: 1, at: 64, failures: 1 },
  ]);
  check('the annotation knows of failures before', { job: job(), pods: [failed(1, 50).failureCount(2)] }, [
    { index: 1, at: 90, failures: 3 },
  ]);
  check(
    'Ignored failures count for the delay',
    { job: job().podFailurePolicy(), pods: [failed(1, 50).failureCount(1, 2)] },
    [{ index: 1, at: 130, failures: 4 }],
  );
  check('the last of several failures decides', { job: job(), pods: [failed(1, 20), failed(1, 50).failureCount(1)] }, [
    { index: 1, at: 70, failures: 2 },
  ]);
  check(
    'successes of other indexes change nothing',
    { job: job().completed('0'), pods: [failed(1, 50), aPod('sweep-0-x').index(0).succeeded(52)] },
    [{ index: 1, at: 60, failures: 1 }],
  );
  check(
    'an index that runs again waits for nothing',
    { job: job(), pods: [failed(1, 50), aPod('sweep-1-y').index(1).running(52)] },
    [],
  );
  check('a failed index does not come again', { job: job().failed('1'), pods: [failed(1, 50)] }, []);
  check(
    'the failure that exceeds backoffLimitPerIndex is the last',
    { job: job(), pods: [failed(1, 50).failureCount(3)] },
    [],
  );
  check(
    'FailIndex is the last, too',
    {
      job: job().podFailurePolicy(
        aPolicyRule('FailIndex', { onExitCodes: { containerName: undefined, operator: 'In', values: [1] } }),
      ),
      pods: [failed(1, 50)],
    },
    [],
  );
  check('an index beyond completions does not come again', { job: job(), pods: [failed(7, 50)] }, []);
});

describe('what real clusters did', () => {
  const check = (recording: string, moment: { seconds: number; pod: string; index?: number; failures: number }) =>
    test(`${recording}: ${moment.pod} came when it was due`, () => {
      const { job, pods, now } = recordedAt(recording, moment.seconds);
      const [next, ...others] = nextTries(job, attemptsOf(pods), now);
      expect(others).toEqual([]);
      expect(next).toMatchObject({ index: moment.index, failures: moment.failures });
      const { pods: later } = recordedAt(recording, 'end');
      const created = Date.parse(
        later.find(({ metadata }) => metadata.name === moment.pod)?.metadata.creationTimestamp ?? '',
      );
      const late = (created - (next?.at ?? 0)) / 1000;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(1);
    });

  check('backoff-limit', { seconds: 19.7, pod: 'backoff-limit-f5w5x', failures: 1 });
  check('backoff-limit', { seconds: 30.5, pod: 'backoff-limit-nbjsx', failures: 2 });
  check('oom', { seconds: 14.6, pod: 'oom-7pb4t', failures: 1 });
  check('drain', { seconds: 22, pod: 'drain-hbrrs', failures: 1 });
  check('per-index', { seconds: 41, pod: 'per-index-5-z5ndm', index: 5, failures: 1 });

  test('policy-ignore: an evicted pod that ended Succeeded is no failure, its place was filled at once', () => {
    const { job, pods, now } = recordedAt('policy-ignore', 39);
    expect(nextTries(job, attemptsOf(pods), now)).toEqual([]);
  });
});

test('restarts count of pods that have not ended, init containers included', () => {
  const pods = [
    aPod('a').running(1).restarts(3).initContainer('fetch', { restartCount: 2 }),
    aPod('b').waiting('CrashLoopBackOff').restarts(1),
    aPod('c').succeeded(5).restarts(7),
    aPod('d').failed(1, 5).restarts(7),
  ];
  expect(restartsOf(attemptsOf(pods.map((pod) => pod.build())))).toBe(6);
});

describe('a deadline', () => {
  const failed = () => [aPod('a').failed(1, 50)];
  const job = (seconds: number) => aJob('sweep').started(0).failedPods(1).spec({ activeDeadlineSeconds: seconds });
  test('that has passed: nothing is tried again, though status does not tell yet', () =>
    expect(triesIn({ job: job(55), pods: failed() })).toEqual([]));
  test('that has not: there is a next try', () =>
    expect(triesIn({ job: job(56), pods: failed() })).toEqual([{ at: 60, failures: 1 }]));
});

/** What stands in the cluster 55 seconds after second 0. */
interface Scene {
  readonly job: { build(): Job };
  readonly pods: readonly { build(): Pod }[];
}

/** `at` in seconds. */
interface Expected {
  readonly index?: number;
  readonly at: number;
  readonly failures: number;
}

function triesIn({ job, pods }: Scene): readonly Expected[] {
  const tries = nextTries(job.build(), attemptsOf(pods.map((pod) => pod.build())), atMs(55));
  return tries.map(({ index, at: ms, failures }: NextTry) => ({
    ...(index === undefined ? {} : { index }),
    at: (ms - Date.parse(at(0))) / 1000,
    failures,
  }));
}
