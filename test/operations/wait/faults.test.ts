/** What networks and servers do to those who wait: no outcome is missed, and what is worth telling is told once. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/cluster/port.ts';
import { waitExit } from '../../../src/operations/wait/exit.ts';
import type { WaitUpdate } from '../../../src/operations/wait/result.ts';
import { type Fault, listsOf, watchesOf } from '../../support/fault-proxy.ts';
import { handTimer } from '../../support/hand-timer.ts';
import { aCluster, aFolder } from '../../support/open-cluster.ts';
import { COMPLETE, FAILED, rawJob, type StoreCluster, storeCluster } from '../../support/store-cluster.ts';
import { type VirtualTiming, virtualTiming } from '../../support/virtual-timing.ts';
import { aWait, waited } from '../../support/waiting.ts';

const WATCH = watchesOf('jobs');
const LIST = listsOf('jobs');
const REQUEST = aWait([{ namespace: 'default', name: 'x' }]);

/** A wait for a running Job, to which something happens once its watch has told of a change. */
async function waitThrough(
  trouble: (at: StoreCluster, timing: VirtualTiming) => unknown,
  start: (at: StoreCluster) => unknown = () => {},
) {
  await using at = await storeCluster();
  at.store.put('jobs', rawJob('x'));
  await start(at);
  const timing = virtualTiming();
  const cluster = await aCluster({ kubeconfig: at.kubeconfig }, timing);
  return await waitedThrough(cluster, async (standings) => {
    await until(() => at.proxy.open(WATCH) > 0);
    at.store.put('jobs', rawJob('x', { status: { active: 1, ready: 1 } }));
    await until(() => standings() > 1);
    await trouble(at, timing);
  });
}

/** `trouble` is told how often something was heard of the Job. */
async function waitedThrough(cluster: Cluster, trouble: (standings: () => number) => Promise<unknown>) {
  let began: Promise<unknown> | undefined;
  let standings = 0;
  const seen = ({ kind }: WaitUpdate) => {
    if (kind !== 'standing') return;
    standings += 1;
    began ??= trouble(() => standings);
  };
  const done = await waited(cluster, REQUEST, { seen });
  await began;
  const notices = done.updates.flatMap((update) => (update.kind === 'notice' ? update.notice.kind : []));
  return {
    exit: waitExit(done, REQUEST),
    told: notices.filter((kind) => kind === 'interrupted' || kind === 'restored'),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The Job fails: an outcome that nobody may miss. */
function fail({ store }: StoreCluster): void {
  store.put('jobs', rawJob('x', { status: FAILED }));
}

describe('a watch that breaks while the Job ends', () => {
  test.each(['end', 'reset'] as const)('by %s', async (how) => {
    const found = await waitThrough((at) => {
      at.proxy.cut(WATCH, how);
      fail(at);
    });
    expect(found.exit).toBe('failed');
  });

  test('by silence is taken up again when a living server would have said something', async () => {
    const found = await waitThrough(async (at, timing) => {
      at.proxy.cut(WATCH, 'silence');
      fail(at);
      timing.pass(90_000);
    });
    expect(found).toEqual({ exit: 'failed', told: [] });
  });

  const cuts = [1, 2, 3, 4, 5];
  test.each(['end', 'reset'] as const)(
    'by %s, as proxies do to what is idle for a while: no wait grows, nothing is told',
    async (how) => {
      let waits: readonly number[] = [];
      const found = await waitThrough(async (at, timing) => {
        for (const _ of cuts) {
          await until(() => timing.isSet(20_000));
          timing.pass(20_000);
          at.proxy.cut(WATCH, how);
        }
        await until(() => timing.isSet(20_000));
        waits = [...timing.waits];
        fail(at);
      });
      expect(found).toEqual({ exit: 'failed', told: [] });
      expect(waits).toEqual([]);
    },
  );

  test.each([1, 2, 17, 100, 333, 800, 1000])('after %i bytes of an answer', async (afterBytes) => {
    const found = await waitThrough((at) => {
      for (const how of ['reset', 'end', 'reset'] as const) at.proxy.next(WATCH, { kind: 'cut', afterBytes, how });
      at.proxy.cut(WATCH, 'end');
      fail(at);
    });
    expect(found.exit).toBe('failed');
  });

  const once: Readonly<Record<string, Fault>> = {
    '410, as an answer': { kind: 'answer', code: 410, reason: 'Expired' },
    '410, as an event': { kind: 'error-event', code: 410, reason: 'Expired' },
    '429 with Retry-After': { kind: 'answer', code: 429, reason: 'TooManyRequests', retryAfterSeconds: 2 },
    '500': { kind: 'answer', code: 500, reason: 'InternalError' },
    '500, as an event': { kind: 'error-event', code: 500, reason: 'InternalError' },
    '503 of something in between': { kind: 'answer', code: 503 },
  };
  test.each(Object.entries(once))('and then answers %s', async (_, fault) => {
    const found = await waitThrough((at) => {
      at.proxy.next(WATCH, fault, fault, fault);
      at.proxy.cut(WATCH, 'end');
      fail(at);
    });
    expect(found.exit).toBe('failed');
    expect(found.told.filter((kind) => kind === 'interrupted').length).toBeLessThanOrEqual(1);
  });

  test('429 is not asked again before the time it names', async () => {
    let waits: readonly number[] = [];
    await waitThrough((at, timing) => {
      at.proxy.next(WATCH, { kind: 'answer', code: 429, retryAfterSeconds: 7 });
      at.proxy.cut(WATCH, 'end');
      fail(at);
      waits = timing.waits;
    });
    expect(waits.some((ms) => ms >= 7000)).toBe(true);
  });
});

describe('a server that', () => {
  test('is away for a while is waited for, which is told once, and so is its return', async () => {
    const found = await waitThrough(async (at, timing) => {
      await at.proxy.goAway();
      fail(at);
      await until(() => timing.waits.length > 4);
      await at.proxy.comeBack();
    });
    expect(found).toEqual({ exit: 'failed', told: ['interrupted', 'restored'] });
  });

  test('is away when the time is up does not keep the wait', async () => {
    await using at = await storeCluster();
    at.store.put('jobs', rawJob('x'));
    const cluster = await aCluster({ kubeconfig: at.kubeconfig });
    using time = handTimer(123_456);
    const seen = async ({ kind }: WaitUpdate) => {
      if (kind !== 'standing') return;
      await at.proxy.goAway();
      time.up();
    };
    const done = await waited(cluster, { ...REQUEST, timeoutMs: 123_456 }, { seen });
    expect(waitExit(done, REQUEST)).toBe('timeout');
    await at.proxy.comeBack();
  });

  test.each([
    ['429', { kind: 'answer', code: 429, retryAfterSeconds: 1 }],
    ['500', { kind: 'answer', code: 500 }],
    ['a reset', { kind: 'none', how: 'reset' }],
  ] satisfies readonly (readonly [string, Fault])[])('answers %s to begin with is asked again', async (_, fault) => {
    const found = await waitThrough(fail, (at) => at.proxy.next(LIST, fault, fault, fault));
    expect(found.exit).toBe('failed');
    expect(found.told).toEqual(['interrupted', 'restored']);
  });

  test('is away when it should tell what became of a Job that is gone is asked until it does', async () => {
    const found = await waitThrough((at) => {
      at.proxy.next(({ path }) => path.endsWith('/events'), { kind: 'answer', code: 500 });
      at.store.remove('jobs', 'default', 'x');
    });
    expect(found.exit).toBe('gone');
  });
});

test('a token that expires is renewed by its exec plugin, and the wait goes on', async () => {
  await using at = await storeCluster();
  at.store.put('jobs', rawJob('x'));
  at.proxy.accept('first');
  const folder = await aFolder({ token: 'first' });
  const kubeconfig = await execKubeconfig(at, folder);
  const cluster = await aCluster({ kubeconfig }, virtualTiming());
  const found = await waitedThrough(cluster, async () => {
    await until(() => at.proxy.open(WATCH) > 0);
    at.proxy.accept('second');
    await writeFile(join(folder, 'token'), 'second');
    at.proxy.cut(WATCH, 'end');
    at.store.put('jobs', rawJob('x', { status: COMPLETE }));
  });
  expect(found).toEqual({ exit: 'ok', told: [] });
  expect(new Set(at.proxy.requests.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer first', 'Bearer second']),
  );
});

/** A kubeconfig whose credentials come from a plugin that prints whatever token stands in the folder. */
async function execKubeconfig(at: StoreCluster, folder: string): Promise<string> {
  const plugin = join(folder, 'plugin');
  const credential = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}';
  await writeFile(plugin, `#!/bin/sh\nprintf '${credential}' "$(cat ${join(folder, 'token')})"\n`);
  await chmod(plugin, 0o700);
  const { parse, stringify } = await import('yaml');
  const { readFile } = await import('node:fs/promises');
  const config = parse(await readFile(at.kubeconfig, 'utf8'));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'Never' };
  const path = join(folder, 'kubeconfig');
  await writeFile(path, stringify({ ...config, users: [{ name: config.users[0].name, user: { exec } }] }));
  return path;
}
