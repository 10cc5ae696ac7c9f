import { describe, expect, test } from 'vitest';
import { startPodCollector } from '../../../src/sandbox/controllers/pod-collector.ts';
import { bareCluster } from './bare-cluster.ts';

describe('pods of a node that is gone', () => {
  test('fail for no fault of their own after the quarantine, and go', async () => {
    using cluster = await bareCluster({ controllers: [startPodCollector] });
    for (const name of ['running', 'ended']) {
      cluster.writer.create('pods', {
        metadata: { name, namespace: 'default', finalizers: ['example.com/held'] },
        spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'bash' }] },
      });
    }
    cluster.writer.patch({ resource: 'pods', namespace: 'default', name: 'ended' }, { status: { phase: 'Succeeded' } });
    cluster.writer.remove({ resource: 'nodes', name: 'node-1' });
    await cluster.pass(59_000);
    expect(cluster.get('pods', 'running').metadata.deletionTimestamp).toBeUndefined();
    await cluster.pass(2000);
    const { metadata, status } = cluster.get('pods', 'running');
    expect(metadata).toMatchObject({ deletionGracePeriodSeconds: 0 });
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    };
    expect(status).toMatchObject({ phase: 'Failed', conditions: [condition] });
    expect(cluster.get('pods', 'ended').status).toMatchObject({ phase: 'Succeeded' });
    expect(cluster.get('pods', 'ended').metadata.deletionTimestamp).toBeDefined();
  });

  test('a node that comes back in time keeps its pods', async () => {
    using cluster = await bareCluster({ controllers: [startPodCollector] });
    const spec = { nodeName: 'node-9', containers: [{ name: 'main', image: 'bash' }] };
    cluster.writer.create('pods', { metadata: { name: 'early', namespace: 'default' }, spec });
    await cluster.pass(30_000);
    cluster.writer.create('nodes', { metadata: { name: 'node-9' } });
    await cluster.pass(60_000);
    expect(cluster.get('pods', 'early').metadata.deletionTimestamp).toBeUndefined();
  });
});
