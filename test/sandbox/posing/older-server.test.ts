import { describe, expect, test } from 'vitest';
import { olderObject } from '../../../src/sandbox/posing/older-objects.ts';
import { olderOptions, olderRecording, playableMinor } from '../../../src/sandbox/posing/older-server.ts';
import { readRecording } from '../../../src/sandbox/replay/recording.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { RECORDINGS } from '../../support/recordings.ts';

const PREFIX = 'batch.kubernetes.io';

describe('the versions that can be played', () => {
  const check = (text: string, minor: number | undefined) =>
    test(`${text}: ${minor ?? 'no'}`, () => expect(playableMinor(text)).toBe(minor));

  check('1.24', 24);
  check('v1.27', 27);
  check('1.27.3', 27);
  check('1.36', 36);
  check('1.23', undefined);
  check('1.37', undefined);
  check('27', undefined);
  check('', undefined);
});

describe('what a Job of 1.36 is on an older server', () => {
  const job = {
    metadata: { name: 'x', labels: { [`${PREFIX}/job-name`]: 'x', 'job-name': 'x' } },
    spec: {
      backoffLimitPerIndex: 1,
      managedBy: 'kueue',
      successPolicy: {},
      podReplacementPolicy: 'Failed',
      podFailurePolicy: { rules: [{ action: 'FailIndex' }, { action: 'Ignore' }] },
      selector: { matchLabels: { [`${PREFIX}/controller-uid`]: 'u' } },
    },
    status: {
      ready: 1,
      terminating: 0,
      failedIndexes: '1',
      completedIndexes: '0',
      conditions: [
        { type: 'FailureTarget', reason: 'PodFailurePolicy' },
        { type: 'FailureTarget', reason: 'DeadlineExceeded' },
        { type: 'SuccessCriteriaMet', reason: 'CompletionsReached' },
        { type: 'Complete', reason: 'CompletionsReached', message: 'Reached' },
      ],
    },
  };
  /** The paths that are gone or changed, of those above. */
  const told = (minor: number) => {
    const { spec, status, metadata } = olderObject('jobs', job, minor) as unknown as typeof job;
    return {
      fields: [...Object.keys(spec), ...Object.keys(status)].filter((key) => !['selector', 'conditions'].includes(key)),
      selector: Object.keys(spec.selector.matchLabels),
      labels: Object.keys(metadata.labels),
      rules: spec.podFailurePolicy?.rules.map(({ action }) => action),
      conditions: (status.conditions ?? []).map(({ type, reason }) => `${type} ${reason ?? ''}`.trim()),
    };
  };

  test('1.24 knows none of it but the completed indexes', () => {
    expect(told(24)).toEqual({
      fields: ['completedIndexes'],
      selector: ['controller-uid'],
      labels: ['job-name'],
      rules: undefined,
      conditions: ['Complete'],
    });
  });

  test('1.28 has failure policies and labels with a prefix, but no indexes that fail by themselves', () => {
    expect(told(28)).toEqual({
      fields: ['podFailurePolicy', 'ready', 'completedIndexes'],
      selector: [`${PREFIX}/controller-uid`],
      labels: [`${PREFIX}/job-name`, 'job-name'],
      rules: ['Ignore'],
      conditions: ['FailureTarget PodFailurePolicy', 'Complete'],
    });
  });

  test('1.31 announces every end', () => {
    expect(told(31).conditions).toEqual([
      'FailureTarget PodFailurePolicy',
      'FailureTarget DeadlineExceeded',
      'SuccessCriteriaMet CompletionsReached',
      'Complete CompletionsReached',
    ]);
    expect(told(31).fields).not.toContain('managedBy');
  });

  test('1.32 knows all of it', () => expect(olderObject('jobs', job, 32)).toEqual(job));

  test('until 1.26 an annotation tells how its pods are counted', () => {
    const annotations = (minor: number) => olderObject<StoredObject>('jobs', job, minor).metadata.annotations;
    expect([annotations(26), annotations(27)]).toEqual([{ [`${PREFIX}/job-tracking`]: '' }, undefined]);
  });
});

test('a pod loses the label of its index before 1.28, and keeps the annotation', () => {
  const index = { [`${PREFIX}/job-completion-index`]: '3' };
  const pod = { metadata: { name: 'p', labels: { ...index, app: 'x' }, annotations: index } };
  expect(olderObject('pods', pod, 27).metadata).toEqual({ name: 'p', labels: { app: 'x' }, annotations: index });
  expect(olderObject('pods', pod, 28)).toEqual(pod);
});

test('the kubelets are as old as their API server', () => {
  const node = { metadata: { name: 'n' }, status: { nodeInfo: { kubeletVersion: 'v1.36.2', osImage: 'x' } } };
  expect(olderObject('nodes', node, 27).status.nodeInfo).toEqual({ kubeletVersion: 'v1.27.0', osImage: 'x' });
});

test('what is no Job and no pod stays as it is', () => {
  const service = { metadata: { name: 's', labels: { [`${PREFIX}/job-name`]: 'x' } }, status: { ready: 1 } };
  expect(olderObject('services', service, 24)).toBe(service);
});

test('a recording keeps its events, one by one; played as what was recorded it is the same', async () => {
  const recording = await readRecording(`${RECORDINGS}/per-index`);
  const older = olderRecording(recording, 24);
  expect(older.events.length).toBe(recording.events.length);
  expect(JSON.stringify(older)).not.toMatch(/failedIndexes|job-index-failure-count/);
  expect(JSON.stringify(recording)).toContain('failedIndexes');
  expect(olderRecording(recording, 36)).toBe(recording);
  expect(olderOptions(36)).toEqual({});
});
