/** Pods that are gone when their Job has Failed, seen while its failure was only decided. */
import { describe, expect, test } from 'vitest';
import { propagatedExitCode } from '../../../src/operations/wait/exit.ts';
import type { WaitUpdate } from '../../../src/operations/wait/result.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { aCluster } from '../../support/open-cluster.ts';
import { steppedReplay } from '../../support/stepped-replay.ts';
import { conditions, FAILED, rawJob } from '../../support/store-cluster.ts';
import { aWait, waited } from '../../support/waiting.ts';
import { outcome, room } from '../../support/waiting-room.ts';

const PODS = ({ path }: { readonly path: string }) => path.endsWith('/pods');

/** Until pods have been asked for, and the answer has come. */
function untilRead(proxy: FaultProxy): Promise<void> {
  return expect.poll(() => [proxy.requests.some(PODS), proxy.open(PODS)], { timeout: 20_000 }).toEqual([true, 0]);
}

/** Waits in a recording from `begin` on; goes on to its end when the pods were listed after `decided`, both in milliseconds. */
async function waitedThrough(recording: string, begin: number, decided: number) {
  await using replay = await steppedReplay(recording, begin);
  await using proxy = await startFaultProxy(replay);
  const cluster = await aCluster({ kubeconfig: proxy.kubeconfig });
  let steps = 0;
  const seen = async (update: WaitUpdate) => {
    if (update.kind !== 'standing') return;
    steps += 1;
    if (steps === 1) replay.moveTo(decided);
    if (update.standing.waiting[0]?.describe()?.outcome.state !== 'failing') return;
    await untilRead(proxy);
    replay.moveTo('end');
  };
  const { results } = await waited(cluster, aWait([{ namespace: replay.namespace, name: recording }]), { seen });
  return { description: results[0]?.description, requests: proxy.requests.filter(PODS).length };
}

describe('a recorded Job', () => {
  test.each([
    ['deadline', 10_000, 20_000, ['2× deleted because the Job failed']],
    ['evict-unprotected', 5000, 20_000, ['1× disrupted: EvictionByEvictionAPI', '1× deleted because the Job failed']],
  ])('%s: its pods explain it, though they are gone', async (recording, begin, decided, expected) => {
    const { description, requests } = await waitedThrough(recording, begin, decided);
    expect(description?.outcome.state).toBe('failed');
    expect(description?.failures.map(({ count, cause }) => `${count}× ${cause.text}`)).toEqual(expected);
    expect([description?.failedPods?.gone, description?.failedPods?.since]).toEqual([0, 0]);
    // What to type next is about what is there.
    expect(description?.nextSteps.some(({ command }) => command.includes('logs'))).toBe(false);
    expect(requests).toBe(2);
  });
});

/** A pod of Job `x` whose container was restarted after an exit with 9, and which is being deleted. */
function rawPod(deletedAt: string) {
  const terminated = { exitCode: 9, reason: 'Error', startedAt: deletedAt, finishedAt: deletedAt };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ name: 'x-1', namespace: 'default', uid: 'pod-1', deletionTimestamp: deletedAt },
      deletionGracePeriodSeconds: 0,
      labels: { 'batch.kubernetes.io/controller-uid': 'uid-of-x' },
      finalizers: ['batch.kubernetes.io/job-tracking'],
    },
    spec: { restartPolicy: 'OnFailure', containers: [{ name: 'main', image: 'busybox' }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'main', restartCount: 1, state: { waiting: {} }, lastState: { terminated } }],
    },
  };
}

test('with OnFailure the exit code is that of the container which was restarted too often, though its pod is gone', {
  timeout: 30_000,
}, async () => {
  await using at = await room();
  at.store.put('jobs', rawJob('x'));
  const decide = () => {
    at.store.put('pods', rawPod(new Date(Date.now() + 5000).toISOString().replace(/\.\d+/, '')));
    at.store.put('jobs', rawJob('x', { status: conditions(['FailureTarget', 'BackoffLimitExceeded']) }));
  };
  const end = async () => {
    await untilRead(at.proxy);
    at.store.remove('pods', 'default', 'x-1');
    at.store.put('jobs', rawJob('x', { status: FAILED }));
  };
  const steps = [decide, end];
  const found = await outcome(at.cluster, aWait([{ namespace: 'default', name: 'x' }]), ({ kind }) =>
    kind === 'standing' ? steps.shift()?.() : undefined,
  );
  expect([found.exit, propagatedExitCode(found.results)]).toEqual(['failed', 9]);
});

test('whoever looks once does not look at pods', async () => {
  await using at = await room();
  at.store.put('jobs', rawJob('x', { status: conditions(['FailureTarget', 'BackoffLimitExceeded']) }));
  const found = await outcome(at.cluster, aWait([{ namespace: 'default', name: 'x' }], { timeoutMs: 0 }));
  expect([found.exit, at.proxy.requests.length]).toEqual(['timeout', 1]);
});
