import { expect, test } from 'vitest';
import { fieldAt, textAt } from '../../../src/sandbox/api/fields.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { aPod, type Serving, serving, type WatchLine } from './serving.ts';

const PODS = '/api/v1/namespaces/default/pods?watch=1';

const told = ({ type, object }: WatchLine) => `${type} ${textAt(object, 'metadata.name')}`.trim();

/** The next events of a watch. */
async function take(events: AsyncIterator<WatchLine>, count: number): Promise<readonly WatchLine[]> {
  const taken: WatchLine[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

async function all(cluster: Serving, path: string): Promise<readonly WatchLine[]> {
  return Array.fromAsync(cluster.watch(path));
}

test.concurrent('without a version it begins with what is there, then follows changes', async () => {
  const store = new Store();
  store.put('pods', aPod('a'));
  await using cluster = await serving(store);
  const events = cluster.watch(PODS);
  expect((await take(events, 1)).map(told)).toEqual(['ADDED a']);
  store.put('pods', aPod('b'));
  store.put('pods', aPod('elsewhere', { namespace: 'other' }));
  store.put('jobs', aPod('a-job'));
  store.put('pods', aPod('a'));
  store.remove('pods', 'default', 'b');
  const changes = await take(events, 3);
  expect(changes.map(told)).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
  expect(changes.map(({ object }) => textAt(object, 'metadata.resourceVersion'))).toEqual(['3', '6', '7']);
  expect(changes[0]?.object).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
  await events.return(undefined);
});

test.concurrent('from a version it sends what happened since, also while nobody watched', async () => {
  const store = new Store();
  store.put('pods', aPod('a'));
  const { revision } = store;
  store.put('pods', aPod('b'));
  await using cluster = await serving(store);
  expect((await all(cluster, `${PODS}&resourceVersion=${revision}&timeoutSeconds=1`)).map(told)).toEqual(['ADDED b']);
});

test.concurrent('a version too old is told in the stream, as a real server does', async () => {
  const store = new Store({ firstRevision: 111_830 });
  await using cluster = await serving(store);
  const events = await all(
    cluster,
    '/apis/batch/v1/namespaces/answers/jobs?resourceVersion=1&watch=1&timeoutSeconds=1',
  );
  const message = 'too old resource version: 1 (111830)';
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'Expired',
    code: 410,
  };
  expect(events).toEqual([{ type: 'ERROR', object: status }]);
});

test.concurrent('an object that leaves the selection is deleted for the watcher, one that enters is added', async () => {
  const store = new Store();
  store.put('pods', aPod('a', { phase: 'Running' }));
  store.put('pods', aPod('b', { phase: 'Succeeded' }));
  await using cluster = await serving(store);
  const events = cluster.watch(`${PODS}&fieldSelector=status.phase%3DRunning&resourceVersion=0`);
  expect((await take(events, 1)).map(told)).toEqual(['ADDED a']);
  store.put('pods', aPod('a', { phase: 'Succeeded' }));
  store.put('pods', aPod('a', { phase: 'Failed' }));
  store.put('pods', aPod('b', { phase: 'Running' }));
  store.remove('pods', 'default', 'a');
  store.remove('pods', 'default', 'b');
  const changes = await take(events, 3);
  expect(changes.map(told)).toEqual(['DELETED a', 'ADDED b', 'DELETED b']);
  expect(textAt(changes[0]?.object, 'status.phase')).toBe('Running');
  expect(textAt(changes[0]?.object, 'metadata.resourceVersion')).toBe('4');
  await events.return(undefined);
});

test.concurrent('initial events end with an annotated bookmark', async () => {
  const store = new Store();
  store.put('pods', aPod('a'));
  await using cluster = await serving(store);
  const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
  const [added, end] = await all(cluster, `${PODS}&${initial}`);
  expect(added && told(added)).toBe('ADDED a');
  expect(end).toEqual({
    type: 'BOOKMARK',
    object: {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { resourceVersion: '2', annotations: { 'k8s.io/initial-events-end': 'true' } },
    },
  });
});

test.concurrent('without initial events it begins now', async () => {
  const store = new Store();
  store.put('pods', aPod('a'));
  await using cluster = await serving(store);
  const none = 'sendInitialEvents=false&resourceVersionMatch=NotOlderThan&timeoutSeconds=1';
  expect(await all(cluster, `${PODS}&${none}`)).toEqual([]);
});

test.concurrent('a quiet watch sends bookmarks to those who allow them', async () => {
  const store = new Store({ firstRevision: 7 });
  await using cluster = await serving(store, { bookmarkIntervalMs: 20 });
  const events = cluster.watch(`${PODS}&allowWatchBookmarks=true`);
  store.put('jobs', aPod('another-resource'));
  const [bookmark] = await take(events, 1);
  expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '7' } } });
  await events.return(undefined);
  expect(await all(cluster, `${PODS}&timeoutSeconds=1`)).toEqual([]);
});

test.concurrent('as a Table, only the first event names the columns', async () => {
  const store = new Store();
  store.put('pods', aPod('a'));
  store.put('pods', aPod('b'));
  await using cluster = await serving(store);
  const events = cluster.watch(PODS, 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
  const [first, second] = await take(events, 2);
  expect(fieldAt(first?.object, 'columnDefinitions')).toHaveLength(9);
  expect(fieldAt(second?.object, 'columnDefinitions')).toBeNull();
  expect(second?.object).toMatchObject({
    kind: 'Table',
    rows: [{ cells: ['b', '0/1', 'Running', '0', '60s', '<none>', 'node1', '<none>', '<none>'] }],
  });
  await events.return(undefined);
});

test.concurrent('a client that reads late gets everything, in order', async () => {
  const store = new Store();
  await using cluster = await serving(store);
  const events = cluster.watch(PODS);
  store.put('pods', aPod('p', { labels: { n: '0' } }));
  await take(events, 1);
  for (let n = 1; n <= 5000; n += 1) store.put('pods', aPod('p', { labels: { n: String(n) } }));
  const numbers = (await take(events, 5000)).map(({ object }) => Number(textAt(object, 'metadata.labels.n')));
  expect(numbers).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
  await events.return(undefined);
});

test.concurrent('closing the server ends watches', async () => {
  const store = new Store();
  const cluster = await serving(store);
  const ended = all(cluster, PODS).then(
    () => 'ended',
    () => 'cut',
  );
  store.put('pods', aPod('a'));
  await cluster[Symbol.asyncDispose]();
  expect(['ended', 'cut']).toContain(await ended);
});
