/** Draining a whole node ends when everybody's pods are gone from it, as kubectl drain does. */
import { describe, expect, test } from 'vitest';
import { drillTimeout } from '../../../src/operations/drill/drain/deadline.ts';
import { planDrain } from '../../../src/operations/drill/drain/plan.ts';
import type { DrainRequest, DrillUpdate } from '../../../src/operations/drill/drain/request.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import {
  aDrill,
  type Drilling,
  drilled,
  drilling,
  IGNORING,
  podsOf,
  runningJob,
  until,
  withTimeEnough,
} from '../../support/drilling.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { recordedDrill } from '../../support/walk/disruptions.ts';

const WHOLE: Partial<DrainRequest> = { scope: 'whole-node', flags: { ...aDrill().flags, force: true } };

/** The Job `sweep`, and a pod `guest` of nobody's on each of its nodes. */
async function withGuest(rest: { readonly stopsAfterMs: number; readonly finalizers?: readonly string[] }) {
  const afterMs = ({ metadata }: StoredObject) => (metadata.name.startsWith('guest') ? rest.stopsAfterMs : 500);
  const at = await drilling((pod) => ({ onStop: { code: 143, afterMs: afterMs(pod) } }), { nodes: 2 });
  await runningJob(at, IGNORING);
  const node = String(Object(podsOf(at.sandbox)[0]?.spec).nodeName);
  const metadata = { name: 'guest', namespace: 'default', finalizers: rest.finalizers ?? [] };
  const containers = [{ name: 'main', image: 'x' }];
  at.sandbox.writer.create('pods', {
    metadata,
    spec: { nodeName: node, terminationGracePeriodSeconds: 600, containers },
  });
  await until(() => Object(guestOf(at)?.status).phase === 'Running');
  return { ...at, wish: { ...aDrill().wish, node } };
}

function guestOf({ sandbox }: Pick<Drilling, 'sandbox'>): StoredObject | undefined {
  return sandbox.store.get('pods', 'default', 'guest');
}

test('also when the verdict is long clear', async () => {
  const at = await withGuest({ stopsAfterMs: 300_000 });
  const [result] = await drilled(at.cluster, aDrill({ ...WHOLE, wish: at.wish }));
  expect(result).toMatchObject({ verdict: { kind: 'held' }, endedBy: 'judged', remaining: [] });
  expect(result?.timeline).toContainEqual(expect.objectContaining({ subject: 'pod/guest', text: 'gone' }));
  expect(guestOf(at)).toBeUndefined();
});

test('or when time is up: then it is told who is still there', async () => {
  const awaited: string[] = [];
  const drill = async (timeoutMs: number) => {
    const at = await withGuest({ stopsAfterMs: 1000, finalizers: ['example.com/hold'] });
    const request = aDrill({ ...WHOLE, wish: at.wish, timeoutMs });
    const seen = (update: DrillUpdate) => update.kind === 'waiting' && awaited.push(update.waitsFor);
    return (await drilled(at.cluster, request, { seen }))[0];
  };
  const result = await withTimeEnough(drill, (one) => one?.remaining.length === 1 && awaited.includes('gone'));
  expect(result).toMatchObject({
    verdict: { kind: 'held' },
    endedBy: 'timeout',
    remaining: [{ namespace: 'default', name: 'guest', why: 'not-gone', message: '' }],
  });
  expect(awaited).toContain('gone');
});

test('and a pod that should be gone by now is neither evicted nor waited for, where that was asked for', async () => {
  const at = await withGuest({ stopsAfterMs: 1000, finalizers: ['example.com/hold'] });
  const { clock, writer } = at.sandbox;
  writer.remove({ resource: 'pods', namespace: 'default', name: 'guest' }, { gracePeriodSeconds: 1 });
  const askedAt = clock.now();
  clock.at(askedAt + 60_000, () => {});
  await until(() => clock.now() >= askedAt + 60_000);
  const flags = { ...aDrill().flags, force: true, skipWaitForDeleteSeconds: 5 };
  const request = aDrill({ ...WHOLE, wish: at.wish, flags });
  const planned = await planDrain(at.cluster, request, aCall());
  if (planned.kind === 'refused') throw new Error(planned.refusal.reason);
  expect(planned.plan.others).toEqual([]);
  expect(planned.plan.warnings).toEqual([
    { text: 'not waiting for Pods that should be gone by now', flag: '', pods: ['default/guest'] },
  ]);
  const [result] = await drilled(at.cluster, request);
  expect(result).toMatchObject({ verdict: { kind: 'held' }, endedBy: 'judged', remaining: [] });
});

test('pods that become overdue meanwhile are not waited for, and told', async () => {
  const at = await withGuest({ stopsAfterMs: 1000, finalizers: ['example.com/hold'] });
  const flags = { ...aDrill().flags, force: true, skipWaitForDeleteSeconds: 1 };
  const [result] = await drilled(at.cluster, aDrill({ ...WHOLE, wish: at.wish, flags, gracePeriodSeconds: 1 }));
  expect(result).toMatchObject({
    verdict: { kind: 'held' },
    endedBy: 'judged',
    remaining: [{ name: 'guest', why: 'not-waited-for' }],
  });
});

describe('without --timeout, time is up', () => {
  const { plan } = recordedDrill('drain');
  const guest = { name: 'guest', namespace: 'x', uid: 'g', labels: {}, phase: 'Running', controller: undefined };
  const other = { ...guest, isMirror: false, hasEmptyDir: false, deletionTimestamp: undefined };
  const ofJob = (plan.job.spec.template.terminationGracePeriodSeconds ?? 30) * 1000 + 300_000;
  const check = (name: string, graces: readonly number[], rest: Partial<DrainRequest>, expected: number) =>
    test(name, () => {
      const others = graces.map((graceSeconds) => ({ ...other, graceSeconds }));
      const request = aDrill({ timeoutMs: undefined, ...rest });
      expect(drillTimeout({ request, plan: { ...plan, others } })).toBe(expected);
    });
  check('five minutes after the grace period of the Job’s pods', [], {}, ofJob);
  check('or after the longest of the node’s', [30, 3600, 60], {}, 3_900_000);
  check('or after that which was asked for', [3600], { gracePeriodSeconds: 10 }, 310_000);
});

test('--chunk-size is the size of the pages in which its pods are listed; 0 asks for all at once', async () => {
  const at = await withGuest({ stopsAfterMs: 1000 });
  const limits = async (chunkSize: number | undefined) => {
    await using proxy = await startFaultProxy(at.sandbox);
    const cluster = await aCluster({ kubeconfig: proxy.kubeconfig });
    const planned = await planDrain(cluster, aDrill({ ...WHOLE, wish: at.wish, chunkSize }), aCall());
    expect(planned.kind === 'plan' && planned.plan.others.map(({ name }) => name)).toEqual(['guest']);
    return proxy.requests
      .filter(({ path, query }) => path === '/api/v1/pods' && query.get('fieldSelector')?.startsWith('spec.nodeName='))
      .map(({ query }) => query.get('limit'));
  };
  expect(await limits(undefined)).toEqual(['500']);
  const onNode = podsOf(at.sandbox).filter(({ spec }) => Object(spec).nodeName === at.wish.node);
  const pages = await limits(1);
  // A last page may be empty: of what follows, nothing is on the node.
  expect(pages.length).toBeGreaterThanOrEqual(onNode.length);
  expect(new Set(pages)).toEqual(new Set(['1']));
  expect(await limits(0)).toEqual([null]);
});
