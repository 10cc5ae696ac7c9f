import { describe, expect, test } from 'vitest';
import { startNodeLifecycle } from '../../../../src/sandbox/controllers/nodes/node-lifecycle.ts';
import { startTaintEviction } from '../../../../src/sandbox/controllers/nodes/taint-eviction.ts';
import { type BareCluster, bareCluster } from '../bare-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

describe('a node that is lost', () => {
  test('is given up after the grace period, with its pods, and tainted', async () => {
    using cluster = await started();
    create(cluster, 'one');
    cluster.nodeHealth.lose('node-1');
    await cluster.pass(49_999);
    expect(ready(cluster)).toBe('True');
    await cluster.pass(2);
    expect(ready(cluster)).toBe('Unknown');
    expect(taints(cluster)).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
    await cluster.pass(5000);
    expect(taints(cluster)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(cluster.get('nodes', 'node-1').status).toMatchObject({
      conditions: [
        {
          type: 'MemoryPressure',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
        {},
        {},
        {},
      ],
    });
    expect(cluster.get('pods', 'one').status).toMatchObject({ conditions: [{ type: 'Ready', status: 'False' }] });
    expect(cluster.events('NodeNotReady')).toEqual([
      'NodeNotReady: Node node-1 status is now: NodeNotReady',
      'NodeNotReady: Node is not ready',
    ]);
  });

  test('loses its pods once they no longer tolerate it, and they say why', async () => {
    using cluster = await started();
    create(cluster, 'default-tolerations');
    create(cluster, 'patient', [{ operator: 'Exists' }]);
    create(cluster, 'impatient', [
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
    ]);
    cluster.nodeHealth.lose('node-1');
    await cluster.pass(65_001);
    expect(going(cluster)).toEqual(['impatient']);
    await cluster.pass(290_000);
    expect(going(cluster)).toEqual(['default-tolerations', 'impatient']);
    expect(cluster.get('pods', 'impatient').status).toMatchObject({
      conditions: [{ type: 'Ready' }, { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' }],
    });
    expect(cluster.events('TaintManagerEviction')).toContain(
      'TaintManagerEviction: Marking for deletion Pod default/impatient',
    );
    await cluster.pass(1_000_000);
    expect(going(cluster)).toHaveLength(2);
  });

  test('that comes back in time keeps its pods', async () => {
    using cluster = await started();
    create(cluster, 'one');
    cluster.nodeHealth.lose('node-1');
    await cluster.pass(100_000);
    cluster.nodeHealth.restore('node-1');
    await cluster.pass(1);
    expect([ready(cluster), taints(cluster)]).toEqual(['True', []]);
    expect(cluster.events('TaintManagerEviction')).toEqual([
      'TaintManagerEviction: Cancelling deletion of Pod default/one',
    ]);
    await cluster.pass(1_000_000);
    expect(going(cluster)).toEqual([]);
  });

  test('that was away for less than the grace period was never missed', async () => {
    using cluster = await started();
    cluster.nodeHealth.lose('node-1');
    await cluster.pass(30_000);
    cluster.nodeHealth.restore('node-1');
    await cluster.pass(10_000);
    cluster.nodeHealth.lose('node-1');
    await cluster.pass(45_000);
    expect(ready(cluster)).toBe('True');
    await cluster.pass(6000);
    expect(ready(cluster)).toBe('Unknown');
  });

  test('with all others evicts nothing: it may be the control plane that is cut off', async () => {
    using cluster = await started();
    create(cluster, 'one');
    for (const name of ['node-1', 'node-2', 'node-3']) cluster.nodeHealth.lose(name);
    await cluster.pass(500_000);
    expect(taints(cluster)).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
    expect(going(cluster)).toEqual([]);
  });
});

describe('a node that is cordoned', () => {
  test('has the taint for it while it is', async () => {
    using cluster = await started();
    cluster.writer.patch({ resource: 'nodes', name: 'node-1' }, { spec: { unschedulable: true } });
    await cluster.pass(1);
    expect(cluster.get('nodes', 'node-1').spec).toMatchObject({
      taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: '2026-11-21T12:00:00Z' }],
    });
    cluster.writer.patch({ resource: 'nodes', name: 'node-1' }, { spec: { unschedulable: null } });
    await cluster.pass(1);
    expect(taints(cluster)).toEqual([]);
  });
});

async function started(): Promise<BareCluster> {
  return await bareCluster({ controllers: [startNodeLifecycle, startTaintEviction] });
}

function create({ writer }: BareCluster, name: string, tolerations: readonly Fields[] = []): void {
  const spec = { nodeName: 'node-1', containers: [{ name: 'main', image: 'bash' }], tolerations };
  writer.create('pods', { metadata: { name, namespace: 'default' }, spec });
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-21T12:00:00Z' }];
  writer.patch({ resource: 'pods', namespace: 'default', name }, { status: { phase: 'Running', conditions } });
}

function going({ store }: BareCluster): readonly string[] {
  const pods = store.list('pods').objects.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return pods.map(({ metadata }) => metadata.name);
}

function ready(cluster: BareCluster): unknown {
  const { status } = cluster.get('nodes', 'node-1');
  return conditionsOf(status).find(({ type }) => type === 'Ready')?.status;
}

function conditionsOf(status: unknown): readonly Fields[] {
  return typeof status === 'object' && status !== null && 'conditions' in status && Array.isArray(status.conditions)
    ? status.conditions
    : [];
}

function taints(cluster: BareCluster): readonly string[] {
  const { spec } = cluster.get('nodes', 'node-1');
  const found =
    typeof spec === 'object' && spec !== null && 'taints' in spec && Array.isArray(spec.taints) ? spec.taints : [];
  return found.map(({ key, effect }) => `${key}:${effect}`);
}
