import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginRecord,
  type DisruptionRecord,
  withDisrupted,
  withJob,
  withPod,
} from '../../../src/batch/disruption/record.ts';
import { type DisruptionVerdict, disruptionVerdict, verdictAtDeadline } from '../../../src/batch/disruption/verdict.ts';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { anEvent } from '../../support/build-event.ts';
import { at, atMs } from '../../support/build-time.ts';
import { aJob, aPod, aPolicyRule, type JobBuilder, type PodBuilder } from '../../support/builders.ts';

const IGNORE = aPolicyRule('Ignore', { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] });
const FAIL_ON_143 = aPolicyRule('FailJob', {
  onExitCodes: { containerName: undefined, operator: 'In', values: [143] },
});

/** The pod is evicted at second 20. */
const victim = () => aPod('victim').ofJob('sweep').created(0).node('node1').running(1);
const evicted = (pod: PodBuilder) =>
  pod.condition('DisruptionTarget', { seconds: 20, reason: 'EvictionByEvictionAPI' }).metadata({
    deletionTimestamp: at(50),
    deletionGracePeriodSeconds: 30,
  });
/** Without a condition; the API server moves the timestamp when the pod has ended, and takes the rest of the grace period off. */
const deleted = (pod: PodBuilder, until: number, graceSeconds: number) =>
  pod.metadata({ deletionTimestamp: at(until), deletionGracePeriodSeconds: graceSeconds });
const endedAfterwards = () => deleted(aPod('victim').ofJob('sweep').created(0).node('node1').succeeded(44), 45, 0);
const released = (pod: PodBuilder) => pod.metadata({ finalizers: [] });
const failed = (code = 143, second = 21) =>
  evicted(aPod('victim').ofJob('sweep').created(0).node('node1')).failed(code, second);
const succeeded = (second: number) => evicted(aPod('victim').ofJob('sweep').created(0).node('node1')).succeeded(second);
const replacement = () => aPod('next').ofJob('sweep').created(31).node('node2').running(33);

interface Story {
  readonly before: JobBuilder;
  readonly others?: readonly PodBuilder[];
  /** In order; a pod of the name `victim` is the one that was evicted. */
  readonly seen: readonly (Pod | Job | { readonly gone: Pod })[];
}

function told({ before, others = [], seen }: Story): DisruptionRecord {
  const first = victim().build();
  const begun = beginRecord(before.build(), [first, ...others.map((other) => other.build())]);
  return seen.reduce(
    (record, one) =>
      'gone' in one ? withPod(record, one.gone, true) : 'phase' in one ? withPod(record, one) : withJob(record, one),
    withDisrupted(begun, first.metadata.uid, atMs(20)),
  );
}

function index3(pod: PodBuilder): PodBuilder {
  return pod.index(3).failureCount(0);
}

const sweep = () => aJob('sweep').started(0).active(1);
const ignoring = () => sweep().podFailurePolicy(IGNORE).backoffLimit(0);

describe('once the controller has let the pod go', () => {
  const check = (name: string, story: Story, expected: object) =>
    test(name, () => expect(disruptionVerdict(told(story), 'uid-of-victim')).toMatchObject(expected));

  check(
    'nothing is decided while the pod goes',
    { before: ignoring(), seen: [evicted(victim()).build()] },
    {
      kind: 'undecided',
      waitsFor: 'end',
    },
  );
  check(
    'nothing is decided while the controller holds it',
    { before: ignoring(), seen: [failed().build()] },
    {
      kind: 'undecided',
      waitsFor: 'count',
    },
  );
  check(
    'a plain deletion that was heeded at once came first, though its time is written anew at the end',
    {
      before: sweep(),
      seen: [
        victim()
          .metadata({ deletionTimestamp: at(50), deletionGracePeriodSeconds: 30 })
          .build(),
        {
          gone: released(aPod('victim').ofJob('sweep').created(0).node('node1').failed(143, 20))
            .metadata({ deletionTimestamp: at(23), deletionGracePeriodSeconds: 0 })
            .build(),
        },
        sweep().failedPods(1).build(),
        replacement().build(),
      ],
    },
    { kind: 'counted', retriesLeft: 5 },
  );
  check(
    'not counted is not held before something runs in its place',
    { before: ignoring(), seen: [{ gone: failed().build() }, aPod('next').created(31).build()] },
    { kind: 'undecided', waitsFor: 'replacement' },
  );
  check(
    'held',
    { before: ignoring(), seen: [{ gone: failed().build() }, replacement().build()] },
    {
      kind: 'held',
      rule: { action: 'Ignore', rule: 0 },
      replacement: { pod: { metadata: { name: 'next' } }, afterMs: 10_000 },
    },
  );
  check(
    'held, though another pod failed and was counted meanwhile',
    {
      before: ignoring().backoffLimit(6).parallelism(2).completions(2),
      others: [aPod('other').ofJob('sweep').running(1)],
      seen: [
        aPod('other').ofJob('sweep').failed(1, 22).metadata({ finalizers: [] }).build(),
        { gone: failed().build() },
        ignoring().backoffLimit(6).parallelism(2).completions(2).failedPods(1).build(),
        replacement().build(),
      ],
    },
    { kind: 'held' },
  );
  check(
    'counted, by the counter alone',
    {
      before: sweep(),
      seen: [{ gone: failed().build() }, sweep().failedPods(1).build(), replacement().build()],
    },
    { kind: 'counted', rule: { action: 'Default' }, retriesLeft: 5, of: 'job' },
  );
  check(
    'counted, by the controller’s own word, though the pod ended with 0',
    {
      before: sweep(),
      seen: [
        sweep()
          .uncounted({ failed: ['uid-of-victim'] })
          .build(),
        released(evicted(victim())).build(),
        sweep().failedPods(1).build(),
        replacement().build(),
        { gone: released(succeeded(40)).build() },
      ],
    },
    { kind: 'counted', retriesLeft: 5 },
  );
  check(
    'the Job failed',
    {
      before: sweep().backoffLimit(0),
      seen: [
        sweep()
          .backoffLimit(0)
          .uncounted({ failed: ['uid-of-victim'] })
          .condition('FailureTarget', { reason: 'BackoffLimitExceeded', message: 'm' })
          .build(),
      ],
    },
    { kind: 'job-failed', end: { reason: 'BackoffLimitExceeded' } },
  );
  check(
    'the Job failed by a rule that an exit code matched first',
    {
      before: sweep().podFailurePolicy(FAIL_ON_143, IGNORE),
      seen: [
        failed(143).build(),
        sweep()
          .podFailurePolicy(FAIL_ON_143, IGNORE)
          .condition('FailureTarget', {
            reason: 'PodFailurePolicy',
            message: 'Container main for pod default/victim failed with exit code 143 matching FailJob rule at index 0',
          })
          .build(),
      ],
    },
    { kind: 'job-failed', rule: { action: 'FailJob', rule: 0 } },
  );
  check(
    'the Job failed, but for another pod',
    {
      before: ignoring(),
      seen: [
        ignoring()
          .condition('FailureTarget', {
            reason: 'PodFailurePolicy',
            message: 'Container main for pod default/victim-2 failed with exit code 1 matching FailJob rule at index 1',
          })
          .build(),
      ],
    },
    { kind: 'inconclusive', why: 'job-ended' },
  );
  check(
    'the Job ran into its deadline',
    {
      before: ignoring(),
      seen: [ignoring().condition('FailureTarget', { reason: 'DeadlineExceeded', message: 'm' }).build()],
    },
    { kind: 'inconclusive', why: 'job-ended' },
  );
  check(
    'the pod had ended by itself a second before',
    { before: ignoring(), seen: [{ gone: failed(0, 19).build() }] },
    {
      kind: 'inconclusive',
      why: 'ended-first',
    },
  );
  check(
    'the Job was suspended',
    { before: ignoring(), seen: [ignoring().suspend().build()] },
    { kind: 'inconclusive', why: 'suspended' },
  );
  check(
    'stopped when it was told to',
    { before: ignoring(), seen: [{ gone: released(succeeded(20)).build() }] },
    {
      kind: 'counted-as-success',
      how: 'stopped-early',
      isSure: false,
    },
  );
  check(
    'worked on and was done, and no condition says since when: deleted, or on a server before 1.26',
    { before: ignoring(), seen: [deleted(victim(), 50, 30).build(), { gone: released(endedAfterwards()).build() }] },
    { kind: 'counted-as-success', how: 'finished' },
  );
  check(
    'worked on and was done',
    { before: ignoring(), seen: [{ gone: released(succeeded(44)).build() }] },
    {
      kind: 'counted-as-success',
      how: 'finished',
      isSure: false,
    },
  );
  check(
    'others take twice as long',
    {
      before: ignoring(),
      others: [aPod('other').ofJob('sweep').succeeded(60)],
      seen: [{ gone: released(succeeded(30)).build() }],
    },
    { kind: 'counted-as-success', how: 'stopped-early', isSure: true },
  );
});

describe('with indexes', () => {
  const check = (name: string, story: Story, expected: object) =>
    test(name, () => expect(disruptionVerdict(told(story), 'uid-of-victim')).toMatchObject(expected));
  const indexed = () => sweep().indexed(5).parallelism(2).backoffLimitPerIndex(1);
  const gone = () => ({ gone: index3(failed()).build() });
  const atFirst = index3(victim()).build();

  check(
    'the index is failed',
    { before: indexed(), seen: [atFirst, gone(), indexed().failed('3').build()] },
    {
      kind: 'index-failed',
      index: 3,
    },
  );
  check(
    'another index that takes the place does not make it held',
    {
      before: indexed().podFailurePolicy(IGNORE),
      seen: [atFirst, gone(), aPod('next').ofJob('sweep').index(4).created(25).running(26).build()],
    },
    { kind: 'undecided', waitsFor: 'replacement' },
  );
  check(
    'the index runs again',
    {
      before: indexed().podFailurePolicy(IGNORE),
      seen: [atFirst, gone(), aPod('next').ofJob('sweep').index(3).created(31).running(32).build()],
    },
    { kind: 'held' },
  );
  check(
    'counted against the index',
    {
      before: indexed().backoffLimitPerIndex(2),
      seen: [
        atFirst,
        gone(),
        indexed().backoffLimitPerIndex(2).failedPods(1).build(),
        aPod('next').ofJob('sweep').index(3).created(31).running(32).build(),
      ],
    },
    { kind: 'counted', of: 'index', retriesLeft: 1 },
  );
});

describe('when time is up', () => {
  const check = (
    name: string,
    story: Story,
    expected: object,
    events: Parameters<typeof verdictAtDeadline>[2]['events'] = [],
  ) =>
    test(name, () =>
      expect(verdictAtDeadline(told(story), 'uid-of-victim', { events, now: atMs(320) })).toMatchObject(expected),
    );
  const goneAndNothing = { before: ignoring(), seen: [{ gone: failed().build() }] };

  check('a quota refuses the replacement', goneAndNothing, { kind: 'no-replacement', why: 'quota' }, [
    anEvent('FailedCreate', 'Error creating: pods "sweep-x" is forbidden: exceeded quota: few', { lastSeen: at(32) }),
  ]);
  check(
    'no node takes the replacement',
    {
      before: ignoring(),
      seen: [
        { gone: failed().build() },
        aPod('next').ofJob('sweep').created(31).unschedulable('0/1 nodes are available').build(),
      ],
    },
    { kind: 'no-replacement', why: 'unschedulable' },
  );
  check(
    'the pod does not end, and is waited for',
    { before: ignoring(), seen: [evicted(victim()).build()] },
    {
      kind: 'no-replacement',
      why: 'pod-replacement-policy',
    },
  );
  check(
    'the controller does not count',
    { before: ignoring(), seen: [failed().build()] },
    {
      kind: 'inconclusive',
      why: 'timed-out',
    },
  );
  check('nothing is known of why', goneAndNothing, { kind: 'no-replacement' });
});

test('of two pods that were disrupted together, each is judged by what the policy says of it', () => {
  const policy = () => ignoring().backoffLimit(6).completions(2).parallelism(2);
  const other = () => aPod('other').ofJob('sweep').created(0).node('node1');
  const record = [failed().build(), other().failed(1, 22).deleting(50).build()].reduce(
    (seen, pod) => withPod(seen, pod, true),
    withDisrupted(
      withDisrupted(
        beginRecord(policy().build(), [victim().build(), other().running(1).build()]),
        'uid-of-victim',
        atMs(20),
      ),
      'uid-of-other',
      atMs(20),
    ),
  );
  const replaced = [aPod('a').created(31).running(32), aPod('b').created(31).running(32)].reduce(
    (seen, pod) => withPod(seen, pod.build()),
    withJob(record, policy().failedPods(1).build()),
  );
  expect(disruptionVerdict(replaced, 'uid-of-victim').kind).toBe('held');
  expect(disruptionVerdict(replaced, 'uid-of-other').kind).toBe('counted');
});

test('the order in which the watches tell changes no verdict', () => {
  const job = () => sweep().backoffLimit(3).completions(3).parallelism(2);
  const pods = [evicted(victim()).build(), failed().build(), { gone: released(failed()).build() }];
  const jobs = [
    job()
      .uncounted({ failed: ['uid-of-victim'] })
      .build(),
    job().failedPods(1).build(),
  ];
  const comer = [aPod('next').ofJob('sweep').created(31).build(), replacement().build()];
  const interleaving = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(interleaving, (turns) => {
      const queues = [[...pods], [...jobs], [...comer]];
      const seen: Story['seen'][number][] = [];
      for (const turn of [...turns, 0, 0, 0, 1, 1, 2, 2]) seen.push(...(queues[turn]?.splice(0, 1) ?? []));
      const verdict = disruptionVerdict(told({ before: job(), seen }), 'uid-of-victim') as DisruptionVerdict;
      expect(verdict).toMatchObject({ kind: 'counted', retriesLeft: 2 });
    }),
  );
});
