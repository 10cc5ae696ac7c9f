import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/cluster/port.ts';
import { type WatchMoment, watchDescriptions } from '../../../src/operations/describe/watch.ts';
import { type DescribeTarget, describe as describeJobs } from '../../../src/operations/describe.ts';
import { json, lines, status } from '../../support/fault-server.ts';
import { aCluster, aServer } from '../../support/open-cluster.ts';
import { recordedAt } from '../../support/recorded-job.ts';
import { replaying } from '../../support/replay.ts';
import { steppedReplay } from '../../support/stepped-replay.ts';
import { FAILED, rawJob, storeCluster } from '../../support/store-cluster.ts';

const NAMED = (name: string): DescribeTarget => ({ kind: 'names', jobs: [{ namespace: name, name }] });

const OWNED = {
  ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'late', uid: 'uid-of-late', controller: true }],
};

async function moments(
  cluster: Cluster,
  target: DescribeTarget,
  signal?: AbortSignal,
): Promise<readonly WatchMoment[]> {
  return Array.fromAsync(watchDescriptions(cluster, target, watchOptions(signal)));
}

function watchOptions(signal = new AbortController().signal) {
  return { rows: undefined, atMostEveryMs: 5, tickMs: undefined, signal };
}

function failedPods({ descriptions }: WatchMoment): number {
  return descriptions.flatMap(({ failures }) => failures).reduce((sum, { count }) => sum + count, 0);
}

function statesIn(seen: readonly WatchMoment[]): readonly string[] {
  return seen.flatMap(({ descriptions }) => descriptions.map(({ outcome }) => outcome.state));
}

describe('a watch of a Job', () => {
  test('goes from running to its end, and ends with it', async () => {
    await using replay = await steppedReplay('per-index', 20_000);
    const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
    const seen: WatchMoment[] = [];
    for await (const moment of watchDescriptions(cluster, NAMED('per-index'), watchOptions())) {
      seen.push(moment);
      replay.moveTo(failedPods(moment) === 4 ? 'end' : 51_000);
    }
    expect([statesIn(seen).at(0), statesIn(seen).at(-1)]).toEqual(['running', 'failed']);
    expect(seen.at(-1)?.descriptions[0]?.failures.map(({ count }) => count)).toEqual([2, 2]);
    const done = seen.map(({ descriptions }) => descriptions[0]?.progress.done ?? 0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(
      seen.every(({ descriptions }) =>
        descriptions.every(({ now, job }) => now >= Date.parse(job.status.startTime ?? '')),
      ),
    ).toBe(true);
  });

  test('tells what comes a moment after the end of its Job, too', async () => {
    await using room = await storeCluster();
    const cluster = await aCluster({ kubeconfig: room.kubeconfig });
    room.store.put('jobs', rawJob('late'));
    const pod = (phase: string, state: object) => ({
      metadata: {
        name: 'late-a',
        namespace: 'default',
        uid: 'a',
        labels: { 'batch.kubernetes.io/controller-uid': 'uid-of-late' },
        ...OWNED,
      },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] },
      status: { phase, containerStatuses: [{ name: 'main', restartCount: 0, state }] },
    });
    room.store.put('pods', pod('Running', { running: {} }));
    const target: DescribeTarget = { kind: 'names', jobs: [{ namespace: 'default', name: 'late' }] };
    let last: WatchMoment | undefined;
    for await (const moment of watchDescriptions(cluster, target, watchOptions())) {
      last = moment;
      const [outcome] = statesIn([moment]);
      if (outcome === 'running') room.store.put('jobs', rawJob('late', { status: FAILED }));
      else room.store.put('pods', pod('Failed', { terminated: { exitCode: 3, reason: 'Error' } }));
    }
    expect(last && failedPods(last)).toBe(1);
  });

  test('of a selector follows all its Jobs until the last has finished', async () => {
    await using sandbox = await replaying('expansion', { at: 8_000, speed: 40 });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const target = {
      kind: 'selector',
      namespace: 'expansion',
      labelSelector: 'jobgroup=jobexample',
      fieldSelector: undefined,
    } as const;
    const last = (await moments(cluster, target)).at(-1);
    expect(last?.descriptions.map(({ job, outcome }) => [job.metadata.name, outcome.state])).toEqual([
      ['process-item-apple', 'complete'],
      ['process-item-banana', 'complete'],
      ['process-item-cherry', 'complete'],
    ]);
  });

  test.each(['unschedulable', 'image-pull'])(
    'of a Job whose pods are stuck tells their events too: %s',
    async (name) => {
      await using sandbox = await replaying(name, { at: 'end' });
      const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
      const { signal } = new AbortController();
      const [once] = await Array.fromAsync(describeJobs(cluster, NAMED(name), { rows: undefined, signal }));
      const expected = once?.kind === 'job' ? once.description : undefined;
      expect(expected?.events.some(({ involved }) => involved.kind === 'Pod')).toBe(true);
      const options = { rows: undefined, atMostEveryMs: 1, tickMs: undefined, signal };
      for await (const { descriptions } of watchDescriptions(cluster, NAMED(name), options)) {
        const [seen] = descriptions;
        if (seen?.events.length !== expected?.events.length) continue;
        expect([seen?.events, seen?.stuck]).toEqual([expected?.events, expected?.stuck]);
        return;
      }
      expect.unreachable('the watch ended');
    },
  );

  test('of a Job that does not exist tells so once, and ends', async () => {
    await using sandbox = await replaying('pi', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const seen = await moments(cluster, { kind: 'names', jobs: [{ namespace: 'pi', name: 'pie' }] });
    expect(seen.map(({ descriptions, missing }) => [descriptions.length, missing[0]?.name])).toEqual([[0, 'pie']]);
  });

  test('ends when it is aborted', async () => {
    await using sandbox = await replaying('per-index', { at: 30_000 });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const ending = new AbortController();
    const options = { rows: undefined, atMostEveryMs: 5, tickMs: undefined, signal: ending.signal };
    const states: string[] = [];
    for await (const moment of watchDescriptions(cluster, NAMED('per-index'), options)) {
      states.push(...statesIn([moment]));
      ending.abort();
    }
    expect(states).toEqual(['running']);
  });

  test('with a tick gives a new moment though nothing changed', async () => {
    await using sandbox = await replaying('per-index', { at: 30_000 });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const ending = new AbortController();
    let count = 0;
    for await (const _ of watchDescriptions(cluster, NAMED('per-index'), {
      rows: undefined,
      atMostEveryMs: 1,
      tickMs: 10,
      signal: ending.signal,
    })) {
      count += 1;
      if (count === 5) ending.abort();
    }
    expect(count).toBe(5);
  });

  test('goes on without the events and pods that may not be read', async () => {
    const { job } = recordedAt('per-index', 'end');
    const server = await aServer();
    const jobs = '/apis/batch/v1/namespaces/per-index/jobs';
    server.on(jobs, json({ kind: 'JobList', metadata: { resourceVersion: '1' }, items: [job.source] }));
    server.onWatch(jobs, lines([], 'hold'));
    for (const what of ['pods', 'events']) {
      server.on(`/api/v1/namespaces/per-index/${what}`, status(403, 'Forbidden', `${what} is forbidden`));
    }
    const [moment] = await moments(await aCluster({ server: server.url }), NAMED('per-index'));
    expect(moment?.descriptions[0]?.unread.map(({ what }) => what).sort()).toEqual(['events', 'pods']);
    expect(moment?.descriptions[0]?.podsRead).toBe('unreadable');
  });

  test('of a server that cannot be reached is an error, not a silence', async () => {
    const cluster = await aCluster({ server: 'http://127.0.0.1:1' });
    await expect(moments(cluster, NAMED('x'))).rejects.toMatchObject({ kind: 'ConnectionError' });
  });

  test('of Jobs that may not be read is an error', async () => {
    const server = await aServer();
    server.on('/apis/batch/v1/namespaces/x/jobs', status(403, 'Forbidden', 'jobs is forbidden'));
    server.on('/api/v1/namespaces/x/events', status(403, 'Forbidden', 'events is forbidden'));
    await expect(moments(await aCluster({ server: server.url }), NAMED('x'))).rejects.toThrow('jobs is forbidden');
  });
});
