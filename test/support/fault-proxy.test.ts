import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/batch/objects.ts';
import type { Change, Cluster } from '../../src/cluster/port.ts';
import { anything, type Fault, type FaultProxy, listsOf, startFaultProxy, watchesOf } from './fault-proxy.ts';
import { aCall, aCluster } from './open-cluster.ts';
import { replaying } from './replay.ts';
import { virtualTiming } from './virtual-timing.ts';

const SCOPE = { namespace: 'per-index' };

/** A finished Job behind a proxy, and a client of it that does not wait. */
async function using(body: (proxy: FaultProxy, cluster: Cluster) => Promise<void>): Promise<void> {
  await using sandbox = await replaying('per-index', { at: 'end' });
  await using proxy = await startFaultProxy(sandbox);
  await body(proxy, await aCluster({ kubeconfig: proxy.kubeconfig }, virtualTiming()));
}

function get(cluster: Cluster): Promise<Job> {
  return cluster.jobs.get('per-index', 'per-index', aCall());
}

test('the proxy passes on what nobody touches, and says what was asked', () =>
  using(async (proxy, cluster) => {
    expect((await get(cluster)).metadata.name).toBe('per-index');
    expect(proxy.requests.map(({ path }) => path)).toEqual(['/apis/batch/v1/namespaces/per-index/jobs/per-index']);
  }));

describe('a fault', () => {
  const check = (name: string, fault: Fault, expected: object) =>
    test(name, () =>
      using(async (proxy, cluster) => {
        proxy.next(anything, fault);
        await expect(get(cluster)).rejects.toMatchObject(expected);
        expect((await get(cluster)).metadata.name).toBe('per-index');
      }),
    );

  check('answers a failure', { kind: 'answer', code: 403, reason: 'Forbidden' }, { kind: 'ApiError', code: 403 });
  check('answers 500', { kind: 'answer', code: 500 }, { kind: 'ApiError', code: 500 });
  check('resets', { kind: 'none', how: 'reset' }, { kind: 'ConnectionError', trouble: 'reset' });
  check('cuts an answer in its middle', { kind: 'cut', afterBytes: 9, how: 'reset' }, { kind: 'ConnectionError' });
});

test('429 with Retry-After is a fault that a patient client never tells of', () =>
  using(async (proxy, cluster) => {
    proxy.next(anything, { kind: 'answer', code: 429, retryAfterSeconds: 1 });
    expect((await get(cluster)).metadata.name).toBe('per-index');
    expect(proxy.requests).toHaveLength(2);
  }));

test('silence is one that has to be noticed', () =>
  using(async (proxy, cluster) => {
    proxy.always(anything, { kind: 'none', how: 'silence' });
    const ending = new AbortController();
    const asked = cluster.jobs.get('per-index', 'per-index', { signal: ending.signal });
    await proxy.seen(anything);
    ending.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  }));

test('a proxy that went away refuses, and when it is back is found at the same place', () =>
  using(async (proxy, cluster) => {
    await get(cluster);
    await proxy.goAway();
    await expect(get(cluster)).rejects.toMatchObject({ trouble: 'refused' });
    await proxy.comeBack();
    expect((await get(cluster)).metadata.name).toBe('per-index');
  }));

test('only the accepted token is let through', () =>
  using(async (proxy, cluster) => {
    proxy.accept('other');
    await expect(get(cluster)).rejects.toMatchObject({ code: 401 });
    proxy.accept(undefined);
    expect((await get(cluster)).metadata.name).toBe('per-index');
  }));

describe('a watch through the proxy', () => {
  const check = (name: string, break_: (proxy: FaultProxy) => unknown, expected: { readonly lists: number }) =>
    test(name, () =>
      using(async (proxy, cluster) => {
        const ending = new AbortController();
        const seen: Change<Job>['type'][] = [];
        const watching = (async () => {
          for await (const change of cluster.jobs.watch(SCOPE, { signal: ending.signal })) seen.push(change.type);
        })();
        await proxy.seen(watchesOf('jobs'));
        while (proxy.open(watchesOf('jobs')) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        await break_(proxy);
        await proxy.seen(watchesOf('jobs'), 2);
        ending.abort();
        await watching;
        expect(seen.slice(0, 2)).toEqual(['ADDED', 'SYNCED']);
        expect(proxy.requests.filter(listsOf('jobs'))).toHaveLength(expected.lists);
      }),
    );

  check('is opened again after its end', (proxy) => proxy.cut(watchesOf('jobs'), 'end'), { lists: 1 });
  check('is opened again after a reset', (proxy) => proxy.cut(watchesOf('jobs'), 'reset'), { lists: 1 });
  check(
    'begins anew after 410',
    async (proxy) => {
      proxy.next(watchesOf('jobs'), { kind: 'error-event', code: 410, reason: 'Expired' });
      proxy.cut(watchesOf('jobs'), 'end');
      await proxy.seen(watchesOf('jobs'), 3);
    },
    { lists: 2 },
  );
});
