import { describe, expect, test } from 'vitest';
import { failureCauseOf } from '../../src/batch/failure-cause.ts';
import { aJob, aPod, at, type JobBuilder, type PodBuilder } from '../support/builders.ts';

const evicted = { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };
const lowMemory = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 93Mi. ';

describe('why a pod failed', () => {
  const check = (name: string, pod: PodBuilder, kind: string | undefined, text?: string) =>
    test(name, () => {
      const cause = failureCauseOf(pod.build());
      expect([cause?.kind, cause?.text]).toEqual([kind, text]);
    });

  check('it has not: it runs', aPod('p').running(), undefined);
  check('it has not: it succeeded', aPod('p').succeeded(), undefined);
  check('it has not: it succeeded after restarts', aPod('p').succeeded().restarts(3), undefined);
  check('its container says so', aPod('p').failed(42), 'exit-code', 'exit code 42 in container "main"');
  check(
    'out of memory',
    aPod('p').failed(137, 0, { reason: 'OOMKilled' }),
    'oom-killed',
    'OOMKilled in container "main"',
  );
  check(
    'evicted through the API',
    aPod('p').failed(137).condition('DisruptionTarget', evicted),
    'disruption',
    'disrupted: EvictionByEvictionAPI',
  );
  check(
    'evicted, and well shut down',
    aPod('p').failed(143).condition('DisruptionTarget', evicted),
    'disruption',
    'disrupted: EvictionByEvictionAPI',
  );
  check(
    'preempted',
    aPod('p').failed(137).condition('DisruptionTarget', { reason: 'PreemptionByScheduler' }),
    'disruption',
    'disrupted: PreemptionByScheduler',
  );
  check(
    'its node was lost',
    aPod('p').with({ phase: 'Failed' }).condition('DisruptionTarget', { reason: 'DeletionByPodGC' }),
    'disruption',
    'disrupted: DeletionByPodGC',
  );
  check(
    'its node was tainted',
    aPod('p').failed(137).condition('DisruptionTarget', { reason: 'DeletionByTaintManager' }),
    'disruption',
    'disrupted: DeletionByTaintManager',
  );
  check(
    'no longer a target of disruption',
    aPod('p').failed(3).condition('DisruptionTarget', { status: 'False' }),
    'exit-code',
    'exit code 3 in container "main"',
  );
  check(
    'the kubelet evicted it, in words without figures',
    aPod('p')
      .failed(137)
      .with({ reason: 'Evicted', message: lowMemory })
      .condition('DisruptionTarget', { reason: 'TerminationByKubelet' }),
    'evicted',
    'evicted: The node was low on resource: memory',
  );
  check(
    'evicted by an old kubelet',
    aPod('p').with({ phase: 'Failed', reason: 'Evicted' }),
    'evicted',
    'evicted: its node does not say why',
  );
  check(
    'its own deadline',
    aPod('p').failed(143).with({ reason: 'DeadlineExceeded' }),
    'deadline',
    "DeadlineExceeded: the pod's own activeDeadlineSeconds",
  );
  check(
    'node lost, as old clusters say',
    aPod('p').with({ phase: 'Failed', reason: 'NodeLost' }),
    'node-lost',
    'NodeLost: its node stopped answering',
  );
  check(
    'not admitted by its node',
    aPod('p').with({ phase: 'Failed', reason: 'OutOfcpu' }),
    'node',
    'its node reports OutOfcpu',
  );
  check('deleted by hand', aPod('p').failed(137).deleting(3), 'deleted', 'deleted while running');
  check(
    'an exit code of its own, though deleted',
    aPod('p').failed(42).deleting(3),
    'exit-code',
    'exit code 42 in container "main"',
  );
  check(
    'out of memory, though deleted',
    aPod('p').failed(137, 0, { reason: 'OOMKilled' }).deleting(3),
    'oom-killed',
    'OOMKilled in container "main"',
  );
  check('nobody knows', aPod('p').with({ phase: 'Failed' }), 'unknown', 'failed, and nothing tells why');
  check(
    'OnFailure: a running pod tells why it restarts',
    aPod('p')
      .running()
      .restarts(2)
      .container('main', {
        lastTerminated: {
          exitCode: 7,
          signal: undefined,
          reason: 'Error',
          message: '',
          startedAt: at(0),
          finishedAt: at(1),
        },
      }),
    'exit-code',
    'exit code 7 in container "main"',
  );
});

describe('a pod deleted while it runs has failed at once where the Job counts it so', () => {
  const check = (name: string, job: JobBuilder, pod: PodBuilder, expected: string | undefined) =>
    test(name, () => expect(failureCauseOf(pod.build(), job.build())?.text).toBe(expected));

  const disrupted = () => aPod('p').running().condition('DisruptionTarget', evicted).deleting(3);
  check('TerminatingOrFailed: disrupted', aJob('j'), disrupted(), 'disrupted: EvictionByEvictionAPI');
  check('TerminatingOrFailed: deleted', aJob('j'), aPod('p').running().deleting(3), 'deleted while running');
  check(
    'after FailureTarget: because of it',
    aJob('j').condition('FailureTarget', { lastTransitionTime: at(10) }),
    aPod('p').running().deleting(40),
    'deleted because the Job failed',
  );
  check(
    'before FailureTarget: for another reason, perhaps the very one',
    aJob('j').condition('FailureTarget', { lastTransitionTime: at(10) }),
    aPod('p').running().deleting(39),
    'deleted while running',
  );
  check(
    'after the deadline, though status does not tell yet',
    aJob('j').started(0).spec({ activeDeadlineSeconds: 8 }),
    aPod('p').running().deleting(38),
    'deleted because the Job failed',
  );
  check(
    'with a grace period of its own',
    aJob('j').condition('FailureTarget', { lastTransitionTime: at(10) }),
    aPod('p').running().deleting(12).metadata({ deletionGracePeriodSeconds: 0 }),
    'deleted because the Job failed',
  );
  const restarted = {
    exitCode: 9,
    signal: undefined,
    reason: 'Error',
    message: '',
    startedAt: at(0),
    finishedAt: at(1),
  };
  check(
    'OnFailure: it had failed, and for that the Job was given up',
    aJob('j').condition('FailureTarget', { lastTransitionTime: at(10) }),
    aPod('p').running().restarts(1).container('main', { lastTerminated: restarted }).deleting(40),
    'exit code 9 in container "main"',
  );
  check(
    'OnFailure: deleted by whomever',
    aJob('j'),
    aPod('p').running().restarts(1).container('main', { lastTerminated: restarted }).deleting(40),
    'deleted while running',
  );
  check('Failed: not before it ends', aJob('j').spec({ podReplacementPolicy: 'Failed' }), disrupted(), undefined);
});
