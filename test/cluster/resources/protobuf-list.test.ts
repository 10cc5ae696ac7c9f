/** Lists of pods are asked for as protobuf; whatever a server makes of that, they are read. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { protobufListOf, protobufOf } from '../../../src/sandbox/schema/protobuf/write-protobuf.ts';
import { structNamed } from '../../../src/sandbox/schema/schema.ts';
import { type Act, type FaultServer, json, status, statusObject } from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';
import { recordingFile } from '../../support/recordings.ts';

const PODS = '/api/v1/namespaces/film/pods';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

function protobuf(body: Uint8Array, code = 200, headers: Readonly<Record<string, string>> = {}): Act {
  return (response) => void response.writeHead(code, { 'content-type': PROTOBUF, ...headers }).end(body);
}

/** A page of pods named as given, with a token for the next one. */
function page(names: string, token = ''): Act {
  const list = { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '7', continue: token } };
  return protobuf(protobufListOf({ ...list, items: itemsOf(names) }, structNamed('Pod')));
}

function itemsOf(names: string) {
  return [...names].map((name) => ({ metadata: { name, namespace: 'film', uid: `uid-${name}` } }));
}

/** A failure, as it comes to who asked for protobuf. */
function failure(code: number, reason: string, message: string): Act {
  const object = { apiVersion: 'v1', kind: 'Status', ...statusObject(code, reason, message) };
  return protobuf(protobufOf(object, structNamed('Status')), code);
}

async function pods(server: FaultServer): Promise<string> {
  const cluster = await aCluster({ server: server.url });
  const found = await Array.fromAsync(cluster.pods.list({ namespace: 'film' }, aCall()));
  return found.map(({ metadata }) => metadata.name).join('');
}

async function listed(...acts: readonly Act[]) {
  const server = await aServer();
  server.on(PODS, ...acts);
  const names = await pods(server);
  return { names, asked: server.requests.map(({ headers, query }) => `${headers.accept} ${query.get('continue')}`) };
}

const BOTH = `${PROTOBUF},application/json`;

test('page by page', async () => {
  expect(await listed(page('ab', 'one'), page('c'))).toEqual({ names: 'abc', asked: [`${BOTH} null`, `${BOTH} one`] });
});

test('an empty page', async () => {
  expect(await listed(page(''))).toMatchObject({ names: '' });
});

test('a server that would rather answer in JSON may', async () => {
  const answer = json({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: itemsOf('ab') });
  expect(await listed(answer)).toEqual({ names: 'ab', asked: [`${BOTH} null`] });
});

test('a server that knows nothing but JSON is asked for it', async () => {
  const answer = json({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: itemsOf('ab') });
  const refused = status(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
  expect(await listed(refused, answer)).toEqual({ names: 'ab', asked: [`${BOTH} null`, 'application/json null'] });
});

test('a token that expired, said in protobuf, starts the list anew', async () => {
  const expired = failure(410, 'Expired', 'The provided continue parameter is too old.');
  expect(await listed(page('a', 'one'), expired, page('ab'))).toMatchObject({ names: 'ab' });
});

test('a failure in protobuf is told whole', async () => {
  const message = 'pods is forbidden: User "jane" cannot list resource "pods"';
  await expect(listed(failure(403, 'Forbidden', message))).rejects.toMatchObject({
    kind: 'ApiError',
    code: 403,
    reason: 'Forbidden',
    message,
  });
});

test.each([
  { name: 'bytes of something else', body: Buffer.from('k8s\0\xff\xff\xff\xff\xff', 'latin1') },
  { name: 'a list without its end', body: readFileSync(recordingFile('wire', 'pods.pb')).subarray(0, 9999) },
])('$name are no Kubernetes', async ({ body }) => {
  await expect(listed(protobuf(body))).rejects.toMatchObject({ trouble: 'not-kubernetes' });
});

test('what a real server sent', async () => {
  const server = await aServer();
  server.on(PODS, protobuf(readFileSync(recordingFile('wire', 'pods.pb'))));
  const { items } = JSON.parse(readFileSync(recordingFile('wire', 'pods.json'), 'utf8'));
  expect(await pods(server)).toBe(items.map((item: { metadata: { name: string } }) => item.metadata.name).join(''));
});
