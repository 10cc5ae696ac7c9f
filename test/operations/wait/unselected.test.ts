/** Jobs that their selector finds no more while they are waited for: a watch calls them deleted, which they are not. */
import { describe, expect, test } from 'vitest';
import { listsOf, watchesOf } from '../../support/fault-proxy.ts';
import { COMPLETE, FAILED, rawJob, type StoreCluster } from '../../support/store-cluster.ts';
import { aWait, until } from '../../support/waiting.ts';
import { inTurn, outcome, room } from '../../support/waiting-room.ts';

const ETL = { kind: 'selector', namespace: 'default', labelSelector: 'app=etl', fieldSelector: undefined } as const;
const etl = (name: string, app: string, status: object = {}) => rawJob(name, { labels: { app }, status });

/** Goes on when a watch without selectors has been opened, and everything has been heard of it. */
function whole({ query }: { readonly query: URLSearchParams }): boolean {
  return !query.has('labelSelector') && !query.has('fieldSelector');
}

function wholeWatches(at: StoreCluster): number {
  return at.proxy.requests.filter((request) => watchesOf('jobs')(request) && whole(request)).length;
}

describe('a Job that is relabelled', () => {
  test('is waited for until it ends', async () => {
    await using at = await room();
    at.store.put('jobs', etl('a', 'etl'));
    const relabel = () => void at.store.put('jobs', etl('a', 'other'));
    const end = () => void at.store.put('jobs', etl('a', 'other', FAILED));
    const found = await outcome(at.cluster, { ...aWait([]), target: ETL }, inTurn(relabel, end));
    expect([found.exit, found.result?.isGone]).toEqual(['failed', false]);
  });

  test('and is labelled as before is waited for, too', async () => {
    await using at = await room();
    at.store.put('jobs', etl('a', 'etl'));
    const put = (app: string, status?: object) => () => void at.store.put('jobs', etl('a', app, status));
    const found = await outcome(
      at.cluster,
      { ...aWait([]), target: ETL },
      inTurn(put('other'), put('etl'), put('etl', COMPLETE)),
    );
    expect([found.exit, found.result?.isGone]).toEqual(['ok', false]);
  });

  test('is not deleted: that is waited for until it is', async () => {
    await using at = await room();
    at.store.put('jobs', etl('a', 'etl'));
    const relabel = () => void at.store.put('jobs', etl('a', 'other'));
    const remove = () => {
      if (at.proxy.open(watchesOf('jobs')) > 1) at.store.remove('jobs', 'default', 'a');
    };
    const request = { ...aWait([]), target: ETL, until: until('delete') };
    let standings = 0;
    const found = await outcome(at.cluster, request, ({ kind }) => {
      if (kind === 'standing') standings += 1;
      if (kind === 'standing' && standings === 1) relabel();
      if (kind === 'standing' && standings > 1) remove();
    });
    expect([found.exit, found.result?.isGone]).toEqual(['ok', true]);
    expect(standings).toBeGreaterThan(1);
  });

  test('and deleted just then is gone', async () => {
    await using at = await room();
    at.store.put('jobs', etl('a', 'etl'));
    const relabel = () => {
      // It is there when one asks for it by name, and is not when all are listed.
      at.proxy.next((request) => listsOf('jobs')(request) && whole(request), {
        kind: 'answer',
        code: 429,
        retryAfterSeconds: 1,
      });
      at.store.put('jobs', etl('a', 'other'));
    };
    const found = await outcome(at.cluster, { ...aWait([]), target: ETL }, (update) => {
      if (update.kind === 'standing' && !at.proxy.requests.some(whole)) relabel();
      if (update.kind === 'notice' && update.notice.kind === 'interrupted') at.store.remove('jobs', 'default', 'a');
    });
    expect([found.exit, found.result?.isGone]).toEqual(['gone', true]);
  });

  test('with many others costs one more watch', async () => {
    await using at = await room();
    const names = Array.from({ length: 12 }, (_, i) => `a-${i}`);
    const putAll = (app: string, status?: object) => () => {
      for (const name of names) at.store.put('jobs', etl(name, app, status));
    };
    putAll('etl')();
    let isRelabelled = false;
    const found = await outcome(at.cluster, { ...aWait([]), target: ETL }, ({ kind }) => {
      if (kind !== 'standing') return;
      if (isRelabelled && wholeWatches(at) === 1) putAll('other', COMPLETE)();
      if (!isRelabelled) putAll('other')();
      isRelabelled = true;
    });
    expect([found.exit, found.results.length, wholeWatches(at)]).toEqual(['ok', 12, 1]);
  });
});

test('a Job that a field selector finds no more, because it completes, has completed', async () => {
  await using at = await room();
  at.store.put('jobs', rawJob('a', { status: { succeeded: 0 } }));
  const target = { ...ETL, labelSelector: undefined, fieldSelector: 'status.successful=0' } as const;
  const end = () => void at.store.put('jobs', rawJob('a', { status: COMPLETE }));
  const found = await outcome(at.cluster, { ...aWait([]), target }, inTurn(end));
  expect([found.exit, found.result?.isGone, found.result?.end?.toldBy]).toEqual(['ok', false, 'status']);
});

test('a selected Job that is really deleted is gone, which is asked once', async () => {
  await using at = await room();
  at.store.put('jobs', etl('a', 'etl'));
  const replace = () => {
    at.store.remove('jobs', 'default', 'a');
    at.store.put('jobs', rawJob('a', { uid: 'another', labels: { app: 'etl' }, status: COMPLETE }));
  };
  const found = await outcome(at.cluster, { ...aWait([]), target: ETL }, inTurn(replace));
  expect([found.exit, found.result?.isGone, found.result?.isReplaced]).toEqual(['gone', true, true]);
  expect(at.proxy.requests.filter(({ path }) => path.endsWith('/jobs/a'))).toHaveLength(1);
});
