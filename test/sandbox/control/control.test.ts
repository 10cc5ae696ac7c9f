/** Faults and control, through the API server of a living cluster. */
import { utimes } from 'node:fs/promises';
import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../../src/cluster/connect.ts';
import type { Change, Cluster, ObjectKind } from '../../../src/cluster/port.ts';
import { type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';
import { runningSandboxes, sandboxBehind, tell } from '../../../src/sandbox/control/running-sandboxes.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { aCall } from '../../support/open-cluster.ts';

const NODES: ObjectKind = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };
const SCOPE = { namespace: undefined };

let sandbox: RunningCluster;
let cluster: Cluster;

beforeEach(async () => {
  sandbox = await startCluster({ nodes: 2, speed: 0, controllers: () => [] });
  cluster = await connect({ kubeconfig: sandbox.kubeconfig });
});

afterEach(async () => {
  cluster.close();
  await sandbox.close();
});

const behind = async () => {
  const running = await sandboxBehind(sandbox.kubeconfig);
  if (!running) throw new Error('no embedded cluster');
  return running;
};
const spoil = async (fault: Fault) => tell(await behind(), { method: 'POST', path: '/faults', body: fault });
const listNodes = () => Array.fromAsync(cluster.objects(NODES).list(SCOPE, aCall()));

/** Watches nodes; `act` is done once the watch is in step, and the watch ends when `until` says so of what has come. */
async function watched(act: () => Promise<unknown>, until: (changes: readonly Change<unknown>[]) => boolean) {
  const call = new AbortController();
  const seen: Change<unknown>[] = [];
  for await (const change of cluster.objects(NODES).watch(SCOPE, call)) {
    seen.push(change);
    if (change.type === 'SYNCED') void act();
    if (until(seen)) call.abort();
  }
  return seen.map(({ type }) => type);
}

describe('requests', () => {
  test('fail so many times, with what a real server says', async () => {
    await spoil({ kind: 'answer', code: 500, times: 1, verb: 'list', resource: 'nodes' });
    await expect(cluster.objects(NODES).get('node-1', '', aCall())).resolves.toBeDefined();
    await expect(listNodes()).rejects.toMatchObject({ code: 500, reason: 'InternalError' });
    await expect(listNodes()).resolves.toHaveLength(2);
  });

  test('fail until all is well again', async () => {
    await spoil({ kind: 'answer', code: 403 });
    for (let i = 0; i < 3; i += 1) await expect(listNodes()).rejects.toMatchObject({ code: 403 });
    expect((await behind()).said.faults).toEqual([{ kind: 'answer', code: 403 }]);
    await tell(await behind(), { method: 'DELETE', path: '/faults' });
    await expect(listNodes()).resolves.toHaveLength(2);
  });

  test('fail with the time to come back, which clients keep to', async () => {
    await spoil({ kind: 'answer', code: 429, times: 1, retryAfterSeconds: 1 });
    const begun = performance.now();
    await expect(listNodes()).resolves.toHaveLength(2);
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  test('are slow', async () => {
    await spoil({ kind: 'slow', byMs: 60, resource: 'nodes' });
    const begun = performance.now();
    await listNodes();
    expect(performance.now() - begun).toBeGreaterThan(55);
  });
});

describe('watches', () => {
  test.each([true, false])('are cut (abruptly: %s), and clients go on', async (abruptly) => {
    const cutAndChange = async () => {
      await spoil({ kind: 'watch-cut', abruptly });
      sandbox.writer.create('nodes', { metadata: { name: 'node-9' } });
    };
    const types = await watched(cutAndChange, (seen) => seen.filter(({ type }) => type === 'ADDED').length === 3);
    expect(types.filter((type) => type === 'ADDED')).toHaveLength(3);
  });

  test('are told that they are too old, and list anew', async () => {
    const expireAndChange = async () => {
      await spoil({ kind: 'answer', code: 410, times: 1 });
      sandbox.writer.create('nodes', { metadata: { name: 'node-9' } });
    };
    const types = await watched(expireAndChange, (seen) => seen.filter(({ type }) => type === 'ADDED').length === 3);
    expect(types.filter((type) => type === 'ADDED')).toHaveLength(3);
    expect((await behind()).said.faults).toEqual([]);
  });
});

test('the server goes, and comes back at the same place', async () => {
  await spoil({ kind: 'away', forMs: 300 });
  await expect
    .poll(
      () =>
        listNodes().then(
          () => 'there',
          () => 'away',
        ),
      { interval: 10 },
    )
    .toBe('away');
  await expect
    .poll(
      () =>
        listNodes().then(
          () => 'there',
          () => 'away',
        ),
      { timeout: 5000 },
    )
    .toBe('there');
});

test('a node is lost, and found again', async () => {
  await spoil({ kind: 'node-lost', node: 'node-2' });
  expect([sandbox.nodeHealth.isLost('node-1'), sandbox.nodeHealth.isLost('node-2')]).toEqual([false, true]);
  await spoil({ kind: 'node-back', node: 'node-2' });
  expect(sandbox.nodeHealth.isLost('node-2')).toBe(false);
  await expect(spoil({ kind: 'node-lost', node: 'node-9' })).rejects.toThrow(
    'there is no node "node-9": there are node-1, node-2',
  );
});

test('a node is lost for a while of the time there', async () => {
  await spoil({ kind: 'node-lost', node: 'node-1', forMs: 60_000 });
  await spoil({ kind: 'clock-jump', byMs: 59_000 });
  expect(sandbox.nodeHealth.isLost('node-1')).toBe(true);
  await spoil({ kind: 'clock-jump', byMs: 1000 });
  await expect.poll(() => sandbox.nodeHealth.isLost('node-1')).toBe(false);
});

test('the clock is set', async () => {
  const before = sandbox.clock.now();
  await spoil({ kind: 'clock-jump', byMs: 3_600_000 });
  expect(sandbox.clock.now() - before).toBe(3_600_000);
});

test('it is found among those that run, says how it is, and ends when it is told to', async () => {
  const found = (await runningSandboxes()).find(({ kubeconfig }) => kubeconfig === sandbox.kubeconfig);
  expect(found?.said).toMatchObject({ kind: 'cluster', speed: 0, nodes: 2, jobs: 0, pods: 0, pid: process.pid });
  await tell(await behind(), { method: 'POST', path: '/stop' });
  await sandbox.stopped;
});

test('those that run come in the order of their age, the newest first', async () => {
  await using newer = await startCluster({ nodes: 1, controllers: () => [] });
  const now = Date.now() / 1000;
  await utimes(sandbox.kubeconfig, now, now - 10);
  const paths = (await runningSandboxes()).map(({ kubeconfig }) => kubeconfig);
  const own = paths.filter((path) => path === sandbox.kubeconfig || path === newer.kubeconfig);
  expect(own).toEqual([newer.kubeconfig, sandbox.kubeconfig]);
});

test('a fault that is none is refused, in words', async () => {
  const told = tell(await behind(), { method: 'POST', path: '/faults', body: { kind: 'fire' } });
  await expect(told).rejects.toMatchObject({
    kind: 'SandboxRefused',
    message: expect.stringMatching(/^kind: must be/),
  });
});

test('whoever has no token is not answered', async () => {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const url = `${sandbox.server}/kubectl-job/sandbox/stop`;
  request(url, { method: 'POST', rejectUnauthorized: false }, ({ statusCode }) => resolve(statusCode)).end();
  expect(await promise).toBe(401);
});
