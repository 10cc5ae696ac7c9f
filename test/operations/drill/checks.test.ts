/** What is looked at before a drill, and what of it is told. */
import { describe, expect, test } from 'vitest';
import type { AccessQuestion, Cluster } from '../../../src/cluster/port.ts';
import { permissionsFor } from '../../../src/operations/drill/drain/permissions.ts';
import { planDrain } from '../../../src/operations/drill/drain/plan.ts';
import type { DrainRequest } from '../../../src/operations/drill/drain/request.ts';
import { triedPlan } from '../../../src/operations/drill/drain/try-requests.ts';
import type { Acting } from '../../support/acting-kubelet.ts';
import { aDrill, type Drilling, drilling, IGNORING, nodesOf, runningJob, until } from '../../support/drilling.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';

const HEEDS: Acting = { onStop: { code: 143, afterMs: 500 } };

/** The cluster as it is for somebody who may not do some things. */
function forSomebody(cluster: Cluster, isForbidden: (question: AccessQuestion) => boolean): Cluster {
  return { ...cluster, access: async (question) => ({ allowed: !isForbidden(question), reason: '' }) };
}

async function missing(request: Partial<DrainRequest>, isForbidden: (question: AccessQuestion) => boolean) {
  const { cluster } = await drilling(HEEDS);
  const may = await permissionsFor(forSomebody(cluster, isForbidden), aDrill(request), aCall());
  return may.kind === 'missing' ? may.refusal : undefined;
}

describe('permissions that are missing are named, with the rules to add', () => {
  test('on nodes, and how to do without', async () => {
    expect(await missing({}, ({ resource }) => resource === 'nodes')).toEqual({
      reason: 'you may not get nodes, nor patch nodes',
      remedy: [
        'Ask for these rules in a ClusterRole:',
        '- apiGroups: [""]',
        '  resources: ["nodes"]',
        '  verbs: ["get", "patch"]',
        '--evict-only needs no rights on nodes: it evicts the pod without cordoning its node.',
      ].join('\n'),
    });
  });

  test('on evictions', async () => {
    const found = await missing({ scope: 'evict-only' }, ({ subresource }) => subresource === 'eviction');
    expect(found?.reason).toBe('you may not create pods/eviction in namespace default');
    expect(found?.remedy).toMatch(/^Ask for these rules in a Role:\n.*\n {2}resources: \["pods\/eviction"\]\n/);
  });

  test('on everybody’s pods, for a whole node', async () => {
    const found = await missing(
      { scope: 'whole-node' },
      ({ namespace, resource }) => resource === 'pods' && namespace === undefined,
    );
    expect(found?.reason).toBe('you may not create pods/eviction in all namespaces, nor list pods in all namespaces');
  });

  test('nothing is asked about nodes that are left alone', async () => {
    expect(await missing({ scope: 'evict-only' }, ({ resource }) => resource === 'nodes')).toBeUndefined();
  });
});

test('over HTTP too: what a cluster forbids is named before anything is changed', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  at.sandbox.faults.add({ kind: 'answer', code: 403, verb: 'patch', resource: 'nodes' });
  at.sandbox.faults.add({ kind: 'answer', code: 403, verb: 'create', resource: 'pods/eviction' });
  at.sandbox.faults.add({ kind: 'answer', code: 500, verb: 'get', resource: 'secrets' });
  const before = at.sandbox.store.list('nodes').revision;
  const planned = await planDrain(at.cluster, aDrill(), aCall());
  expect(planned.kind === 'refused' && planned.refusal).toEqual({
    reason: 'you may not create pods/eviction in namespace default, nor patch nodes',
    remedy: [
      'Ask for these rules in a ClusterRole:',
      ...['- apiGroups: [""]', '  resources: ["pods/eviction"]', '  verbs: ["create"]'],
      ...['- apiGroups: [""]', '  resources: ["nodes"]', '  verbs: ["patch"]'],
    ].join('\n'),
  });
  expect(at.sandbox.store.list('nodes').revision).toBe(before);
  const may = async (verb: string, resource: string) =>
    (await at.cluster.access({ verb, group: '', resource }, aCall())).allowed;
  expect(await may('get', 'nodes')).toBe(true);
  expect(await may('*', 'nodes')).toBe(false);
  expect(await may('get', 'secrets')).toBe(true);
  at.sandbox.faults.clear();
  expect((await planDrain(at.cluster, aDrill(), aCall())).kind).toBe('plan');
});

test('a server that does not say whether one may is believed to let one', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  await using proxy = await startFaultProxy(at.sandbox);
  proxy.always(({ path }) => path.endsWith('/selfsubjectaccessreviews'), {
    kind: 'answer',
    code: 403,
    reason: 'Forbidden',
  });
  const planned = await planDrain(await aCluster({ kubeconfig: proxy.kubeconfig }), aDrill(), aCall());
  const warnings = planned.kind === 'plan' ? planned.plan.warnings.map(({ text }) => text) : [];
  expect(warnings).toEqual([expect.stringMatching(/^whether you may do all this cannot be asked: /)]);
});

describe('a Job that', () => {
  const check = (name: string, spec: Readonly<Record<string, unknown>>, expected: RegExp) =>
    test(name, async () => {
      const at = await drilling(HEEDS);
      at.sandbox.writer.create('jobs', sweep(spec));
      await until(() => at.sandbox.store.get('jobs', 'default', 'sweep')?.status !== undefined);
      const planned = await planDrain(at.cluster, aDrill(), aCall());
      expect(planned.kind === 'refused' ? planned.refusal.reason : '').toMatch(expected);
    });
  check('is suspended has no pods', { suspend: true }, /^Job "sweep" is suspended: it has no pods$/);
  check('has no pods yet', { parallelism: 0 }, /^the Job has no pods$/);
});

function sweep(spec: Readonly<Record<string, unknown>>) {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] } };
  return {
    metadata: { name: 'sweep', namespace: 'default' },
    spec: { completions: 1, parallelism: 1, template, ...spec },
  };
}

test('--dry-run=server tells what would be refused, and changes nothing', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  await aBudget(at);
  const request = aDrill();
  const planned = await planDrain(at.cluster, request, aCall());
  if (planned.kind !== 'plan') throw new Error('refused');
  const before = at.sandbox.store.list('pods').revision;
  const { warnings } = await triedPlan(at.cluster, { plan: planned.plan, request }, aCall());
  expect(warnings.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^evicting pod default\/sweep-\w+ would be refused: Cannot evict pod as it would violate/),
  ]);
  expect(at.sandbox.store.list('pods').revision).toBe(before);
  expect(nodesOf(at.sandbox).every(({ cordoned, mark }) => !cordoned && mark === undefined)).toBe(true);
});

async function aBudget({ sandbox }: Drilling): Promise<void> {
  const metadata = { name: 'keep', namespace: 'default' };
  const selector = { matchLabels: { 'job-name': 'sweep' } };
  sandbox.writer.create('poddisruptionbudgets', { metadata, spec: { minAvailable: 2, selector } });
  await until(() => sandbox.store.get('poddisruptionbudgets', 'default', 'keep')?.status !== undefined);
}
