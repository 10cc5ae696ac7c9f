import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseCronJob, normaliseEvent, normaliseJob, normalisePod } from '../../src/cluster/normalise.ts';
import { recordingFile } from '../support/recordings.ts';

describe('defaults of 1.36 are filled in where an older server, or a manifest, left them out', () => {
  const check = (name: string, spec: object, expected: object) =>
    test(name, () => expect(normaliseJob({ spec }).spec).toMatchObject(expected));

  check('nothing given: one completion, one at a time', {}, { completions: 1, parallelism: 1 });
  check('parallelism alone makes a work queue', { parallelism: 3 }, { completions: undefined, parallelism: 3 });
  check('completions alone run one at a time', { completions: 3 }, { completions: 3, parallelism: 1 });
  check('parallelism 0 stays 0', { parallelism: 0, completions: 3 }, { parallelism: 0 });
  check('back-off limit', {}, { backoffLimit: 6, backoffLimitPerIndex: undefined });
  check('no limit for the whole with one per index', { backoffLimitPerIndex: 1 }, { backoffLimit: 2 ** 31 - 1 });
  check('both limits given', { backoffLimitPerIndex: 1, backoffLimit: 4 }, { backoffLimit: 4 });
  check('mode and suspend', {}, { completionMode: 'NonIndexed', suspend: false, managedBy: undefined });
  check('replacement without a failure policy', {}, { podReplacementPolicy: 'TerminatingOrFailed' });
  check('replacement with one', { podFailurePolicy: { rules: [] } }, { podReplacementPolicy: 'Failed' });
  check('no failure policy', {}, { podFailurePolicy: undefined, successPolicy: undefined });
  check('a policy without rules is a policy', { podFailurePolicy: {} }, { podFailurePolicy: [] });
  check(
    'a condition pattern asks for True',
    { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
    {
      podFailurePolicy: [
        { action: 'Ignore', onExitCodes: undefined, onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
  );
});

test('the source is what was sent, without managedFields', () => {
  const job = { kind: 'Job', metadata: { name: 'a', managedFields: [{}], uid: 'u' }, spec: { suspend: true } };
  expect(normaliseJob(job).source).toEqual({ ...job, metadata: { name: 'a', uid: 'u' } });
  expect(job.metadata.managedFields).toEqual([{}]);
});

test('conditions are told apart by all they say', () => {
  const condition = {
    type: 'Ready',
    status: 'True',
    reason: 'a',
    message: 'b',
    lastTransitionTime: '2026-11-21T10:00:00Z',
  };
  const others = [
    condition,
    { ...condition, type: 'Done' },
    { ...condition, status: 'False' },
    { ...condition, reason: 'b', message: 'a' },
    { ...condition, lastTransitionTime: '2026-11-21T10:00:01Z' },
    condition,
  ];
  expect(normalisePod({ status: { conditions: others } }).conditions).toEqual(others);
});

describe('what is of the wrong type is left out and named', () => {
  const check = (name: string, job: unknown, path: string, found: string) =>
    test(name, () => expect(normaliseJob(job).junk).toContainEqual({ path, found }));

  check('a Job that is no object', 'hello', '', '"hello"');
  check('a status that is a list', { status: [1] }, 'status', 'a list');
  check('a counter that is a text', { status: { active: 'two' } }, 'status.active', '"two"');
  check('a negative counter', { status: { failed: -1 } }, 'status.failed', '-1');
  check('half a pod', { status: { succeeded: 1.5 } }, 'status.succeeded', '1.5');
  check('a time that is none', { status: { startTime: 'noon' } }, 'status.startTime', '"noon"');
  check('a condition that is a number', { status: { conditions: [3] } }, 'status.conditions[0]', '3');
  check('a condition without a type', { status: { conditions: [{}] } }, 'status.conditions[0].type', 'nothing');
  check('indexes as a list', { status: { completedIndexes: [0, 1] } }, 'status.completedIndexes', 'a list');
  check('a label that is a number', { metadata: { labels: { a: 1 } } }, 'metadata.labels.a', '1');
  check('an unknown mode', { spec: { completionMode: 'Both' } }, 'spec.completionMode', '"Both"');
  check(
    'an exit code deep in the policy',
    { spec: { podFailurePolicy: { rules: [{ onExitCodes: { values: [1, null] } }] } } },
    'spec.podFailurePolicy.rules[0].onExitCodes.values[1]',
    'nothing',
  );
  check('a long text is cut', { status: { active: 'x'.repeat(200) } }, 'status.active', `"${'x'.repeat(60)}"…`);

  test('a counter that cannot be read counts as absent', () => {
    const { status } = normaliseJob({ status: { active: 'two', ready: {}, failed: [] } });
    expect(status).toMatchObject({ active: 0, ready: undefined, failed: 0 });
  });

  test('null is absent, not wrong', () => {
    expect(normaliseJob({ metadata: null, spec: { suspend: null }, status: { conditions: null } }).junk).toEqual([]);
  });

  test('whatever JSON comes in, an object comes out', () => {
    const shaped = fc.record({
      metadata: fc.oneof(fc.jsonValue(), fc.record({ labels: fc.jsonValue(), ownerReferences: fc.jsonValue() })),
      spec: fc.oneof(fc.jsonValue(), fc.record({ template: fc.jsonValue(), podFailurePolicy: fc.jsonValue() })),
      status: fc.oneof(fc.jsonValue(), fc.record({ conditions: fc.jsonValue(), containerStatuses: fc.jsonValue() })),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), shaped), (json) => {
        expect(normaliseJob(json).status.conditions).toBeInstanceOf(Array);
        expect(normalisePod(json).containerStatuses).toBeInstanceOf(Array);
        expect(normaliseEvent(json).count).toBeGreaterThan(0);
        expect(normaliseCronJob(json).active).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('pods', () => {
  test('keep of their annotations only those of batch', () => {
    const annotations = { 'batch.kubernetes.io/job-completion-index': '3', 'example.com/huge': 'x'.repeat(1000) };
    const pod = normalisePod({ metadata: { annotations } });
    expect(pod.metadata.annotations).toEqual({ 'batch.kubernetes.io/job-completion-index': '3' });
  });

  const check = (name: string, state: object, expected: object) =>
    test(name, () => {
      const [container] = normalisePod({ status: { containerStatuses: [{ name: 'main', state }] } }).containerStatuses;
      expect(container?.state).toEqual(expected);
    });
  check(
    'a container that waits',
    { waiting: { reason: 'ErrImagePull' } },
    {
      kind: 'waiting',
      reason: 'ErrImagePull',
      message: '',
    },
  );
  check('a container that runs', { running: {} }, { kind: 'running', startedAt: undefined });
  check('a container without a state', {}, { kind: 'none' });
  check(
    'a container that ended with a negative code',
    { terminated: { exitCode: -1073741510 } },
    {
      kind: 'terminated',
      exitCode: -1073741510,
      signal: undefined,
      reason: '',
      message: '',
      startedAt: undefined,
      finishedAt: undefined,
    },
  );
});

describe('events of both APIs have the same times and counts', () => {
  const [early, late] = ['2026-11-21T17:48:04Z', '2026-11-21T17:49:04.123456Z'];
  const check = (name: string, event: object, expected: object) =>
    test(name, () => expect(normaliseEvent(event)).toMatchObject(expected));

  check(
    'an old one',
    { firstTimestamp: early, lastTimestamp: late, count: 3, source: { component: 'kubelet' } },
    {
      firstSeen: early,
      lastSeen: late,
      count: 3,
      from: 'kubelet',
    },
  );
  check(
    'a new one, once',
    { firstTimestamp: null, eventTime: late, reportingComponent: 'default-scheduler' },
    {
      firstSeen: late,
      lastSeen: late,
      count: 1,
      from: 'default-scheduler',
    },
  );
  check(
    'a new one, repeated',
    { eventTime: early, series: { count: 7, lastObservedTime: late } },
    {
      firstSeen: early,
      lastSeen: late,
      count: 7,
    },
  );
});

test('what a real server sent about a Job of 120 indexes is read without a piece of junk', () => {
  const list = JSON.parse(readFileSync(recordingFile('wire', 'pods.json'), 'utf8'));
  const pods = list.items.map(normalisePod);
  expect(pods.length).toBeGreaterThan(100);
  expect(new Set(pods.map((pod: ReturnType<typeof normalisePod>) => pod.metadata.uid)).size).toBe(pods.length);
  const job = normaliseJob(JSON.parse(readFileSync(recordingFile('wire', 'jobs.json'), 'utf8')).items[0]);
  expect(job.junk).toEqual([]);
  expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 120 });
});
