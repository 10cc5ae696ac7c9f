import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import { failureCauseOf, groupFailures } from '../../src/batch/failure-cause.ts';
import { printIndexes } from '../../src/batch/indexes.ts';
import type { Job } from '../../src/batch/objects.ts';
import { aJob, aPod, aPolicyRule, at, type JobBuilder, type PodBuilder } from '../support/builders.ts';

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
  check('Failed: not before it ends', aJob('j').spec({ podReplacementPolicy: 'Failed' }), disrupted(), undefined);
});

describe('failures are grouped by cause and verdict', () => {
  const check = (name: string, job: Job, pods: readonly PodBuilder[], expected: readonly string[]) =>
    test(name, () => {
      const groups = groupFailures(job, attemptsOf(pods.map((pod) => pod.build())));
      const rows = groups.map(({ count, cause, verdict, indexes, lastAt }) =>
        [`${count}×`, cause.text, verdict.action, printIndexes(indexes), lastAt].join(' | '),
      );
      expect(rows).toEqual(expected);
    });

  const failIndex = aPolicyRule('FailIndex', { onExitCodes: { containerName: 'main', operator: 'In', values: [42] } });
  const job = aJob('sweep').indexed(9).podFailurePolicy(failIndex).backoffLimitPerIndex(1);
  check('none', job.build(), [aPod('a').index(0).running(), aPod('b').index(1).succeeded()], []);
  check(
    'most pods first',
    job.build(),
    [
      aPod('a').index(4).failed(1, 3),
      aPod('b').index(0).failed(42, 1),
      aPod('c').index(1).failed(42, 9),
      aPod('d').index(1).failed(42, 5),
    ],
    [
      `3× | exit code 42 in container "main" | FailIndex | 0,1 | ${at(9)}`,
      `1× | exit code 1 in container "main" | Default | 4 | ${at(3)}`,
    ],
  );
  check(
    'pods deleted by suspending have not failed',
    aJob('sweep').suspend().build(),
    [aPod('a').failed(137, 5).deleting(3), aPod('b').failed(1, 2)],
    [`1× | exit code 1 in container "main" | Default |  | ${at(2)}`],
  );
  check(
    'nor have those deleted when success was declared',
    aJob('sweep').condition('SuccessCriteriaMet').build(),
    [aPod('a').failed(137, 5).deleting(3)],
    [],
  );

  check(
    'a pod whose grace period still runs failed when its deletion was asked for, or when it was disrupted',
    aJob('sweep').failedPods(1).build(),
    [
      aPod('a').running().deleting(40),
      aPod('b')
        .running()
        .deleting(60)
        .condition('DisruptionTarget', { ...evicted, seconds: 25 }),
    ],
    [
      `1× | deleted while running | Default |  | ${at(10)}`,
      `1× | disrupted: EvictionByEvictionAPI | Default |  | ${at(25)}`,
    ],
  );

  test('a group names its pods', () => {
    const pods = [aPod('a').failed(1, 2), aPod('b').created(1).failed(1, 3)];
    const [group] = groupFailures(aJob('j').build(), attemptsOf(pods.map((pod) => pod.build())));
    expect(group?.pods).toEqual(['a', 'b']);
  });
});
