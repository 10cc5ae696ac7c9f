import { expect, test } from 'vitest';
import type { Job } from '../../../src/batch/objects.ts';
import type { Change, Cluster } from '../../../src/cluster/port.ts';
import {
  type Act,
  type FaultServer,
  json,
  lines,
  page,
  reset,
  silence,
  status,
  statusObject,
} from '../../support/fault-server.ts';
import { aCluster, aServer } from '../../support/open-cluster.ts';
import { type VirtualTiming, virtualTiming } from '../../support/virtual-timing.ts';

const JOBS = '/apis/batch/v1/namespaces/film/jobs';

/** `a@5`: a Job named `a` at version 5; `a/2@5` is another one of that name. */
function job(text: string): object {
  const [, name = '', life = '1', resourceVersion = ''] = /^(\w+)(?:\/(\d+))?@(\d+)$/.exec(text) ?? [];
  return { metadata: { name, namespace: 'film', uid: `${name}-${life}`, resourceVersion } };
}

function list(resourceVersion: string, ...jobs: readonly string[]): Act {
  return json({ kind: 'JobList', apiVersion: 'batch/v1', metadata: { resourceVersion }, items: jobs.map(job) });
}

function event(type: string, text: string): object {
  return { type, object: job(text) };
}

const added = (text: string) => event('ADDED', text);
const modified = (text: string) => event('MODIFIED', text);
const deleted = (text: string) => event('DELETED', text);
const bookmark = (version: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion: version } } });
const expired = { type: 'ERROR', object: statusObject(410, 'Expired', 'too old resource version: 10 (99)') };

function described(change: Change<Job>): string {
  switch (change.type) {
    case 'SYNCED':
    case 'RESTORED':
      return change.type;
    case 'INTERRUPTED':
      return `INTERRUPTED ${change.retryInMs}: ${change.error.message.replace(/127\.0\.0\.1:\d+/, 'HOST')}`;
    default:
      return `${change.type} ${change.object.metadata.name}@${change.object.metadata.resourceVersion}`;
  }
}

interface Watching {
  readonly server: FaultServer;
  readonly cluster: Cluster;
  readonly timing: VirtualTiming;
  readonly stop: AbortController;
  readonly changes: AsyncIterable<Change<Job>>;
}

async function watching(lists: readonly Act[], watches: readonly Act[]): Promise<Watching> {
  const server = await aServer();
  server.on(JOBS, ...lists);
  server.onWatch(JOBS, ...watches);
  const timing = virtualTiming();
  const cluster = await aCluster({ server: server.url }, timing);
  const stop = new AbortController();
  return { server, cluster, timing, stop, changes: cluster.jobs.watch({ namespace: 'film' }, { signal: stop.signal }) };
}

/** The first changes, as text; then the watch is stopped, and must end. */
async function first(count: number, { changes, stop }: Watching): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const change of changes) {
    found.push(described(change));
    if (found.length === count) stop.abort();
  }
  return found;
}

function check(
  name: string,
  facts: { lists: readonly Act[]; watches: readonly Act[]; says: readonly string[]; waits?: readonly number[] },
): void {
  test(name, async () => {
    const run = await watching(facts.lists, facts.watches);
    expect(await first(facts.says.length, run)).toEqual(facts.says);
    expect(run.timing.waits).toEqual(facts.waits ?? []);
    expect(run.timing.pending()).toBe(0);
  });
}

const HOLD = lines([], 'hold');

check('what exists comes first, then SYNCED, then what changes', {
  lists: [list('10', 'a@3', 'b@4')],
  watches: [lines([added('c@11'), modified('a@12'), deleted('b@13')], 'hold')],
  says: ['ADDED a@3', 'ADDED b@4', 'SYNCED', 'ADDED c@11', 'MODIFIED a@12', 'DELETED b@13'],
});

check('nothing exists: SYNCED comes all the same', {
  lists: [list('10')],
  watches: [lines([added('a@11')], 'hold')],
  says: ['SYNCED', 'ADDED a@11'],
});

check('a stream that ends in good order is taken up again without a word', {
  lists: [list('10')],
  watches: [lines([added('a@11')]), lines([modified('a@12')]), lines([modified('a@13')], 'hold')],
  says: ['SYNCED', 'ADDED a@11', 'MODIFIED a@12', 'MODIFIED a@13'],
});

check('streams that end at once, again and again, are asked for ever more slowly', {
  lists: [list('10')],
  watches: [lines([]), lines([]), lines([]), lines([added('a@11')], 'hold')],
  says: [
    'SYNCED',
    'INTERRUPTED 1200: the server ended the watch',
    'RESTORED',
    'INTERRUPTED 2400: the server ended the watch',
    'RESTORED',
    'ADDED a@11',
  ],
  waits: [1200, 2400],
});

check('a reset connection is an interruption, and the watch goes on after the last version', {
  lists: [list('10')],
  watches: [lines([added('a@11')], 'reset'), lines([modified('a@12')], 'hold')],
  says: [
    'SYNCED',
    'ADDED a@11',
    'INTERRUPTED 600: The connection to the server HOST was lost',
    'RESTORED',
    'MODIFIED a@12',
  ],
  waits: [600],
});

check('a reset in the middle of a line loses nothing', {
  lists: [list('10')],
  watches: [lines([added('a@11')], 'reset mid-line'), lines([added('b@12')], 'hold')],
  says: [
    'SYNCED',
    'ADDED a@11',
    'INTERRUPTED 600: The connection to the server HOST was lost',
    'RESTORED',
    'ADDED b@12',
  ],
  waits: [600],
});

check('an end in the middle of a line loses nothing', {
  lists: [list('10')],
  watches: [lines([added('a@11')], 'end mid-line'), lines([added('b@12')], 'hold')],
  says: [
    'SYNCED',
    'ADDED a@11',
    'INTERRUPTED 600: the stream broke off in the middle of a line',
    'RESTORED',
    'ADDED b@12',
  ],
  waits: [600],
});

check('a line that is no JSON breaks the stream, not the watch', {
  lists: [list('10')],
  watches: [lines([added('a@11'), '{"type":'], 'hold'), lines([added('b@12')], 'hold')],
  says: ['SYNCED', 'ADDED a@11', 'INTERRUPTED 600: a line of the watch is no JSON', 'RESTORED', 'ADDED b@12'],
  waits: [600],
});

check('410 as an event: a new list is told as what changed meanwhile', {
  lists: [list('10', 'a@1', 'b@2', 'c@3', 'd@4'), list('99', 'a@1', 'b@50', 'c/2@60', 'e@70')],
  watches: [lines([expired]), lines([modified('e@100')], 'hold')],
  says: [
    'ADDED a@1',
    'ADDED b@2',
    'ADDED c@3',
    'ADDED d@4',
    'SYNCED',
    'MODIFIED b@50',
    'DELETED c@3',
    'ADDED c@60',
    'ADDED e@70',
    'DELETED d@4',
    'MODIFIED e@100',
  ],
});

check('410 as an answer: the same', {
  lists: [list('10', 'a@1'), list('99', 'b@50')],
  watches: [status(410, 'Expired', 'too old resource version: 10 (99)'), HOLD],
  says: ['ADDED a@1', 'SYNCED', 'ADDED b@50', 'DELETED a@1'],
});

check('410 again right after a new list: slower, and said', {
  lists: [list('10', 'a@1')],
  watches: [lines([expired]), lines([expired]), lines([modified('a@11')], 'hold')],
  says: ['ADDED a@1', 'SYNCED', 'INTERRUPTED 1200: too old resource version: 10 (99)', 'RESTORED', 'MODIFIED a@11'],
  waits: [1200],
});

check('429 with Retry-After: the watch waits as long as told, and a little more', {
  lists: [list('10')],
  watches: [
    status(429, 'TooManyRequests', 'too many requests, please try again later', { 'retry-after': '7' }),
    lines([added('a@11')], 'hold'),
  ],
  says: ['SYNCED', 'INTERRUPTED 7700: too many requests, please try again later', 'RESTORED', 'ADDED a@11'],
  waits: [7700],
});

check('500, 503 and 504 pass, ever more slowly', {
  lists: [list('10')],
  watches: [
    status(500, 'InternalError', 'etcdserver: leader changed'),
    status(503, 'ServiceUnavailable', 'apiserver is shutting down'),
    page('504 Gateway Time-out', 504),
    lines([added('a@11')], 'hold'),
  ],
  says: [
    'SYNCED',
    'INTERRUPTED 600: etcdserver: leader changed',
    'INTERRUPTED 1200: apiserver is shutting down',
    'INTERRUPTED 2400: the server answered 504',
    'RESTORED',
    'ADDED a@11',
  ],
  waits: [600, 1200, 2400],
});

check('a failure as an event (500) is followed by a new list: the version may be lost', {
  lists: [list('10', 'a@1'), list('20', 'a@1', 'b@15')],
  watches: [
    lines([{ type: 'ERROR', object: statusObject(500, 'InternalError', 'required revision has been compacted') }]),
    HOLD,
  ],
  says: ['ADDED a@1', 'SYNCED', 'INTERRUPTED 600: required revision has been compacted', 'RESTORED', 'ADDED b@15'],
  waits: [600],
});

check('the first list fails: the watch goes on until there is one', {
  // A kept-open connection that is reset before it answers is tried once more at once, hence two of them.
  lists: [status(500, 'InternalError', 'not yet'), reset(), reset(), list('10', 'a@1')],
  watches: [HOLD],
  says: [
    'INTERRUPTED 600: not yet',
    'INTERRUPTED 1200: The connection to the server HOST was lost',
    'RESTORED',
    'ADDED a@1',
    'SYNCED',
  ],
  waits: [600, 1200],
});

check('after a delivered change the next trouble is the first again', {
  lists: [list('10')],
  watches: [
    status(500, 'InternalError', 'one'),
    status(500, 'InternalError', 'two'),
    lines([added('a@11')], 'reset'),
    HOLD,
  ],
  says: [
    'SYNCED',
    'INTERRUPTED 600: one',
    'INTERRUPTED 1200: two',
    'RESTORED',
    'ADDED a@11',
    'INTERRUPTED 600: The connection to the server HOST was lost',
    'RESTORED',
  ],
  waits: [600, 1200, 600],
});

check('what was delivered already is not delivered again', {
  lists: [list('10', 'a@3')],
  watches: [lines([added('a@3'), modified('a@11'), added('a@12'), deleted('b@13'), deleted('a@14')], 'hold')],
  says: ['ADDED a@3', 'SYNCED', 'MODIFIED a@11', 'MODIFIED a@12', 'DELETED a@14'],
});

test('it goes on from the last bookmark, asks for bookmarks and for an end by chance', async () => {
  const run = await watching([list('10')], [lines([bookmark('77')]), lines([added('a@78')], 'hold')]);
  expect(await first(2, run)).toEqual(['SYNCED', 'ADDED a@78']);
  const watches = run.server.requests.filter((seen) => seen.query.has('watch'));
  expect(watches.map((seen) => Object.fromEntries(seen.query))).toEqual([
    { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '10', timeoutSeconds: '360' },
    { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '77', timeoutSeconds: '360' },
  ]);
});

test('a silent server is left after 90 s, and the watch goes on from the last version', async () => {
  const run = await watching([list('10')], [lines([added('a@11')], 'hold'), lines([added('b@12')], 'hold')]);
  const found = first(3, run);
  await run.server.seen(2);
  await expect.poll(() => run.timing.pending()).toBe(2);
  run.timing.pass(90_000);
  expect(await found).toEqual(['SYNCED', 'ADDED a@11', 'ADDED b@12']);
  expect(run.server.requests.at(-1)?.query.get('resourceVersion')).toBe('11');
});

test('a server that does not even answer is an interruption', async () => {
  const run = await watching([list('10')], [silence(), lines([added('a@11')], 'hold')]);
  const found = first(4, run);
  await run.server.seen(2);
  run.timing.pass(90_000);
  expect(await found).toEqual([
    'SYNCED',
    'INTERRUPTED 600: Unable to connect to the server: no answer within 90s',
    'RESTORED',
    'ADDED a@11',
  ]);
});

const hopeless: readonly (readonly [string, Act, string])[] = [
  ['400', status(400, 'BadRequest', 'unable to parse requirement'), 'unable to parse requirement'],
  ['401', status(401, 'Unauthorized', 'Unauthorized'), 'Unauthorized'],
  ['403', status(403, 'Forbidden', 'jobs.batch is forbidden'), 'jobs.batch is forbidden'],
  ['404', status(404, 'NotFound', 'the server could not find it'), 'the server could not find it'],
];
for (const [code, act, message] of hopeless) {
  test(`${code} to the list or to the watch ends it with the server's answer`, async () => {
    await expect(first(1, await watching([act], [HOLD]))).rejects.toMatchObject({ kind: 'ApiError', message });
    await expect(first(9, await watching([list('1')], [act]))).rejects.toMatchObject({ kind: 'ApiError', message });
  });
}

test('a page for people ends a watch that begins, and interrupts one that ran', async () => {
  const begins = await watching([page('Login')], [HOLD]);
  await expect(first(1, begins)).rejects.toMatchObject({ kind: 'ConnectionError', trouble: 'not-kubernetes' });
  const runs = await watching([list('1')], [page('Login', 404), lines([added('a@2')], 'hold')]);
  const found = await first(4, runs);
  expect(found.map((change) => change.split(':')[0])).toEqual(['SYNCED', 'INTERRUPTED 600', 'RESTORED', 'ADDED a@2']);
});

const moments: readonly (readonly [string, readonly Act[], readonly Act[], number])[] = [
  ['the list is awaited', [silence()], [HOLD], 1],
  ['the watch is being opened', [list('1')], [silence()], 2],
  ['the stream is quiet', [list('1')], [HOLD], 2],
  ['the back-off lasts', [list('1')], [status(500, 'InternalError', 'no')], 3],
];
for (const [moment, lists, watches, requests] of moments) {
  test(`stopped while ${moment}: it ends at once, no timer and no connection stays`, async () => {
    const run = await watching(lists, watches);
    const ended = (async () => {
      for await (const _ of run.changes);
    })();
    await run.server.seen(requests);
    run.stop.abort();
    await ended;
    expect(run.timing.pending()).toBe(0);
    run.cluster.close();
    await expect.poll(() => run.server.sockets.size).toBe(0);
  });
}

test('a watch that is stopped before it begins asks nothing', async () => {
  const run = await watching([list('1')], [HOLD]);
  run.stop.abort();
  expect(await first(1, run)).toEqual([]);
  expect(run.server.requests).toEqual([]);
});
