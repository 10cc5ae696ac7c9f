import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import { groupFailures } from '../../src/batch/failure-groups.ts';
import { printIndexes } from '../../src/batch/indexes.ts';
import type { Job } from '../../src/batch/objects.ts';
import { aJob, aPod, aPolicyRule, at, type PodBuilder } from '../support/builders.ts';

const evicted = { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };

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
      `1× | disrupted: EvictionByEvictionAPI | Default |  | ${at(25)}`,
      `1× | deleted while running | Default |  | ${at(10)}`,
    ],
  );
  check(
    'of as many pods the latest first, and what only followed from the failure last',
    aJob('sweep')
      .failedPods(4)
      .condition('FailureTarget', { lastTransitionTime: at(10) })
      .build(),
    [
      aPod('a').failed(1, 3),
      aPod('b').failed(2, 9),
      aPod('c').running().deleting(41),
      aPod('d').running().deleting(41),
    ],
    [
      `1× | exit code 2 in container "main" | Default |  | ${at(9)}`,
      `1× | exit code 1 in container "main" | Default |  | ${at(3)}`,
      `2× | deleted because the Job failed | Default |  | ${at(11)}`,
    ],
  );

  test('a group names its pods, their nodes, and when it began', () => {
    const pods = [
      aPod('a').node('n2').failed(1, 2),
      aPod('b').created(1).node('n1').failed(1, 3),
      aPod('c').created(2).node('n2').failed(1, 4),
    ];
    const [group] = groupFailures(aJob('j').build(), attemptsOf(pods.map((pod) => pod.build())));
    expect(group).toMatchObject({ pods: ['a', 'b', 'c'], nodes: ['n1', 'n2'], firstAt: at(2), lastAt: at(4) });
  });
});
