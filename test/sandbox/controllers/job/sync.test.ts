/** One look of the Job controller: what it does for Jobs and pods as they stand. Facts: JobController of Kubernetes 1.36. */
import { describe, expect, test } from 'vitest';
import { NO_FAILURES } from '../../../../src/sandbox/controllers/job/backoff-memory.ts';
import { count } from '../../../../src/sandbox/controllers/job/count.ts';
import { withStatus } from '../../../../src/sandbox/controllers/job/status.ts';
import { type Hands, sync } from '../../../../src/sandbox/controllers/job/sync.ts';
import { aJob, aPod, aPolicyRule, at, atMs } from '../../../support/builders.ts';

interface Scene {
  readonly job: ReturnType<typeof aJob>;
  readonly pods?: readonly ReturnType<typeof aPod>[];
  /** Seconds; 100 unless said. */
  readonly now?: number;
}

const NOW = 100;

/** What one look does, in order, one word a deed; statuses as they are written. */
function look({ job, pods = [], now = NOW }: Scene): {
  readonly deeds: readonly string[];
  readonly againIn?: number | undefined;
} {
  const deeds: string[] = [];
  let written = '';
  const namesOf = (of: readonly { readonly metadata: { readonly name: string } }[]) =>
    of.map((pod) => pod.metadata.name).join();
  const hands: Hands = {
    now: atMs(now),
    createPods: (tries) => {
      deeds.push(
        `create ${tries.map((attempt) => (attempt ? `#${attempt.index}${attempt.failures ? `(${attempt.failures.counted}+${attempt.failures.ignored})` : ''}` : 'pod')).join()}`,
      );
      return tries.length;
    },
    deletePods: (some) => {
      if (some.length > 0) deeds.push(`delete ${namesOf(some)}`);
      return some.length;
    },
    dropPods: (some) => {
      deeds.push(`drop ${namesOf(some)}`);
      return some.length;
    },
    release: (some) => {
      if (some.length > 0) deeds.push(`release ${namesOf(some)}`);
    },
    writeStatus: (status) => {
      if (status.ready > status.active) {
        deeds.push(`refused ${status.ready} ready of ${status.active}`);
        return 'refused';
      }
      const text = told(withStatus({ metadata: { name: 'x' } }, status).status);
      if (text === written) return 'same';
      deeds.push(text);
      written = text;
      return 'written';
    },
    event: (type, { reason }) => deeds.push(`${type} ${reason}`),
  };
  const built = job.build();
  const { againInMs } = sync(
    count(
      built,
      pods.map((pod) => pod.build()),
    ),
    NO_FAILURES,
    hands,
  );
  return { deeds, againIn: againInMs === undefined ? undefined : againInMs / 1000 };
}

/** A status in one line: `active 2, succeeded 1, completed 0, Complete`. */
function told(status: unknown): string {
  const s = status as Record<string, unknown>; // what withStatus has just made
  const conditions = (Array.isArray(s.conditions) ? s.conditions : []).filter(({ status: is }) => is === 'True');
  const uncounted = Object.entries(s.uncountedTerminatedPods ?? {}).map(
    ([k, v]) => `uncounted ${k} ${[v].flat().length}`,
  );
  const parts = ['active', 'terminating', 'succeeded', 'failed'].filter((k) => s[k]).map((k) => `${k} ${s[k]}`);
  const indexes = ['completedIndexes', 'failedIndexes'].filter((k) => s[k]).map((k) => `${k} ${s[k]}`);
  return `= ${[...parts, ...indexes, ...uncounted, ...conditions.map(({ type, reason }) => `${type}:${reason}`)].join(', ')}`;
}

function check(name: string, scene: Scene, deeds: readonly string[], againIn?: number): void {
  test(name, () => expect(look(scene)).toEqual({ deeds, againIn }));
}

const onDisruption = { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
const on42 = { onExitCodes: { containerName: undefined, operator: 'In', values: [42] } };
const job = () => aJob('sweep').started(0);
const running = (name: string) => aPod(name).ofJob('sweep').node('n').running(10);
const failed = (name: string, seconds = 95) => aPod(name).ofJob('sweep').node('n').failed(42, seconds);
const succeeded = (name: string) => aPod(name).ofJob('sweep').node('n').succeeded(95);

describe('pods are made', () => {
  check('as many as parallelism allows', { job: job().completions(5).parallelism(2) }, [
    'create pod,pod',
    '= active 2',
  ]);
  check('no more than are still wanted', { job: job().completions(3).parallelism(5).succeeded(2) }, [
    'create pod',
    '= active 1, succeeded 2',
  ]);
  check(
    'for the lowest pending indexes',
    { job: job().indexed(5).parallelism(3).completed('0,2').active(0), pods: [running('a').index(1)] },
    ['create #3,#4', '= active 3, succeeded 2, completedIndexes 0,2'],
  );
  check('of a work queue until one has succeeded', { job: job().workQueue().parallelism(2) }, [
    'create pod,pod',
    '= active 2',
  ]);
  check('not while the Job is suspended', { job: aJob('sweep').completions(1).suspend() }, [
    'Normal Suspended',
    '= Suspended:JobSuspended',
  ]);
  check(
    'not before the back-off is over, and status says that none is active',
    { job: job().completions(1), pods: [failed('a')] },
    ['= uncounted failed 1', 'release a', '= failed 1'],
    5,
  );
  check(
    'when less than a second of the back-off is left, a whole one is waited',
    { job: job().completions(1), pods: [failed('a', 95)], now: 104.6 },
    ['= uncounted failed 1', 'release a', '= failed 1'],
    1,
  );
  check(
    'a deleted pod is a failure since it was asked to go: the back-off begins then, not when its grace period is over',
    { job: job().completions(1), pods: [running('a').deleting(126)] },
    ['= terminating 1, uncounted failed 1', 'release a', '= terminating 1, failed 1'],
    6,
  );
  check(
    'with podReplacementPolicy Failed not before the old one has ended',
    {
      job: job().completions(1).spec({ podReplacementPolicy: 'Failed' }),
      pods: [running('a').deleting(120)],
    },
    ['= terminating 1'],
  );
});

describe('pods are dropped', () => {
  check(
    'all when the Job is suspended',
    { job: job().completions(2).parallelism(2).suspend(), pods: [running('a'), running('b')] },
    ['drop a,b', 'Normal Suspended', '= terminating 2, Suspended:JobSuspended'],
  );
  check(
    'those that have done least when parallelism goes down',
    { job: job().completions(5).parallelism(1), pods: [running('a'), aPod('b').ofJob('sweep')] },
    ['drop b', '= active 1, terminating 1'],
  );
  check(
    'those of which a container was restarted most often, however few restarts there were in all',
    {
      job: job().completions(5).parallelism(1),
      pods: [
        running('a').container('side', { restartCount: 2 }).restarts(2),
        running('b').container('side', { restartCount: 0 }).restarts(3),
      ],
    },
    ['drop b', '= active 1, terminating 1'],
  );
  const all = Array.from({ length: 501 }, (_, i) => running(`p${i}`));
  check(
    'more than 500 at once only when the Job is suspended',
    { job: job().completions(600).parallelism(600).suspend(), pods: all },
    [`drop ${all.map((_, i) => `p${i}`).join()}`, 'Normal Suspended', '= terminating 501, Suspended:JobSuspended'],
  );
  check('and else the rest at the next look', { job: job().completions(600).parallelism(0), pods: all }, [
    `drop ${Array.from({ length: 500 }, (_, i) => `p${i}`).join()}`,
    '= active 1, terminating 500',
  ]);
  check(
    'the second pod of an index, the newer one',
    { job: job().indexed(2).parallelism(2), pods: [running('a').index(0), running('b').index(0).created(20)] },
    ['drop b', '= active 1, terminating 1'],
  );
});

describe('the end', () => {
  check(
    'Complete comes after the last pod is counted',
    { job: job().indexed(1).parallelism(1), pods: [succeeded('a').index(0)] },
    [
      '= succeeded 1, completedIndexes 0, SuccessCriteriaMet:CompletionsReached',
      'release a',
      '= succeeded 1, completedIndexes 0, SuccessCriteriaMet:CompletionsReached, Complete:CompletionsReached',
      'Normal Completed',
    ],
  );
  check(
    'a FailJob rule deletes what runs and counts it too',
    {
      job: job().completions(3).parallelism(2).podFailurePolicy(aPolicyRule('FailJob', on42)),
      pods: [failed('a'), running('b')],
    },
    [
      'delete b',
      '= terminating 1, uncounted failed 2, FailureTarget:PodFailurePolicy',
      'release a,b',
      '= terminating 1, failed 2, FailureTarget:PodFailurePolicy',
    ],
  );
  check(
    'but not a pod that the policy would have ignored, though it has not failed yet',
    {
      job: job()
        .completions(3)
        .parallelism(3)
        .podFailurePolicy(aPolicyRule('Ignore', onDisruption), aPolicyRule('FailJob', on42)),
      pods: [failed('a'), running('b'), running('c').deleting(120).condition('DisruptionTarget')],
    },
    [
      'delete b',
      '= terminating 2, uncounted failed 2, FailureTarget:PodFailurePolicy',
      'release a,b,c',
      '= terminating 2, failed 2, FailureTarget:PodFailurePolicy',
    ],
  );
  check(
    'a Job that is being deleted is not over while a pod is active, though it has what it wants',
    {
      job: job()
        .completions(1)
        .succeeded(1)
        .metadata({ deletionTimestamp: at(90) }),
      pods: [running('a')],
    },
    ['= active 1, succeeded 1', 'release a'],
  );
  check(
    'what has ended is counted 500 at a time, and the end waits for the last',
    {
      job: job().completions(501).parallelism(501),
      pods: Array.from({ length: 501 }, (_, i) => succeeded(`p${i}`)),
    },
    [
      '= uncounted succeeded 500, SuccessCriteriaMet:CompletionsReached',
      `release ${Array.from({ length: 500 }, (_, i) => `p${i}`).join()}`,
      '= succeeded 500, SuccessCriteriaMet:CompletionsReached',
    ],
  );
  check(
    'the back-off limit is one failure more than it says',
    { job: job().completions(1).backoffLimit(0), pods: [failed('a')] },
    [
      '= uncounted failed 1, FailureTarget:BackoffLimitExceeded',
      'release a',
      '= failed 1, FailureTarget:BackoffLimitExceeded, Failed:BackoffLimitExceeded',
      'Warning BackoffLimitExceeded',
    ],
  );
  check(
    'an Ignored failure is not counted, but delays the next try',
    {
      job: job().completions(1).backoffLimit(0).podFailurePolicy(aPolicyRule('Ignore', on42)),
      pods: [failed('a')],
    },
    ['= ', 'release a'],
    5,
  );
  check(
    'the deadline fails the Job',
    { job: job().completions(1).spec({ activeDeadlineSeconds: 60 }), pods: [running('a')] },
    [
      'delete a',
      '= terminating 1, uncounted failed 1, FailureTarget:DeadlineExceeded',
      'release a',
      '= terminating 1, failed 1, FailureTarget:DeadlineExceeded',
    ],
  );
  check(
    'a deadline to come is come back for',
    { job: job().completions(1).spec({ activeDeadlineSeconds: 160 }).active(1), pods: [running('a')] },
    ['= active 1'],
    60,
  );
  check(
    'a met successPolicy deletes what still runs',
    {
      job: job().indexed(3).parallelism(3).successPolicy({ succeededIndexes: '0' }),
      pods: [succeeded('a').index(0), running('b').index(1)],
    },
    ['delete b', '= terminating 1, succeeded 1, completedIndexes 0, SuccessCriteriaMet:SuccessPolicy', 'release a,b'],
  );
});

describe('an index with a back-off of its own', () => {
  const perIndex = () => job().indexed(2).parallelism(2).backoffLimitPerIndex(1);
  check(
    'keeps its last failed pod until the replacement is made',
    { job: perIndex(), pods: [failed('a').index(0), aPod('b').ofJob('sweep').index(1)] },
    ['= '],
    5,
  );
  check(
    'of which another runs: the API refuses a status that says that none is active and one ready (seen: drain)',
    { job: perIndex(), pods: [failed('a').index(0), running('b').index(1)] },
    ['refused 1 ready of 0'],
    5,
  );
  check(
    'is tried again with the count of its failures',
    { job: perIndex(), pods: [failed('a', 80).index(0), running('b').index(1)] },
    ['create #0(1+0)', '= active 2'],
  );
  check(
    'is tried again with the most failures that a pod of it tells of, were there two of them',
    {
      job: job().indexed(1).parallelism(1).backoffLimitPerIndex(3).failedPods(1),
      pods: [failed('a', 70).index(0).failureCount(1), failed('b', 60).index(0).created(50)],
    },
    ['create #0(2+0)', '= active 1, failed 1, uncounted failed 1', 'release b', '= active 1, failed 2'],
  );
  check('fails with its last retry', { job: perIndex().completed('1'), pods: [failed('a').index(0).failureCount(1)] }, [
    '= succeeded 1, completedIndexes 1, failedIndexes 0, uncounted failed 1, FailureTarget:FailedIndexes',
    'release a',
    '= succeeded 1, failed 1, completedIndexes 1, failedIndexes 0, FailureTarget:FailedIndexes, Failed:FailedIndexes',
    'Warning FailedIndexes',
  ]);
});
