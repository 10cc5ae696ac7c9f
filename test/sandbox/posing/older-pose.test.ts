/** What an older server makes of what clients send: they lose nothing that they were not told of. */
import { describe, expect, test } from 'vitest';
import { olderPose } from '../../../src/sandbox/posing/older-pose.ts';
import { readRecording } from '../../../src/sandbox/replay/recording.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { RECORDINGS } from '../../support/recordings.ts';

const PREFIX = 'batch.kubernetes.io';

describe('what was told and is sent back unchanged changes nothing', () => {
  test.each(['per-index', 'policy-failjob', 'success-policy', 'cronjob'])('%s', async (name) => {
    const { events } = await readRecording(`${RECORDINGS}/${name}`);
    let altered = 0;
    for (const minor of [24, 26, 28, 30, 33]) {
      const pose = olderPose(minor);
      for (const { resource, object } of events) {
        const told = pose.told(resource, object);
        altered += told === object || JSON.stringify(told) === JSON.stringify(object) ? 0 : 1;
        expect(pose.taken(resource, structuredClone(told), object)).toEqual(object);
      }
    }
    expect(altered).toBeGreaterThan(0);
  });
});

const JOB: StoredObject = {
  metadata: { name: 'x', labels: { app: 'a', [`${PREFIX}/job-name`]: 'x' } },
  spec: {
    parallelism: 2,
    podReplacementPolicy: 'TerminatingOrFailed',
    selector: { matchLabels: { [`${PREFIX}/controller-uid`]: 'u' } },
  },
  status: {
    active: 2,
    ready: 1,
    conditions: [
      { type: 'Suspended', status: 'False' },
      { type: 'SuccessCriteriaMet', status: 'True' },
    ],
  },
};

describe('what a client changes is changed, and nothing besides', () => {
  const pose = olderPose(24);
  /** What comes of a change of what was told, as JSON that can be compared. */
  const check = (name: string, change: (told: Told) => unknown, expected: (live: Told) => unknown) =>
    test(name, () => {
      const sent = structuredClone(pose.told('jobs', JOB)) as unknown as Told;
      change(sent);
      const wanted = structuredClone(JOB) as unknown as Told;
      expected(wanted);
      expect(pose.taken('jobs', sent as unknown as StoredObject, JOB)).toEqual(wanted);
    });

  const fewer = (job: Told) => {
    job.spec.parallelism = 1;
  };
  check('a number', fewer, fewer);
  const labelled = (job: Told) => {
    job.metadata.labels = { ...job.metadata.labels, tier: 'b' };
  };
  check('a label more', labelled, labelled);
  const unlabelled = (job: Told) => {
    delete job.metadata.labels?.app;
  };
  check('a label less', unlabelled, unlabelled);
  check('all labels that it saw', ({ metadata }) => delete metadata.labels, unlabelled);
  const suspended = (job: Told) => {
    job.status.conditions = job.status.conditions?.map((one) =>
      one.type === 'Suspended' ? { ...one, status: 'True' } : one,
    );
  };
  check('a condition', suspended, suspended);
  check(
    'a field that such a server has not',
    ({ spec }) => {
      spec.successPolicy = { rules: [] };
    },
    () => undefined,
  );
});

interface Told {
  readonly metadata: { labels?: Record<string, string> };
  readonly spec: { parallelism: number; successPolicy?: unknown };
  readonly status: { conditions?: { readonly type: string; readonly status: string }[] | undefined };
}

test('of a new object what such a server has no field for is dropped', () => {
  const spec = { backoffLimitPerIndex: 1, podFailurePolicy: { rules: [{ action: 'Ignore' }] }, completions: 3 };
  const taken = (minor: number) => olderPose(minor).taken('jobs', { metadata: { name: 'x' }, spec }).spec;
  expect([taken(24), taken(28), taken(29)]).toEqual([
    { completions: 3 },
    { completions: 3, podFailurePolicy: spec.podFailurePolicy },
    spec,
  ]);
  const cronJob = { metadata: { name: 'x' }, spec: { timeZone: 'Etc/UTC', jobTemplate: { spec } } };
  expect(olderPose(24).taken('cronjobs', cronJob).spec).toEqual({ jobTemplate: { spec: { completions: 3 } } });
});
