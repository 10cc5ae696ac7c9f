import { describe, expect, test } from 'vitest';
import type { RemoveOptions } from '../../../../src/sandbox/cluster-writer.ts';
import { startGarbageCollector } from '../../../../src/sandbox/controllers/garbage/garbage-collector.ts';
import { startTtlController } from '../../../../src/sandbox/controllers/ttl-controller.ts';
import { type BareCluster, bareCluster } from '../bare-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Case {
  readonly options: RemoveOptions;
  /** What happens, in order. */
  readonly steps: readonly string[];
}

/** An owner (a ConfigMap), what it owns, and what that owns. */
const DELETIONS: Readonly<Record<string, Case>> = {
  'in the background the owner goes first': {
    options: { propagationPolicy: 'Background' },
    steps: ['DELETED owner', 'DELETED owned', 'DELETED owned-by-owned'],
  },
  'in the foreground it goes last': {
    options: { propagationPolicy: 'Foreground' },
    steps: [
      'MODIFIED owner foregroundDeletion',
      'MODIFIED owned foregroundDeletion',
      'DELETED owned-by-owned',
      'DELETED owned foregroundDeletion',
      'DELETED owner foregroundDeletion',
    ],
  },
  'orphans are left without an owner': {
    options: { propagationPolicy: 'Orphan' },
    steps: ['MODIFIED owner orphan', 'MODIFIED owned', 'DELETED owner orphan'],
  },
};

describe('what becomes of what is owned', () => {
  for (const [name, { options, steps }] of Object.entries(DELETIONS)) {
    test(name, async () => {
      using cluster = await bareCluster({ controllers: [startGarbageCollector] });
      const owner = create(cluster, 'owner');
      const owned = create(cluster, 'owned', [owner]);
      create(cluster, 'owned-by-owned', [owned]);
      await cluster.pass(1);
      const seen = stepsOf(cluster);
      cluster.writer.remove({ resource: 'configmaps', namespace: 'default', name: 'owner' }, options);
      await cluster.pass(10);
      expect(seen).toEqual(steps);
    });
  }

  test('what has another owner stays, with that owner alone', async () => {
    using cluster = await bareCluster({ controllers: [startGarbageCollector] });
    const [one, other] = [create(cluster, 'one'), create(cluster, 'other')];
    create(cluster, 'shared', [one, other]);
    cluster.writer.remove(
      { resource: 'configmaps', namespace: 'default', name: 'one' },
      { propagationPolicy: 'Background' },
    );
    await cluster.pass(1);
    expect(cluster.get('configmaps', 'shared').metadata.ownerReferences).toEqual([other]);
  });

  test('an object whose owner was never there goes; one of a kind that is not served stays', async () => {
    using cluster = await bareCluster({ controllers: [startGarbageCollector] });
    create(cluster, 'dangling', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: 'u-1' }]);
    create(cluster, 'of-a-replicaset', [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'u-2' }]);
    await cluster.pass(1);
    const names = cluster.store.list('configmaps').objects.map(({ metadata }) => metadata.name);
    expect(names).toEqual(['of-a-replicaset']);
  });
});

describe('ttlSecondsAfterFinished', () => {
  test('the Job goes in the foreground when its time is over, as in the recording ttl', async () => {
    using cluster = await bareCluster({ controllers: [startGarbageCollector, startTtlController] });
    const { metadata } = cluster.writer.create('jobs', {
      metadata: { name: 'ttl', namespace: 'default' },
      spec: {
        ttlSecondsAfterFinished: 4,
        template: { spec: { containers: [{ name: 'main', image: 'bash' }], restartPolicy: 'Never' } },
      },
    });
    const reference = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: 'ttl',
      uid: metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    cluster.writer.create('pods', {
      metadata: { name: 'ttl-abcde', namespace: 'default', ownerReferences: [reference] },
      spec: { containers: [{ name: 'main', image: 'bash' }] },
    });
    const lastTransitionTime = '2026-11-21T12:00:00Z';
    const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime }];
    cluster.writer.patch({ resource: 'jobs', namespace: 'default', name: 'ttl' }, { status: { conditions } });
    await cluster.pass(3999);
    const seen = stepsOf(cluster);
    expect(cluster.get('jobs', 'ttl').metadata.deletionTimestamp).toBeUndefined();
    await cluster.pass(10);
    expect(seen.filter((step) => !step.startsWith('MODIFIED ttl-'))).toEqual([
      'MODIFIED ttl foregroundDeletion',
      'DELETED ttl-abcde',
      'DELETED ttl foregroundDeletion',
    ]);
  });
});

function create({ writer }: BareCluster, name: string, owners: readonly Fields[] = []): Fields {
  const ownerReferences = owners.map((owner) => ({ ...owner, blockOwnerDeletion: true }));
  const { metadata } = writer.create('configmaps', {
    metadata: { name, namespace: 'default', ...(owners.length > 0 ? { ownerReferences } : {}) },
  });
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: metadata.uid, blockOwnerDeletion: true };
}

function stepsOf({ store }: BareCluster): string[] {
  const seen: string[] = [];
  store.subscribe(({ type, object }) => {
    const finalizers = Array.isArray(object.metadata.finalizers) ? object.metadata.finalizers : [];
    seen.push([type, object.metadata.name, ...finalizers].join(' '));
  });
  return seen;
}
