import { describe, expect, test } from 'vitest';
import { candidatesFor, type Question } from '../../src/operations/complete.ts';
import { json, status } from '../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../support/open-cluster.ts';
import { replaying } from '../support/replay.ts';

async function answered(recording: string, ...questions: readonly Question[]): Promise<readonly string[]> {
  await using sandbox = await replaying(recording, { at: 'end' });
  const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
  const found = await candidatesFor(cluster, questions, aCall());
  return found.map(({ value, description }) => `${value}: ${description}`);
}

describe('names', () => {
  const check = (recording: string, question: Question, ...expected: readonly (string | RegExp)[]) =>
    test(`${question.kind === 'names' ? question.of : question.kind} of ${recording}`, async () => {
      const said = await answered(recording, question);
      expect(said).toEqual(expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
    });

  check('indexed', { kind: 'names', of: 'jobs', start: 'job/' }, /^job\/indexed-job: Complete 5\/5, \d+s old$/);
  check('cronjob', { kind: 'names', of: 'cronjobs', start: '' }, /^hello: \* \* \* \* \*$/);
  check('indexed', { kind: 'names', of: 'namespaces', start: '' }, /^default: Active, /, /^indexed: Active, /);
  check(
    'indexed',
    { kind: 'containers', jobs: ['indexed-job'], start: '' },
    /^worker: .*busybox/,
    /^input: init, .*bash/,
  );
  check(
    'per-index',
    { kind: 'indexes', jobs: ['per-index'], start: '7,' },
    ...['7,2,3: failed', '7,5: failed', '7,0,1: completed', '7,4: completed', '7,6-9: completed'],
  );
  check('pi', { kind: 'indexes', jobs: ['pi'], start: '' });
  check('pi', { kind: 'indexes', jobs: ['nobody'], start: '' });
});

test('indexes that are neither completed nor failed are told too, and all of a state as one', async () => {
  const server = await aServer();
  const spec = { completions: 6, completionMode: 'Indexed', template: { spec: { containers: [] } } };
  const job = { metadata: { name: 'x' }, spec, status: { completedIndexes: '0,2', failedIndexes: '5' } };
  server.on('/apis/batch/v1/namespaces/default/jobs/x', json({ kind: 'Job', apiVersion: 'batch/v1', ...job }));
  const cluster = await aCluster({ server: server.url });
  const found = await candidatesFor(cluster, [{ kind: 'indexes', jobs: ['x'], start: '' }], aCall());
  expect(found).toEqual([
    { value: '5', description: 'failed' },
    { value: '1,3,4', description: 'not done' },
    { value: '1', description: 'not done' },
    { value: '3,4', description: 'not done' },
    { value: '0,2', description: 'completed' },
    { value: '0', description: 'completed' },
    { value: '2', description: 'completed' },
  ]);
});

test('pods that run and are the Job’s own, and the rules of its policy', async () => {
  const server = await aServer();
  const podFailurePolicy = {
    rules: [
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [42, 43] } },
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    ],
  };
  const job = {
    metadata: { name: 'x', namespace: 'default', uid: 'u' },
    spec: { selector: { matchLabels: { a: 'b' } }, podFailurePolicy, template: { spec: { containers: [] } } },
  };
  const aRunning = (name: string, uid: string, meta = {}) => ({
    metadata: { name, namespace: 'default', uid: name, ownerReferences: [{ uid, controller: true }], ...meta },
    spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'x' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', state: { running: {} } }] },
  });
  const items = [
    aRunning('x-1', 'u'),
    aRunning('x-2', 'u', { annotations: { 'batch.kubernetes.io/job-completion-index': '7' } }),
    aRunning('x-3', 'u', { deletionTimestamp: '2026-11-21T12:00:00Z' }),
    aRunning('other', 'v'),
  ];
  server.on('/apis/batch/v1/namespaces/default/jobs/x', json({ kind: 'Job', apiVersion: 'batch/v1', ...job }));
  server.on('/api/v1/namespaces/default/pods', json({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items }));
  const cluster = await aCluster({ server: server.url });
  const answers = (kind: 'pods' | 'rules') => candidatesFor(cluster, [{ kind, jobs: ['x'], start: '' }], aCall());
  expect(await answers('pods')).toEqual([
    { value: 'x-2', description: 'index 7, on node-1' },
    { value: 'x-1', description: 'on node-1' },
  ]);
  const { query } = server.requests.at(-1) ?? {};
  expect([query?.get('labelSelector'), query?.get('fieldSelector')]).toEqual(['a=b', 'status.phase=Running']);
  expect(await answers('rules')).toEqual([
    { value: '0', description: 'FailJob, exit code In 42,43' },
    { value: '1', description: 'Ignore, DisruptionTarget=True' },
  ]);
});

test('a question that is refused leaves the answers to others', async () => {
  const server = await aServer();
  server.on('/apis/batch/v1/namespaces/default/jobs', status(403, 'Forbidden', 'no'));
  const rows = [{ cells: ['nightly', '0 3 * * *', 'True'] }];
  const columnDefinitions = [{ name: 'Name' }, { name: 'Schedule' }, { name: 'Suspend' }];
  server.on(
    '/apis/batch/v1/namespaces/default/cronjobs',
    json({ kind: 'Table', metadata: {}, columnDefinitions, rows }),
  );
  const cluster = await aCluster({ server: server.url });
  const questions: Question[] = [
    { kind: 'names', of: 'jobs', start: '' },
    { kind: 'names', of: 'cronjobs', start: 'cronjob/' },
  ];
  expect(await candidatesFor(cluster, questions, aCall())).toEqual([
    { value: 'cronjob/nightly', description: '0 3 * * *, suspended' },
  ]);
});

test('a table of an older server says less', async () => {
  const server = await aServer();
  const columnDefinitions = ['Name', 'Completions', 'Duration', 'Age'].map((name) => ({ name }));
  const rows = [{ cells: ['x', '1/3', '5s', '7m'] }];
  server.on('/apis/batch/v1/namespaces/default/jobs', json({ kind: 'Table', metadata: {}, columnDefinitions, rows }));
  const cluster = await aCluster({ server: server.url });
  const found = await candidatesFor(cluster, [{ kind: 'names', of: 'jobs', start: '' }], aCall());
  expect(found).toEqual([{ value: 'x', description: '1/3, 7m old' }]);
});

test('once the time is up there are no answers', async () => {
  const server = await aServer();
  server.on('/apis/batch/v1/namespaces/default/jobs', () => {});
  const cluster = await aCluster({ server: server.url });
  const call = { signal: AbortSignal.timeout(50) };
  expect(await candidatesFor(cluster, [{ kind: 'names', of: 'jobs', start: '' }], call)).toEqual([]);
});
