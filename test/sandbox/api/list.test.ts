import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldAt, listAt, textAt } from '../../../src/sandbox/api/fields.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { aPod, recorded, type Serving, serving, wire, wireStore } from './serving.ts';

const PODS = '/api/v1/namespaces/default/pods';
let store: Store;
let cluster: Serving;

beforeAll(async () => {
  store = new Store();
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    store.put('pods', aPod(name, { labels: { half: name < 'c' ? 'one' : 'two' } }));
  store.put('pods', aPod('x', { namespace: 'other' }));
  cluster = await serving(store);
});
afterAll(() => cluster[Symbol.asyncDispose]());

const namesOf = (list: unknown) => listAt(list, 'items').map((item) => textAt(item, 'metadata.name'));

test('a list is of a namespace or of all, with the store revision, and items without a type', async () => {
  const list = await cluster.json(PODS);
  expect(namesOf(list)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(list).toMatchObject({
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: { resourceVersion: String(store.revision) },
  });
  expect(Object.keys(listAt(list, 'items')[0] ?? {})).toEqual(['metadata', 'spec', 'status']);
  expect(namesOf(await cluster.json('/api/v1/pods'))).toEqual(['a', 'b', 'c', 'd', 'e', 'x']);
  expect(namesOf(await cluster.json('/api/v1/namespaces/nowhere/pods'))).toEqual([]);
});

test('selectors narrow it', async () => {
  expect(namesOf(await cluster.json(`${PODS}?labelSelector=half%3Done`))).toEqual(['a', 'b']);
  expect(namesOf(await cluster.json(`${PODS}?fieldSelector=metadata.name%3Da`))).toEqual(['a']);
});

test('pages show one moment, however much changes between them', async () => {
  const first = await cluster.json(`${PODS}?limit=2`);
  expect(namesOf(first)).toEqual(['a', 'b']);
  expect(fieldAt(first, 'metadata.remainingItemCount')).toBe(3);
  store.put('pods', aPod('bb'));
  store.remove('pods', 'default', 'e');
  const second = await cluster.json(`${PODS}?limit=2&continue=${textAt(first, 'metadata.continue')}`);
  const third = await cluster.json(`${PODS}?limit=2&continue=${textAt(second, 'metadata.continue')}`);
  expect([...namesOf(second), ...namesOf(third)]).toEqual(['c', 'd', 'e']);
  expect(fieldAt(third, 'metadata')).toEqual({ resourceVersion: textAt(first, 'metadata.resourceVersion') });
});

test('with a selector pages are full, and nobody counts what remains', async () => {
  const page = await cluster.json(`${PODS}?limit=1&labelSelector=half%3Dtwo`);
  expect(namesOf(page)).toEqual(['c']);
  expect(textAt(page, 'metadata.continue')).not.toBe('');
  expect(fieldAt(page, 'metadata.remainingItemCount')).toBeUndefined();
});

test('a continue token whose list is forgotten answers 410 with a token for the inconsistent rest', async () => {
  const first = await cluster.json(`${PODS}?limit=2`);
  store.put('pods', aPod('f'));
  store.compact(store.revision);
  const path = `${PODS}?limit=2&continue=${textAt(first, 'metadata.continue')}`;
  const expired = await cluster.json(path);
  expect(expired).toMatchObject({ reason: 'Expired', code: 410 });
  expect(textAt(expired, 'message')).toMatch(
    /^The provided continue parameter is too old to display a consistent list/,
  );
  expect(namesOf(await cluster.json(`${PODS}?continue=${textAt(expired, 'metadata.continue')}`))).toContain('f');
});

test('a version that is still to come answers 504', async () => {
  const answer = await cluster.ask(`${PODS}?resourceVersion=999999`);
  expect(answer.code).toBe(504);
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.text).toContain('Too large resource version: 999999, current: ');
});

test('an exact version shows the past; one that is forgotten answers 410', async () => {
  const { revision } = store;
  store.put('pods', aPod('later'));
  const exact = `${PODS}?resourceVersionMatch=Exact&resourceVersion=`;
  expect(namesOf(await cluster.json(`${exact}${revision}`))).not.toContain('later');
  expect(namesOf(await cluster.json(`${PODS}?resourceVersion=${revision}`))).toContain('later');
  expect(await cluster.json(`${exact}2`)).toMatchObject({
    code: 410,
    message: 'The resourceVersion for the provided list is too old.',
  });
});

test.each([
  [
    'resourceVersionMatch=Exact',
    'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  [
    'resourceVersionMatch=Exact&resourceVersion=0',
    'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
  ],
  ['sendInitialEvents=false', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'],
  [
    'watch=1&resourceVersionMatch=NotOlderThan',
    'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
  ],
  [
    'watch=1&sendInitialEvents=1',
    'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
  ],
])('options that do not go together answer 422: %s', async (query, why) => {
  const answer = await cluster.json(`${PODS}?${query}`);
  expect(answer).toMatchObject({ code: 422, message: `ListOptions.meta.k8s.io "" is invalid: ${why}` });
});

interface RecordedAnswer {
  readonly name: string;
  readonly request: { readonly path: string };
  readonly answer: { readonly code: number; readonly body: unknown };
}
const answers: readonly RecordedAnswer[] = JSON.parse(recorded('answers.json'));
test.each(answers.filter(({ name }) => name.startsWith('list-')))(
  'answers as a real server did: $name',
  async ({ request, answer }) => {
    const got = await cluster.ask(request.path);
    expect(got.code).toBe(answer.code);
    expect(JSON.parse(got.text)).toEqual(answer.body);
  },
);

test('metadata alone, as a real server sends it', async () => {
  await using real = await serving(wireStore());
  const accept = 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
  const list = await real.json('/api/v1/namespaces/wire/pods', { accept });
  expect(fieldAt(list, 'kind')).toBe('PartialObjectMetadataList');
  const withoutVersion = (object: unknown) => ({ ...Object(fieldAt(object, 'metadata')), resourceVersion: '' });
  const expected = listAt(wire('pods.meta.json'), 'items');
  expect(listAt(list, 'items').map(withoutVersion)).toEqual(expected.map(withoutVersion));
  expect(Object.keys(listAt(list, 'items')[0] ?? {})).toEqual(Object.keys(expected[0] ?? {}));
});

test('selecting what is not plain success shows what a real server showed', async () => {
  await using real = await serving(wireStore());
  const list = await real.json('/api/v1/namespaces/wire/pods?fieldSelector=status.phase!%3DSucceeded');
  expect(namesOf(list)).toEqual(namesOf(wire('pods.not-succeeded.json')));
});

test('10,000 pods come in pages of 500 within seconds', async () => {
  const big = new Store();
  const template = wireStore().list('pods').objects[0];
  for (let i = 0; i < 10_000; i += 1)
    big.put('pods', { ...template, metadata: { ...template?.metadata, name: `sweep-${i}` } });
  await using real = await serving(big);
  const begun = performance.now();
  let count = 0;
  let token = '';
  do {
    const page = await real.json(`/api/v1/pods?limit=500&continue=${token}`);
    count += listAt(page, 'items').length;
    token = textAt(page, 'metadata.continue');
  } while (token !== '');
  expect(count).toBe(10_000);
  expect(performance.now() - begun).toBeLessThan(40_000);
});
