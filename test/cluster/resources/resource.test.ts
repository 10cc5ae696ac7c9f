import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Scope } from '../../../src/cluster/port.ts';
import { type Act, json, lines, slow, status } from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';
import { recordingFile } from '../../support/recordings.ts';
import { virtualTiming } from '../../support/virtual-timing.ts';

const JOBS = '/apis/batch/v1/namespaces/film/jobs';
const FILM: Scope = { namespace: 'film' };

function recorded(name: string): string {
  return readFileSync(recordingFile('wire', name), 'utf8');
}

/** A page of Jobs named as given, with a token for the next one. */
function page(names: string, token?: string): Act {
  const items = [...names].map((name) => ({ metadata: { name, namespace: 'film', uid: `uid-${name}` } }));
  const metadata = { resourceVersion: '7', ...(token ? { continue: token } : {}) };
  return json({ kind: 'JobList', apiVersion: 'batch/v1', metadata, items });
}

const EXPIRED = status(
  410,
  'Expired',
  'The provided continue parameter is too old to display a consistent list result.',
);

async function listed(...acts: readonly Act[]) {
  const server = await aServer();
  server.on(JOBS, ...acts);
  const cluster = await aCluster({ server: server.url });
  const jobs = await Array.fromAsync(cluster.jobs.list(FILM, aCall()));
  const asked = server.requests.map(({ query }) => `${query.get('limit')} ${query.get('continue')}`);
  return { names: jobs.map((job) => job.metadata.name).join(''), asked };
}

test('a list is read page by page', async () => {
  const found = await listed(page('ab', 'one'), page('cd', 'two'), page('e'));
  expect(found).toEqual({ names: 'abcde', asked: ['500 null', '500 one', '500 two'] });
});

test('a continue token that expired starts the list anew, and nothing comes twice', async () => {
  const found = await listed(page('ab', 'one'), EXPIRED, page('abx', 'two'), page('cd'));
  expect(found).toEqual({ names: 'abxcd', asked: ['500 null', '500 one', '500 null', '500 two'] });
});

test('tokens that expire twice: the list is asked for in one piece', async () => {
  const found = await listed(page('a', 'one'), EXPIRED, page('ab', 'two'), EXPIRED, page('abc'));
  expect(found).toEqual({ names: 'abc', asked: ['500 null', '500 one', '500 null', '500 two', 'null null'] });
});

test('410 to a request without a token is an answer like others', async () => {
  await expect(listed(EXPIRED)).rejects.toMatchObject({ kind: 'ApiError', code: 410, reason: 'Expired' });
});

test('the next page is asked for once the last one is used up', async () => {
  const server = await aServer();
  server.on(JOBS, page('ab', 'one'), page('c'));
  const cluster = await aCluster({ server: server.url });
  const jobs = cluster.jobs.list(FILM, aCall())[Symbol.asyncIterator]();
  await jobs.next();
  await jobs.next();
  expect(server.requests).toHaveLength(1);
  await jobs.next();
  expect(server.requests).toHaveLength(2);
});

test('each kind is asked for where it lives, with the selectors of the scope', async () => {
  const server = await aServer();
  const empty = json({ kind: 'List', metadata: {}, items: [] });
  const paths = ['/apis/batch/v1/jobs', '/apis/batch/v1/cronjobs', '/api/v1/pods', '/api/v1/namespaces/film/events'];
  for (const path of paths) server.on(path, empty);
  const cluster = await aCluster({ server: server.url });
  const all = { namespace: undefined };
  await Array.fromAsync(cluster.jobs.list({ ...all, labelSelector: 'app in (a,b),!c' }, aCall()));
  await Array.fromAsync(cluster.cronJobs.list(all, aCall()));
  await Array.fromAsync(cluster.pods.list({ ...all, fieldSelector: 'status.phase!=Succeeded' }, aCall()));
  await Array.fromAsync(cluster.events.list({ ...FILM, fieldSelector: 'involvedObject.kind=Job' }, aCall()));
  expect(
    server.requests.map(({ path, query }) => [path, query.get('labelSelector'), query.get('fieldSelector')]),
  ).toEqual([
    [paths[0], 'app in (a,b),!c', null],
    [paths[1], null, null],
    [paths[2], null, 'status.phase!=Succeeded'],
    [paths[3], null, 'involvedObject.kind=Job'],
  ]);
});

test('an item of a list says what it is, as one that is asked for alone does', async () => {
  const server = await aServer();
  server.on(JOBS, page('a'));
  const cluster = await aCluster({ server: server.url });
  const [job] = await Array.fromAsync(cluster.jobs.list(FILM, aCall()));
  expect(job?.source).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
});

const badNames: readonly (readonly [string, string])[] = [
  ['', 'resource name may not be empty'],
  ['..', `invalid resource name "..": [may not be '..']`],
  ['a/b', `invalid resource name "a/b": [may not contain '/']`],
  ['a%2Fb', `invalid resource name "a%2Fb": [may not contain '%']`],
];
for (const [name, message] of badNames) {
  test(`"${name}" is no name of anything, and reaches no other path`, async () => {
    const server = await aServer();
    const cluster = await aCluster({ server: server.url });
    await expect(cluster.jobs.get(name, 'film', aCall())).rejects.toMatchObject({
      kind: 'ApiError',
      code: 400,
      message,
    });
    await expect(cluster.jobs.get('a', name, aCall())).rejects.toMatchObject({ message });
    expect(server.requests).toEqual([]);
  });
}

test('other odd names are asked for as they are', async () => {
  const server = await aServer();
  const cluster = await aCluster({ server: server.url });
  await expect(cluster.jobs.get('a?watch=1#ü', 'film', aCall())).rejects.toMatchObject({ code: 404 });
  expect(server.requests.map((seen) => decodeURIComponent(seen.path))).toEqual([`${JOBS}/a?watch=1#ü`]);
});

test('what a real server said of Jobs, pods and events is read', async () => {
  const server = await aServer();
  const body =
    (name: string): Act =>
    (response) =>
      void response.writeHead(200).end(recorded(name));
  server.on('/apis/batch/v1/namespaces/wire/jobs', body('jobs.json'));
  server.on('/api/v1/namespaces/wire/pods', body('pods.json'));
  server.on('/api/v1/namespaces/wire/events', body('events.json'));
  const cluster = await aCluster({ server: server.url });
  const wire = { namespace: 'wire' };
  const count = async (list: AsyncIterable<unknown>) => (await Array.fromAsync(list)).length;
  const items = (name: string) => JSON.parse(recorded(name)).items.length;
  expect(await count(cluster.jobs.list(wire, aCall()))).toBe(items('jobs.json'));
  expect(await count(cluster.pods.list(wire, aCall()))).toBe(items('pods.json'));
  expect(await count(cluster.events.list(wire, aCall()))).toBe(items('events.json'));
});

test('what a real server said of a Job that is not there is kept whole', async () => {
  const server = await aServer();
  const answer = JSON.parse(recorded('job-404.json'));
  server.on(`${JOBS}/nope`, json(answer, {}, 404));
  const cluster = await aCluster({ server: server.url });
  await expect(cluster.jobs.get('nope', 'film', aCall())).rejects.toMatchObject({
    kind: 'ApiError',
    code: 404,
    reason: 'NotFound',
    message: 'jobs.batch "nope" not found',
    status: { source: answer },
  });
});

test('a busy server that says when to come back is asked again then', async () => {
  const server = await aServer();
  const busy = (code: number) => status(code, 'TooManyRequests', 'busy', { 'retry-after': '2' });
  server.on(JOBS, busy(429), busy(503), page('a'));
  const timing = virtualTiming();
  const cluster = await aCluster({ server: server.url }, timing);
  expect(await Array.fromAsync(cluster.jobs.list(FILM, aCall()))).toHaveLength(1);
  expect(timing.waits).toEqual([2000, 2000]);
});

test('a server that stays busy is asked ten times, one that wants an hour or does not say is not', async () => {
  const asked: number[] = [];
  for (const seconds of ['1', '3600', '']) {
    const server = await aServer();
    server.on(JOBS, status(429, 'TooManyRequests', 'busy', seconds ? { 'retry-after': seconds } : {}));
    const cluster = await aCluster({ server: server.url }, virtualTiming());
    await expect(Array.fromAsync(cluster.jobs.list(FILM, aCall()))).rejects.toMatchObject({ code: 429 });
    asked.push(server.requests.length);
  }
  expect(asked).toEqual([10, 1, 1]);
});

test('a call that is aborted does not wait for a busy server', async () => {
  const server = await aServer();
  server.on(JOBS, status(429, 'TooManyRequests', 'busy', { 'retry-after': '50' }));
  const cluster = await aCluster({ server: server.url });
  const reason = new Error('enough');
  const stop = new AbortController();
  const asked = expect(Array.fromAsync(cluster.jobs.list(FILM, stop))).rejects.toBe(reason);
  await server.seen(1);
  setTimeout(() => stop.abort(reason), 20);
  await asked;
});

test('answers that break off are told as a lost connection', async () => {
  const server = await aServer();
  server.on(JOBS, lines(['{"kind":"JobList",'], 'reset'), slow(1, lines(['{"items":['], 'reset')));
  const cluster = await aCluster({ server: server.url });
  await expect(Array.fromAsync(cluster.jobs.list(FILM, aCall()))).rejects.toMatchObject({ trouble: 'reset' });
  await expect(Array.fromAsync(cluster.jobs.list(FILM, aCall()))).rejects.toMatchObject({ trouble: 'reset' });
});
