import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store } from '../../../src/sandbox/store.ts';
import { aPod, recorded, type Serving, serving, storeOf } from './serving.ts';

let cluster: Serving;
beforeAll(async () => {
  cluster = await serving(storeOf('indexed'), { at: '2026-11-21T17:48:15Z' });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const kubectl = (...args: readonly string[]) => cluster.kubectl([...args, '-n', 'indexed']);

test.each([
  'indexed',
  'work-queue',
  'unschedulable',
  'per-index',
  'oom',
  'image-pull',
  'suspend-resume',
  'success-policy',
])('get jobs,pods -o wide prints what it printed on a real cluster: %s', async (recording) => {
  await using real = await serving(storeOf(recording));
  const { stdout } = await real.kubectl(['get', 'jobs,pods', '-o', 'wide', '-n', recording]);
  expect(withoutAges(stdout)).toEqual(withoutAges(recorded(`${recording}/get.txt`)));
});

test('get -o json, yaml, name, jsonpath', async () => {
  expect(JSON.parse((await kubectl('get', 'job', 'indexed-job', '-o', 'json')).stdout)).toMatchObject({
    kind: 'Job',
    apiVersion: 'batch/v1',
    status: { succeeded: 5 },
  });
  expect((await kubectl('get', 'jobs', '-o', 'yaml')).stdout).toContain('completedIndexes: 0-4');
  expect((await kubectl('get', 'jobs', '-o', 'name')).stdout).toBe('job.batch/indexed-job\n');
  expect((await kubectl('get', 'jobs', '-o', 'jsonpath={.items[*].status.succeeded}')).stdout).toBe('5');
});

test('get -A, -l, --field-selector', async () => {
  expect((await cluster.kubectl(['get', 'jobs', '-A'])).stdout).toMatch(/^NAMESPACE +NAME .*\nindexed +indexed-job /);
  const one = await kubectl('get', 'pods', '-l', 'batch.kubernetes.io/job-completion-index in (2)', '-o', 'name');
  expect(one.stdout).toBe('pod/indexed-job-2-xrz9t\n');
  const none = await kubectl('get', 'pods', '--field-selector', 'status.phase!=Succeeded');
  expect(none.stderr).toBe('No resources found in indexed namespace.\n');
});

test('describe job prints what it printed on a real cluster, but for ages', async () => {
  const { stdout } = await kubectl('describe', 'job', 'indexed-job');
  const lines = (text: string) => text.split('\n').map((line) => line.replace(/\d+[smh]\d*s?( |$)/g, '').trim());
  expect(lines(stdout).slice(0, 18)).toEqual(lines(recorded('indexed/describe.txt')).slice(0, 18));
  expect(stdout).toContain('SuccessfulCreate');
});

test('describe pod, and every resource can be listed', async () => {
  expect((await kubectl('describe', 'pod', 'indexed-job-0-dnn9v')).stdout).toContain('Controlled By:  Job/indexed-job');
  expect((await kubectl('get', 'events,nodes,services,endpointslices,namespaces,cronjobs')).code).toBe(0);
});

test('api-resources lists what works', async () => {
  const { stdout } = await cluster.kubectl(['api-resources', '--no-headers', '-o', 'name']);
  expect(stdout.trim().split('\n').sort()).toEqual([
    'cronjobs.batch',
    'endpointslices.discovery.k8s.io',
    'events',
    'jobs.batch',
    'namespaces',
    'nodes',
    'pods',
    'services',
  ]);
});

test('wait sees what is, and what comes', async () => {
  const complete = await kubectl('wait', '--for=condition=complete', 'job/indexed-job', '--timeout=5s');
  expect(complete.stdout).toBe('job.batch/indexed-job condition met\n');
  const store = new Store();
  const job = { metadata: { name: 'j', namespace: 'default' }, spec: {} };
  store.put('jobs', { ...job, status: {} });
  await using live = await serving(store);
  const waiting = live.kubectl(['wait', '--for=condition=complete', 'job/j', '--timeout=60s']);
  setTimeout(() => store.put('jobs', { ...job, status: { conditions: [{ type: 'Complete', status: 'True' }] } }), 300);
  expect((await waiting).stdout).toBe('job.batch/j condition met\n');
});

test('get -w follows', async () => {
  const store = new Store();
  store.put('pods', aPod('a', { phase: 'Pending' }));
  await using live = await serving(store, {
    around: (request, answer) => {
      if (request.query.get('watch')) {
        store.put('pods', aPod('a', { phase: 'Running' }));
        store.put('pods', aPod('b'));
      }
      return answer(request);
    },
  });
  const { stdout } = await live.kubectl(['get', 'pods', '-w', '--no-headers'], /^b .*\n/m);
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
    'a 0/1 Pending',
    'a 0/1 Running',
    'b 0/1 Running',
  ]);
});

test('errors are in the words of kubectl', async () => {
  expect((await kubectl('get', 'job', 'nope')).stderr).toBe(
    'Error from server (NotFound): jobs.batch "nope" not found\n',
  );
  expect((await kubectl('get', 'widgets')).stderr).toBe(`error: the server doesn't have a resource type "widgets"\n`);
  const deleted = await kubectl('delete', 'job', 'indexed-job');
  expect(deleted.code).toBe(1);
  expect(deleted.stderr).toContain('does not simulate DELETE /apis/batch/v1/namespaces/indexed/jobs/indexed-job');
});

/** Rows without the columns that depend on when they were printed. */
function withoutAges(text: string): readonly string[] {
  const rows = text.trimEnd().split('\n');
  return rows.map((row) => row.replace(/\b\d+[smh](\d+[sm])?\b/g, '').replace(/ +/g, ' '));
}
