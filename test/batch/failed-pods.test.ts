import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import { type FailedPods, failedPodsOf } from '../../src/batch/failed-pods.ts';
import type { KubeEvent } from '../../src/batch/objects.ts';
import { aJob, anEvent, aPod, aPolicyRule, at, type JobBuilder, type PodBuilder } from '../support/builders.ts';
import { recordedAt } from '../support/recorded-job.ts';

const NONE: FailedPods = { since: 0, gone: 0, goneByFailure: 0 };
const counted = (pod: PodBuilder) => pod.metadata({ finalizers: [] });
const deletion = (seconds: number, count = 1) =>
  anEvent('SuccessfulDelete', 'Deleted pod: x', { count, lastSeen: at(seconds) });

describe('failed pods in status, and those that are seen', () => {
  const check = (
    name: string,
    given: { readonly job: JobBuilder; readonly pods?: readonly PodBuilder[]; readonly events?: readonly KubeEvent[] },
    expected: Partial<FailedPods>,
  ) =>
    test(name, () => {
      const attempts = attemptsOf((given.pods ?? []).map((pod) => pod.build()));
      expect(failedPodsOf(given.job.build(), attempts, given.events ?? [])).toEqual({ ...NONE, ...expected });
    });
  const job = (failed: number) => aJob('sweep').failedPods(failed);
  const failing = (failed: number) => job(failed).condition('FailureTarget', { lastTransitionTime: at(10) });
  const ignore = aPolicyRule('Ignore', { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] });

  check('none', { job: job(0), pods: [aPod('a').running()] }, {});
  check('each is there', { job: job(1), pods: [counted(aPod('a').failed(1))] }, {});
  check('one has failed since', { job: job(0), pods: [aPod('a').failed(1)] }, { since: 1 });
  check(
    'one waits to be counted, and status says so',
    {
      job: job(0).uncounted({ failed: ['uid-of-a'] }),
      pods: [aPod('a').failed(1)],
    },
    {},
  );
  check('one is gone, and one has failed since', { job: job(1), pods: [aPod('a').failed(1)] }, { since: 1, gone: 1 });
  check(
    'an Ignored one is not among the counted',
    { job: job(1).podFailurePolicy(ignore), pods: [counted(aPod('a').failed(137).condition('DisruptionTarget'))] },
    { gone: 1 },
  );
  check('a restart within a pod is no failed pod', { job: job(0), pods: [aPod('a').running().restarts(3)] }, {});
  check(
    'a pod that is being deleted has failed at once',
    { job: job(1), pods: [aPod('a').running().deleting(9), counted(aPod('b').failed(1))] },
    { since: 1 },
  );
  check(
    'pods that the controller deleted when the Job failed',
    { job: failing(4), events: [deletion(9), deletion(10), deletion(11, 2)] },
    { gone: 4, goneByFailure: 3 },
  );
  check(
    'no more of them than are gone',
    { job: failing(2), pods: [counted(aPod('a').running().deleting(40))], events: [deletion(10, 5)] },
    { gone: 1, goneByFailure: 1 },
  );
  check(
    'those deleted because the Job had succeeded did not fail',
    {
      job: job(1).condition('SuccessCriteriaMet'),
      pods: [aPod('a').running().deleting(9), counted(aPod('b').failed(1))],
    },
    {},
  );
});

describe('what real clusters did', () => {
  const check = (recording: string, seconds: number | 'end', expected: Partial<FailedPods>) =>
    test(`${recording} at ${seconds}`, () => {
      const { job, pods, events } = recordedAt(recording, seconds);
      expect(failedPodsOf(job, attemptsOf(pods), events)).toEqual({ ...NONE, ...expected });
    });

  check('per-index', 36.5, { since: 1 });
  check('per-index', 40, { since: 1 });
  check('per-index', 'end', {});
  check('policy-failjob', 34, {});
  check('policy-failjob', 'end', { gone: 1, goneByFailure: 1 });
  check('deadline', 20, {});
  check('deadline', 'end', { gone: 2, goneByFailure: 2 });
  check('evict-unprotected', 20, {});
  check('evict-unprotected', 35.15, { gone: 1, goneByFailure: 1 });
  check('evict-unprotected', 'end', { gone: 2, goneByFailure: 1 });
  check('drain', 22, {});
  check('success-policy', 50, {});
  check('suspend-resume', 30, {});
});
