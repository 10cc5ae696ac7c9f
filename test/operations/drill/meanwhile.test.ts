/** What others do between the plan of a drill and its verdict, and after it. */
import { expect, test } from 'vitest';
import type { Cluster } from '../../../src/cluster/port.ts';
import { drillExit } from '../../../src/operations/drill/drain/exit.ts';
import { planDrain } from '../../../src/operations/drill/drain/plan.ts';
import type { DrainRequest, DrillResult } from '../../../src/operations/drill/drain/request.ts';
import { drainDrills } from '../../../src/operations/drill/drain.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { drainResultText } from '../../../src/views/drill/drain-result.ts';
import type { Acting } from '../../support/acting-kubelet.ts';
import {
  aDrill,
  type Drilling,
  drilled,
  drilling,
  IGNORING,
  phaseOf,
  podsOf,
  runningJob,
  until,
} from '../../support/drilling.ts';
import { type Matching, startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';

const HEEDS: Acting = { onStop: { code: 143, afterMs: 500 } };

const isEviction: Matching = ({ path }) => path.endsWith('/eviction');

function end({ sandbox }: Drilling, name: string, phase: 'Succeeded' | 'Failed'): void {
  sandbox.writer.patch({ resource: 'pods', namespace: 'default', name }, { status: { phase } });
}

/** A drill whose user thinks the plan over, while something happens. */
async function afterThought(at: Drilling, request: DrainRequest, happens: (pod: string) => void): Promise<DrillResult> {
  const planned = await planDrain(at.cluster, request, aCall());
  if (planned.kind === 'refused') throw new Error(planned.refusal.reason);
  happens(planned.plan.chosen.metadata.name);
  for await (const update of drainDrills(at.cluster, { plan: planned.plan, request }, aCall()))
    if (update.kind === 'ended') return update.result;
  throw new Error('no result');
}

test.each(['Succeeded', 'gone'] as const)(
  'a pod that is %s when the user has said yes is left alone, and so is its node',
  async (fate) => {
    const at = await drilling(HEEDS);
    await runningJob(at, { ...IGNORING, parallelism: 1 });
    const nodes = at.sandbox.store.list('nodes').revision;
    const result = await afterThought(at, aDrill(), (name) => {
      end(at, name, 'Succeeded');
      if (fate === 'gone')
        at.sandbox.writer.remove({ resource: 'pods', namespace: 'default', name }, { gracePeriodSeconds: 0 });
    });
    expect(result).toMatchObject({
      verdict: { kind: 'inconclusive', why: 'ended-first' },
      undo: { kind: 'untouched' },
      victims: [{ evictedAt: undefined }],
    });
    expect(at.sandbox.store.list('nodes').revision).toBe(nodes);
  },
);

test('a pod that is gone when its eviction is asked for again was evicted by the request before', async () => {
  const at = await drilling({ onStop: { code: 143, afterMs: 0 } });
  await runningJob(at, IGNORING);
  let isUnheard = false;
  const evict: Cluster['evict'] = async (...request) => {
    await at.cluster.evict(...request);
    isUnheard = true;
    await until(() => at.sandbox.store.get('pods', 'default', request[0].name) === undefined);
    throw new Error('read ECONNRESET');
  };
  const [result] = await drilled({ ...at.cluster, evict }, aDrill());
  expect(isUnheard).toBe(true);
  expect(result).toMatchObject({ verdict: { kind: 'held' }, victims: [{ evictedAt: expect.any(Number) }] });
});

test('what the Job does after the drill, while its end is waited for, is no part of the verdict', async () => {
  let isLate = (_: StoredObject) => false;
  const at = await drilling((pod) => ({
    ...HEEDS,
    ...(isLate(pod) ? { byItself: { code: 0, afterMs: 20_000 } } : {}),
  }));
  await runningJob(at, { ...IGNORING, completions: 2 });
  const first = new Set(podsOf(at.sandbox).map(({ metadata }) => metadata.uid));
  isLate = ({ metadata }) => !first.has(metadata.uid);
  const [result] = await drilled(at.cluster, aDrill({ untilComplete: true }), {
    seen: (update) => {
      if (update.kind !== 'step' || update.step.text !== 'uncordoned') return;
      const other = podsOf(at.sandbox).find((pod) => first.has(pod.metadata.uid) && phaseOf(pod) === 'Running');
      end(at, other?.metadata.name ?? '', 'Failed');
    },
  });
  expect(result).toMatchObject({ verdict: { kind: 'held' }, jobEnd: { outcome: 'complete' } });
  expect([result?.before.status.failed, result?.after.status.failed]).toEqual([0, 0]);
  expect(result?.timeline.map(({ text }) => text)).toContain('failed 0 → 1');
});

test('a pod of somebody else’s that may not be evicted does not keep the verdict away, and is told', async () => {
  const at = await drilling(HEEDS, { nodes: 2 });
  await runningJob(at, IGNORING);
  const node = String(Object(podsOf(at.sandbox)[0]?.spec).nodeName);
  const metadata = { name: 'guest', namespace: 'default' };
  at.sandbox.writer.create('pods', { metadata, spec: { nodeName: node, containers: [{ name: 'main', image: 'x' }] } });
  await using proxy = await startFaultProxy(at.sandbox);
  proxy.always(({ path }) => path.endsWith('/guest/eviction'), { kind: 'answer', code: 403, reason: 'Forbidden' });
  const told: string[] = [];
  const wish = { ...aDrill().wish, node };
  const request = aDrill({ scope: 'whole-node', flags: { ...aDrill().flags, force: true }, wish });
  const results = await drilled(await aCluster({ kubeconfig: proxy.kubeconfig }), request, {
    seen: (update) => update.kind === 'not-evicted' && told.push(update.pod),
  });
  expect(told).toEqual(['default/guest']);
  expect(results).toMatchObject([
    {
      verdict: { kind: 'held' },
      endedBy: 'judged',
      remaining: [{ name: 'guest', why: 'not-evicted', message: 'the proxy answers 403' }],
      undo: { kind: 'uncordoned' },
    },
  ]);
  expect(drillExit(results, [], false)).toBe('error');
});

test('and a pod of the Job that may not be evicted is told with what the server says', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  await using proxy = await startFaultProxy(at.sandbox);
  proxy.always(isEviction, { kind: 'answer', code: 400, reason: 'BadRequest' });
  const [result] = await drilled(await aCluster({ kubeconfig: proxy.kubeconfig }), aDrill());
  expect(result).toMatchObject({
    verdict: { kind: 'inconclusive', why: 'not-evicted' },
    endedBy: 'judged',
    undo: { kind: 'uncordoned' },
  });
});

test('a whole node is not drained for a pod of the Job that would stay on it', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  const planned = await planDrain(at.cluster, aDrill({ scope: 'whole-node', podSelector: 'app=other' }), aCall());
  expect(planned.kind === 'refused' && planned.refusal.reason).toMatch(
    /^pod sweep-\w+ would stay on node "node-\d": --pod-selector app=other does not select it$/,
  );
});

test('pods that come to a whole node after the plan are told, and stay: nobody was asked about them', async () => {
  const at = await drilling(HEEDS, { nodes: 2 });
  await runningJob(at, IGNORING);
  const request = aDrill({ scope: 'whole-node', flags: { ...aDrill().flags, force: true } });
  const result = await afterThought(at, request, (name) => {
    const nodeName = Object(at.sandbox.store.get('pods', 'default', name)?.spec).nodeName;
    const spec = { nodeName, containers: [{ name: 'main', image: 'x' }] };
    at.sandbox.writer.create('pods', { metadata: { name: 'late', namespace: 'default' }, spec });
    const annotations = { 'kubernetes.io/config.mirror': 'x' };
    at.sandbox.writer.create('pods', { metadata: { name: 'mirror', namespace: 'default', annotations }, spec });
  });
  expect(result).toMatchObject({ verdict: { kind: 'held' }, remaining: [{ name: 'late', why: 'came-later' }] });
  expect(drillExit([result], [], false)).toBe('ok');
  expect(at.sandbox.store.get('pods', 'default', 'late')?.metadata.deletionTimestamp).toBeUndefined();
  const text = await drainResultText(result, { width: undefined, colour: false, unicode: true });
  expect(text).toContain(
    '\n  all evicted pods are gone from the node\n  not evicted: 1 pod that came to the node after the plan was made\n    default/late\n',
  );
});

test('budgets of everybody whom a whole node’s drain would hit are named, and pods that two budgets share', async () => {
  const at = await drilling(HEEDS, { nodes: 1 });
  const { writer, store } = at.sandbox;
  writer.create('namespaces', { metadata: { name: 'film' } });
  await until(() => store.get('serviceaccounts', 'film', 'default') !== undefined);
  const budget = (namespace: string, name: string, matchLabels: object) =>
    writer.create('poddisruptionbudgets', {
      metadata: { name, namespace },
      spec: { maxUnavailable: '100%', selector: { matchLabels } },
    });
  writer.create('pods', {
    metadata: { name: 'guest', namespace: 'film', labels: { app: 'guest' } },
    spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'x' }] },
  });
  for (const name of ['one', 'two']) budget('film', name, { app: 'guest' });
  await runningJob(at, IGNORING);
  const request = aDrill({ scope: 'whole-node', flags: { ...aDrill().flags, force: true } });
  const planned = await planDrain(at.cluster, request, aCall());
  const text = 'pod guest has more than one budget, and of such pods none is evicted';
  expect(planned.kind === 'plan' && planned.plan.budgets).toEqual(
    ['one', 'two'].map((name) => ({ name, namespace: 'film', text })),
  );
  expect(store.list('pods', { namespace: 'film' }).objects).toHaveLength(1);
});
