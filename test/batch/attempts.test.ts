import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  attemptsOf,
  completionIndexOf,
  countsAsFailed,
  finishTimeOf,
  type IndexStates,
  indexStates,
  wasLetGo,
} from '../../src/batch/attempts.ts';
import { countIndexes, indexesOf, intersectIndexes, printIndexes, unionIndexes } from '../../src/batch/indexes.ts';
import type { Job, Pod } from '../../src/batch/objects.ts';
import { aJob, aPod, at, type JobBuilder, type PodBuilder } from '../support/builders.ts';

const ANNOTATION = 'batch.kubernetes.io/job-completion-index';

describe('the index of a pod', () => {
  const check = (name: string, pod: PodBuilder, expected: number | undefined) =>
    test(name, () => expect(completionIndexOf(pod.build())).toBe(expected));

  check('is what the label says', aPod('a').label(ANNOTATION, '3'), 3);
  check('is what the annotation says on clusters before 1.28', aPod('a').annotation(ANNOTATION, '4'), 4);
  check('is taken from the label if both disagree', aPod('a').label(ANNOTATION, '3').annotation(ANNOTATION, '4'), 3);
  check('is 0 for the first', aPod('a').index(0), 0);
  check('is none without either', aPod('a'), undefined);
  check('is none if it is a word', aPod('a').label(ANNOTATION, 'first'), undefined);
  check('is none if it is negative', aPod('a').label(ANNOTATION, '-1'), undefined);
});

describe('the state of an attempt', () => {
  const check = (name: string, pod: PodBuilder, expected: Attempt['state']) =>
    test(name, () => expect(attemptsOf([pod.build()])[0]?.state).toBe(expected));

  check('a pod without a node is pending', aPod('a'), 'pending');
  check('a pod on a node whose containers are being created is starting', aPod('a').node('n').waiting('x'), 'starting');
  check('a pod that runs', aPod('a').node('n').running(), 'running');
  check(
    'a pod whose node does not answer still runs, as far as one knows',
    aPod('a').with({ phase: 'Unknown' }),
    'running',
  );
  check('a running pod that was deleted is terminating', aPod('a').running().deleting(5), 'terminating');
  check('a pending pod that was deleted is terminating', aPod('a').deleting(5), 'terminating');
  check('a pod that succeeded', aPod('a').succeeded(5), 'succeeded');
  check('a pod that ended well although it was deleted has succeeded', aPod('a').succeeded(5).deleting(3), 'succeeded');
  check('a pod that failed while being deleted has failed', aPod('a').failed(137).deleting(3), 'failed');
});

describe('attempts are ordered by index and numbered', () => {
  const check = (name: string, pods: readonly PodBuilder[], expected: readonly string[]) =>
    test(name, () => {
      const attempts = attemptsOf(pods.map((pod) => pod.build()));
      expect(attempts.map(({ pod, index, number }) => `${pod.metadata.name} ${index} #${number}`)).toEqual(expected);
    });

  check('no pods, no attempts', [], []);
  check(
    'by creation within an index',
    [aPod('late').index(0).created(9), aPod('other').index(1), aPod('early').index(0).created(1)],
    ['early 0 #1', 'late 0 #2', 'other 1 #1'],
  );
  check(
    'by what the annotations say of pods that are gone',
    [aPod('a').index(5).failureCount(2), aPod('b').index(6).failureCount(1, 3)],
    ['a 5 #3', 'b 6 #5'],
  );
  check(
    'upwards even where a deleted pod did not count as a failure',
    [aPod('a').index(0).created(1).failureCount(0), aPod('b').index(0).created(2).failureCount(0)],
    ['a 0 #1', 'b 0 #2'],
  );
  check(
    'by their counts when created within the same second',
    [aPod('a').index(0).failureCount(1), aPod('b').index(0).failureCount(0)],
    ['b 0 #1', 'a 0 #2'],
  );
  check(
    'without an index last, in order of creation',
    [aPod('b').created(2), aPod('a').created(1), aPod('c').index(7)],
    ['c 7 #1', 'a undefined #1', 'b undefined #2'],
  );
});

describe('when an attempt started and ended', () => {
  const check = (name: string, pod: PodBuilder, started: string | undefined, finished: string | undefined) =>
    test(name, () => {
      const [attempt] = attemptsOf([pod.build()]);
      expect([attempt?.startedAt, attempt?.finishedAt]).toEqual([started, finished]);
    });

  check('a pod that waits has done neither', aPod('a'), undefined, undefined);
  check('from the first container that started', aPod('a').running(7), at(7), undefined);
  check(
    'a container that ended in a running pod ends no attempt',
    aPod('a')
      .running(0)
      .terminated('main', { finishedAt: at(3) }),
    at(0),
    undefined,
  );
  check(
    'to the last container that ended',
    aPod('a')
      .failed(1, 5)
      .terminated('side', { startedAt: at(2), finishedAt: at(9) }),
    at(0),
    at(9),
  );
  check('after a restart, from the start of the pod', aPod('a').running(3).restarts(2), at(3), undefined);
});

describe('finishTimeOf follows the controller', () => {
  const check = (name: string, pod: PodBuilder, expected: string | undefined) =>
    test(name, () => expect(finishTimeOf(pod.build())).toBe(expected));
  const ended = (exitCode: number, seconds: number) => ({
    state: {
      kind: 'terminated' as const,
      ...{ exitCode, signal: undefined, reason: '', message: '' },
      ...{ startedAt: at(0), finishedAt: at(seconds) },
    },
  });

  check('the last container to end', aPod('a').failed(1, 5), at(5));
  check(
    'an init container that outlived the others',
    aPod('a').succeeded(5).initContainer('side', ended(143, 8)),
    at(8),
  );
  check(
    'not ready since, if a container has not ended',
    aPod('a').container('main', {}).condition('Ready', { status: 'False', seconds: 4 }),
    at(4),
  );
  check('the request to delete it, if nothing else is known', aPod('a').deleting(36), at(6));
  check('or the deletion itself, where it had no grace period', aPod('a').deleting(6, 0), at(6));
  check('a pod that runs, too', aPod('a').running(2).deleting(36), at(6));
  check(
    'the init container that failed, though the others never began',
    aPod('a')
      .container('main', {})
      .initContainer('init', ended(1, 8))
      .condition('Ready', { status: 'False', seconds: 4 }),
    at(8),
  );
  check(
    'not the main container while a sidecar still ends',
    aPod('a').succeeded(5).initContainer('side', {}).condition('Ready', { status: 'False', seconds: 7 }),
    at(7),
  );
  check('unknown', aPod('a'), undefined);
});

describe('countsAsFailed', () => {
  const check = (name: string, pod: PodBuilder, podReplacementPolicy: string, expected: boolean) =>
    test(name, () => expect(countsAsFailed(pod.build(), { podReplacementPolicy })).toBe(expected));

  check('phase Failed, always', aPod('a').failed(1), 'Failed', true);
  check(
    'a deleted pod that runs, with TerminatingOrFailed',
    aPod('a').running().deleting(1),
    'TerminatingOrFailed',
    true,
  );
  check('a deleted pod that runs, not with Failed', aPod('a').running().deleting(1), 'Failed', false);
  check('never once it has succeeded', aPod('a').succeeded().deleting(1), 'TerminatingOrFailed', false);
  check('not while it runs undisturbed', aPod('a').running(), 'TerminatingOrFailed', false);
});

describe('wasLetGo', () => {
  const check = (name: string, job: JobBuilder, pod: PodBuilder, expected: boolean) =>
    test(name, () => expect(wasLetGo(pod.build(), job.build())).toBe(expected));

  const deleted = () => aPod('a').running(1).deleting(9);
  const freed = () => deleted().metadata({ finalizers: [] });
  check('not a pod that nobody deleted', aJob('j').suspend(), aPod('a').failed(1), false);
  check('deleted while the Job is suspended', aJob('j').suspend(), deleted(), true);
  check('deleted, and still to be counted', aJob('j'), deleted(), false);
  check('freed where nothing ever failed: scaled down', aJob('j'), freed(), true);
  check('freed after it was counted as failed', aJob('j').failedPods(1), freed(), false);
  check('freed by a suspension that is over', resumed(20).failedPods(1), freed(), true);
  check('freed after the resume: counted', resumed(20).failedPods(1), freed().created(30), false);

  function resumed(seconds: number): JobBuilder {
    return aJob('j').condition('Suspended', { status: 'False', reason: 'JobResumed', seconds });
  }
});

describe('where indexes stand', () => {
  const check = (name: string, job: Job, pods: readonly PodBuilder[], expected: string) =>
    test(name, () => expect(printed(indexStates(job, attemptsOf(pods.map((pod) => pod.build()))))).toBe(expected));

  const fresh = () => aJob('sweep').indexed(4);
  const letGo = { finalizers: [] };

  check('a Job without indexes has none', aJob('pi').completions(5).build(), [aPod('a').running()], '');
  check('nothing has begun', fresh().build(), [], 'pending 0-3');
  check(
    'an index with an active pod is running, whatever became of the pod before',
    fresh().build(),
    [aPod('a').index(1).failed(1), aPod('b').index(1).created(9), aPod('c').index(2).running()],
    'running 1,2 pending 0,3',
  );
  check(
    'a failed try without another yet is retrying',
    fresh().build(),
    [aPod('a').index(2).failed(1)],
    'retrying 2 pending 0,1,3',
  );
  check(
    'a lost pod is retrying, too',
    fresh().build(),
    [aPod('a').index(2).running().deleting(5)],
    'retrying 2 pending 0,1,3',
  );
  check(
    'completed is what status says',
    fresh().completed('0,2').build(),
    [aPod('a').index(0).succeeded(1)],
    'completed 0,2 pending 1,3',
  );
  check(
    'a success that is not counted yet is still running',
    fresh().build(),
    [aPod('a').index(0).succeeded(1)],
    'running 0 pending 1-3',
  );
  check(
    'a success that the controller let go of, as when suspending, is worth nothing',
    fresh().suspend().build(),
    [aPod('a').index(0).succeeded(1).deleting(0).metadata(letGo)],
    'pending 0-3',
  );
  check(
    'pods deleted by suspending leave their indexes pending',
    fresh().suspend().build(),
    [
      aPod('a').index(0).running().deleting(3),
      aPod('b').index(1).failed(143).deleting(3),
      aPod('c').index(2).failed(1),
    ],
    'retrying 2 pending 0,1,3',
  );
  check(
    'failed is what status says, with backoffLimitPerIndex',
    fresh().backoffLimitPerIndex(1).failed('1').build(),
    [aPod('a').index(1).failed(1), aPod('b').index(2).failed(1)],
    'failed 1 retrying 2 pending 0,3',
  );
  check(
    'without it, no index has failed before the Job does',
    fresh().failedFor('BackoffLimitExceeded', '', 9).build(),
    [aPod('a').index(1).failed(1)],
    'failed 1 pending 0,2,3',
  );
  check(
    'while the Job is failing, an index whose pod still ends has failed as well',
    fresh().condition('FailureTarget').build(),
    [aPod('a').index(1).failed(1), aPod('b').index(2).running().deleting(9)],
    'failed 1,2 pending 0,3',
  );
  check(
    'a failed Job with backoffLimitPerIndex has the failed indexes of its status, no more',
    fresh().backoffLimitPerIndex(3).failed('1').failedFor('DeadlineExceeded', '', 9).build(),
    [aPod('a').index(2).failed(137)],
    'failed 1 pending 0,2,3',
  );
  check(
    'when success was declared early, nothing is tried again',
    fresh().completed('0').condition('SuccessCriteriaMet').build(),
    [aPod('a').index(1).failed(1), aPod('b').index(2).running().deleting(9)],
    'completed 0 pending 1-3',
  );
  check(
    'junk in status is left out',
    fresh().status({ completedIndexes: '1,x,7-9', failedIndexes: '1,2,-4' }).build(),
    [],
    'completed 1 failed 2 pending 0,3',
  );
  check(
    'a pod beyond completions (scaled down) is nobody’s',
    fresh().build(),
    [aPod('a').index(9).running()],
    'pending 0-3',
  );

  test('a million completions cost what ten do', () => {
    const states = indexStates(aJob('big').indexed(1_000_000).completed('0-999989').build(), []);
    expect(printed(states)).toBe('completed 0-999989 pending 999990-999999');
  });
});

test('the states are a partition of all indexes, whatever pods there are', () => {
  const indexes = fc.array(fc.nat(25), { maxLength: 12 }).map((list) => printIndexes(indexesOf(list)));
  const pods = fc.array(fc.tuple(fc.nat(25), fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 20 });
  const conditions = fc.subarray(['FailureTarget', 'Failed', 'SuccessCriteriaMet', 'Complete']);
  fc.assert(
    fc.property(
      fc.nat(20),
      indexes,
      indexes,
      pods,
      conditions,
      fc.boolean(),
      (completions, done, lost, seeds, types, perIndex) => {
        const base = aJob('any').indexed(completions).status({ completedIndexes: done, failedIndexes: lost });
        const job = types.reduce(
          (builder, type) => builder.condition(type),
          perIndex ? base.backoffLimitPerIndex(1) : base,
        );
        const states = indexStates(job.build(), attemptsOf(seeds.map(podFrom)));
        const sets = Object.values(states);
        expect(printIndexes(unionIndexes(...sets))).toBe(
          printIndexes(completions === 0 ? [] : [{ first: 0, last: completions - 1 }]),
        );
        expect(sets.reduce((sum, set) => sum + countIndexes(set), 0)).toBe(completions);
        expect(intersectIndexes(states.failed, states.running)).toEqual([]);
      },
    ),
  );
});

test('a hundred thousand pods are sorted out in no time', () => {
  const pods = Array.from({ length: 100_000 }, (_, i) => podFrom([(i * 7919) % 50_000, i % 6, false], i));
  const begun = performance.now();
  const attempts = attemptsOf(pods);
  const states = indexStates(aJob('big').indexed(50_000).build(), attempts);
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(attempts).toHaveLength(100_000);
  expect(Object.values(states).reduce((sum, set) => sum + countIndexes(set), 0)).toBe(50_000);
});

function podFrom([index, kind, deleted]: readonly [number, number, boolean], position: number): Pod {
  const pod = aPod(`p${position}`)
    .index(index)
    .created(position % 60);
  const shaped =
    [pod, pod.node('n'), pod.running(), pod.succeeded(), pod.failed(1), pod.with({ phase: 'Unknown' })][kind] ?? pod;
  return (deleted ? shaped.deleting(5) : shaped).build();
}

function printed(states: IndexStates): string {
  const parts = Object.entries(states).filter(([, intervals]) => intervals.length > 0);
  return parts.map(([state, intervals]) => `${state} ${printIndexes(intervals)}`).join(' ');
}
