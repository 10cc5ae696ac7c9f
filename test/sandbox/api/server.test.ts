import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROTOBUF } from '../../../src/sandbox/api/encoding.ts';
import { noLogs } from '../../../src/sandbox/api/log-source.ts';
import { serve } from '../../../src/sandbox/api/server.ts';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { type Serving, serving, TOKEN, wire, wireStore } from './serving.ts';

let cluster: Serving;
beforeAll(async () => {
  cluster = await serving(wireStore(), { at: '2026-11-21T18:00:00Z' });
});
afterAll(() => cluster[Symbol.asyncDispose]());

test.each([
  ['no token', ''],
  ['another token', 'wrong!'],
  ['a longer token', `${TOKEN}x`],
])('%s: 401', async (_name, token) => {
  for (const path of ['/version', '/readyz', '/api/v1/pods', '/nowhere']) {
    const answer = await cluster.ask(path, { token });
    expect(answer.code).toBe(401);
    expect(JSON.parse(answer.text)).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
  }
});

test('it does not speak plain HTTP', async () => {
  const outcome = new Promise((resolve) => {
    request(`http://127.0.0.1:${cluster.server.port}/version`, () => resolve('answered'))
      .on('error', () => resolve('refused'))
      .end();
  });
  expect(await outcome).toBe('refused');
});

test('answers carry the time of the cluster', async () => {
  expect((await cluster.ask('/version')).headers.date).toBe('Sat, 21 Nov 2026 18:00:00 GMT');
});

test('the version is that of the recordings unless another is given', async () => {
  expect(await cluster.json('/version')).toEqual(wire('version.json'));
  await using other = await serving(new Store(), { version: { gitVersion: 'v1.30.0' } });
  expect(await other.json('/version')).toEqual({ gitVersion: 'v1.30.0' });
});

test.each(['/healthz', '/livez', '/readyz', '/readyz/ping'])('%s: ok', async (path) => {
  expect(await cluster.ask(path)).toMatchObject({ code: 200, text: 'ok' });
});

test('one object, with its type', async () => {
  const job = await cluster.json('/apis/batch/v1/namespaces/wire/jobs/sweep');
  expect(job).toMatchObject({
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: { name: 'sweep' },
    spec: { completions: 120 },
  });
});

test('a status is read with its object', async () => {
  const path = '/apis/batch/v1/namespaces/wire/jobs/sweep';
  expect(await cluster.json(`${path}/status`)).toEqual(await cluster.json(path));
});

test('an object that is not there: as a real server says it', async () => {
  expect(await cluster.json('/apis/batch/v1/namespaces/wire/jobs/nope')).toEqual(wire('job-404.json'));
  expect(await cluster.json('/api/v1/namespaces/wire/pods/nope/log')).toEqual(wire('log-404.json'));
});

test.each([
  ['POST', '/apis/batch/v1/namespaces/wire/jobs'],
  ['PATCH', '/apis/batch/v1/namespaces/wire/jobs/sweep'],
  ['PUT', '/apis/batch/v1/namespaces/wire/jobs/sweep/status'],
  ['DELETE', '/apis/batch/v1/namespaces/wire/jobs/sweep'],
  ['DELETE', '/apis/batch/v1/namespaces/wire/jobs'],
  ['POST', '/api/v1/namespaces/wire/pods/a/eviction'],
  ['GET', '/api/v1/namespaces/wire/pods/a/exec'],
  ['GET', '/api/v1/namespaces/wire/configmaps'],
  ['GET', '/apis/apps/v1/namespaces/wire/deployments'],
  ['GET', '/apis/apps/v1'],
  ['GET', '/apis/batch/v1/watch/jobs'],
  ['GET', '/api/v1/watch/pods'],
  ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
  ['GET', '/openapi/v2'],
  ['GET', '/openapi/v3/apis/batch/v1'],
  ['GET', '/metrics'],
])('what is not simulated says so and is no success: %s %s', async (method, path) => {
  const answer = await cluster.ask(path, { method });
  expect(answer.code).toBe(501);
  expect(JSON.parse(answer.text)).toMatchObject({
    kind: 'Status',
    status: 'Failure',
    code: 501,
    message: `the embedded cluster does not simulate ${method} ${path}`,
  });
});

test.each([
  '/api/v1/widgets',
  '/api/v1/namespaces/wire/nodes',
  '/api/v1/pods/a',
  '/api/v1/namespaces/wire/widgets/a',
  '/apis/batch/v1/namespaces/wire/jobs/sweep/scale',
  '/apis/discovery.k8s.io/v1/namespaces/wire/endpointslices/a/status',
])('what Kubernetes has not inside a group of its own: %s', async (path) => {
  const message = 'the server could not find the requested resource';
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message };
  expect(await cluster.json(path)).toEqual({ ...status, reason: 'NotFound', details: {}, code: 404 });
});

test.each([
  ['PUT', '/apis/batch/v1/namespaces/wire/jobs'],
  ['PATCH', '/api/v1/nodes'],
  ['POST', '/apis/batch/v1/namespaces/wire/jobs/sweep'],
])('what no collection, or no object, can be asked: %s %s', async (method, path) => {
  const answer = await cluster.ask(path, { method });
  expect(answer.code).toBe(405);
  expect(JSON.parse(answer.text)).toMatchObject({ reason: 'MethodNotAllowed', details: {} });
});

test.each(['/apis/example.com/v1/widgets', '/nowhere', '/apis/example.com', '/apis/example.com/v1'])(
  'what nobody has: %s',
  async (path) => {
    expect(await cluster.ask(path)).toMatchObject({ code: 404, text: '404 page not found\n' });
  },
);

test('a shape that nobody can make: 406', async () => {
  const answer = await cluster.ask('/api/v1/namespaces/wire/pods', { accept: 'text/html' });
  expect(answer.code).toBe(406);
});

test('a client that reads no JSON is told in text what is not simulated', async () => {
  const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
  expect(await cluster.ask('/openapi/v2', { accept })).toMatchObject({
    code: 501,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    text: 'the embedded cluster does not simulate GET /openapi/v2\n',
  });
});

test.each([
  { path: '/api/v1/namespaces/wire/pods?limit=1', accept: PROTOBUF, code: 200, type: PROTOBUF },
  {
    path: '/apis/batch/v1/namespaces/wire/jobs/sweep',
    accept: `${PROTOBUF},application/json`,
    code: 200,
    type: PROTOBUF,
  },
  { path: '/apis/batch/v1/namespaces/wire/jobs/nope', accept: PROTOBUF, code: 404, type: PROTOBUF },
  { path: '/api/v1/namespaces/wire/pods', accept: `application/json,${PROTOBUF}`, code: 200, type: 'application/json' },
])('$accept for $path: $code, $type', async ({ path, accept, code, type }) => {
  expect(await cluster.ask(path, { accept })).toMatchObject({ code, headers: { 'content-type': type } });
});

test('a watch comes as JSON to who would rather have protobuf', async () => {
  const lines = cluster.watch('/api/v1/namespaces/wire/pods?watch=1', PROTOBUF);
  expect((await lines.next()).value).toMatchObject({ type: 'ADDED', object: { kind: 'Pod' } });
  await lines.return(undefined);
});

test('a path that cannot be decoded: 400, and the server lives on', async () => {
  expect((await cluster.ask('/api/v1/%E0%A4%A')).code).toBe(400);
  expect((await cluster.ask('/readyz')).code).toBe(200);
});

test('a port that is taken is an error', async () => {
  const { port } = cluster.server;
  const options = { store: new Store(), clock: scaledClock(0, 0), token: 't', logs: noLogs, port };
  await expect(serve(options)).rejects.toThrow('EADDRINUSE');
});

test('a verb of another file is served', async () => {
  const verb = {
    verb: 'delete',
    resources: ['jobs'],
    subresource: '',
    answer: () => ({ code: 200, contentType: 'text/plain', body: 'gone' }),
  };
  await using writing = await serving(new Store(), { verbs: [verb] });
  expect(await writing.ask('/apis/batch/v1/namespaces/a/jobs/b', { method: 'DELETE' })).toMatchObject({ text: 'gone' });
  expect((await writing.ask('/apis/batch/v1/namespaces/a/jobs/b')).code).toBe(501);
});
