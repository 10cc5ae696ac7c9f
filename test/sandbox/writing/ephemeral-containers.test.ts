/** Containers that are added to a pod that runs: what is refused, and what the real kubectl makes of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';
import { run } from '../../support/run-cli.ts';
import { ClusterClient } from './cluster-client.ts';

/** A pod `p` of one container, in a cluster in which nothing happens by itself. */
function createPod({ cluster }: ClusterClient): void {
  cluster.writer.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  const spec = { containers: [{ name: 'main', image: 'bash' }] };
  cluster.writer.create('pods', { metadata: { name: 'p', namespace: 'default' }, spec });
}

describe('what is refused', () => {
  const path = '/api/v1/namespaces/default/pods/p/ephemeralcontainers';
  const added = (container: object) => ({
    type: 'application/strategic-merge-patch+json',
    body: { spec: { ephemeralContainers: [container] } },
  });
  const table: Readonly<Record<string, readonly [object, string]>> = {
    'a name that another container has': [
      { name: 'main', image: 'busybox' },
      'spec.ephemeralContainers[0].name: Duplicate value: "main"',
    ],
    'no image': [{ name: 'dbg' }, 'spec.ephemeralContainers[0].image: Required value'],
    'a name that is none': [
      { name: 'A_b', image: 'busybox' },
      'spec.ephemeralContainers[0].name: Invalid value: "A_b"',
    ],
    'probes, ports and resources': [
      { name: 'dbg', image: 'busybox', ports: [{ containerPort: 80 }] },
      'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    ],
    'a target that is not there': [
      { name: 'dbg', image: 'busybox', targetContainerName: 'side' },
      'spec.ephemeralContainers[0].targetContainerName: Not found: "side"',
    ],
  };
  test.each(Object.entries(table))('%s', async (_, [container, message]) => {
    await using client = await ClusterClient.start();
    createPod(client);
    const answer = await client.send('PATCH', path, added(container));
    expect(answer.code).toBe(422);
    expect(answer.body.message).toContain(message);
  });

  test('one that is there stays as it is, and nothing else is changed by the way', async () => {
    await using client = await ClusterClient.start();
    createPod(client);
    expect((await client.send('PATCH', path, added({ name: 'dbg', image: 'busybox' }))).code).toBe(200);
    const changed = await client.send('PATCH', path, added({ name: 'dbg', image: 'other' }));
    expect(changed.body.message).toContain('existing ephemeral containers "dbg" may not be changed');
    const emptied = await client.send('PATCH', path, {
      type: 'application/merge-patch+json',
      body: { spec: { ephemeralContainers: [] } },
    });
    expect(emptied.body.message).toContain('existing ephemeral containers "dbg" may not be removed');
    const main = { type: 'application/merge-patch+json', body: { spec: { nodeName: 'elsewhere' } } };
    expect((await client.send('PATCH', path, main)).body.spec.nodeName).toBeUndefined();
    const direct = { type: 'application/merge-patch+json', body: { spec: { ephemeralContainers: [] } } };
    expect((await client.send('PATCH', '/api/v1/namespaces/default/pods/p', direct)).code).toBe(422);
  });
});

describe('kubectl debug', () => {
  let cluster: RunningCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster.close());

  test('the container runs beside the others, and sees their network', { timeout: 60_000 }, async () => {
    const kubectl = (...words: readonly string[]) => run('kubectl', words, { env: { KUBECONFIG: cluster.kubeconfig } });
    await kubectl('run', 'p', '--image=registry.k8s.io/pause:3.10', '--restart=Never');
    await kubectl('wait', '--for=condition=Ready', 'pod/p', '--timeout=30s');
    expect((await kubectl('exec', 'p', '--', 'sh', '-c', 'true')).stderr).toContain(
      'executable file not found in $PATH',
    );
    expect(
      await kubectl('debug', 'p', '--image=busybox', '-c', 'dbg', '--profile=general', '--', 'sleep', '300'),
    ).toMatchObject({ code: 0 });
    const state = 'jsonpath={.status.ephemeralContainerStatuses[0].state.running.startedAt}';
    await expect
      .poll(async () => (await kubectl('get', 'pod', 'p', '-o', state)).stdout, { timeout: 30_000 })
      .not.toBe('');
    expect(await kubectl('exec', 'p', '-c', 'dbg', '--', 'hostname')).toMatchObject({ stdout: 'p\n', code: 0 });
    expect((await kubectl('get', 'pod', 'p', '-o', 'jsonpath={.status.phase}')).stdout).toBe('Running');
    await kubectl('delete', 'pod', 'p', '--now');
    expect((await kubectl('get', 'pods', '-o', 'name')).stdout).toBe('');
  });
});
