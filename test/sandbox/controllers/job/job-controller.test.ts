import { describe, expect, test } from 'vitest';
import { startJobController } from '../../../../src/sandbox/controllers/job/job-controller.ts';
import { type BareCluster, bareCluster } from '../bare-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

describe('a Job and its pods', () => {
  test('adopts an orphan that its selector matches, and gives up a pod that it no longer matches', async () => {
    using cluster = await withJob({
      parallelism: 1,
      completions: 2,
      manualSelector: true,
      selector: { matchLabels: { app: 'a' } },
    });
    const [own] = podNames(cluster);
    cluster.writer.create('pods', {
      metadata: { name: 'orphan', namespace: 'default', labels: { app: 'a' } },
      spec: POD,
    });
    await cluster.pass(1001);
    const { ownerReferences, finalizers } = cluster.get('pods', 'orphan').metadata;
    expect(ownerReferences).toMatchObject([{ kind: 'Job', name: 'sweep', controller: true, blockOwnerDeletion: true }]);
    expect(finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    expect(podNames(cluster)).toHaveLength(1);
    const [left = ''] = podNames(cluster);
    cluster.writer.patch(
      { resource: 'pods', namespace: 'default', name: left },
      { metadata: { labels: { app: 'b' } } },
    );
    await cluster.pass(1001);
    const released = cluster.get('pods', left).metadata;
    expect([released.ownerReferences, released.finalizers]).toEqual([undefined, undefined]);
    expect(podNames(cluster).filter((name) => name !== left && name !== own)).toHaveLength(1);
  });

  test('that is deleted in the background leaves no pod held', async () => {
    using cluster = await withJob({ parallelism: 2, completions: 2 });
    cluster.writer.remove(
      { resource: 'jobs', namespace: 'default', name: 'sweep' },
      { propagationPolicy: 'Background' },
    );
    await cluster.pass(1);
    const held = cluster.store.list('pods').objects.filter(({ metadata }) => metadata.finalizers !== undefined);
    expect([podNames(cluster).length, held]).toEqual([2, []]);
  });

  test('that another controller manages holds no pod either once it is gone', async () => {
    using cluster = await withJob({ managedBy: 'example.com/queue' });
    const { uid } = cluster.get('jobs', 'sweep').metadata;
    createPod(cluster, { ownerReferences: [{ ...OWNER, uid }] });
    await cluster.pass(2000);
    expect(cluster.get('pods', 'held').metadata.finalizers).toEqual(TRACKING);
    cluster.writer.remove(JOB, { propagationPolicy: 'Background' });
    await cluster.pass(1);
    expect(cluster.get('pods', 'held').metadata.finalizers).toBeUndefined();
  });

  test('nobody waits for a pod that nobody controls', async () => {
    using cluster = await bareCluster({ controllers: [startJobController] });
    createPod(cluster, {});
    await cluster.pass(1);
    expect(cluster.get('pods', 'held').metadata.finalizers).toBeUndefined();
  });

  test('takes on again a pod of which somebody took the owner away', async () => {
    using cluster = await withJob({ parallelism: 1 });
    const [name = ''] = podNames(cluster);
    const ref = { resource: 'pods', namespace: 'default', name };
    cluster.writer.patch(ref, { metadata: { ownerReferences: null } });
    await cluster.pass(1);
    expect(cluster.get('pods', name).metadata.finalizers).toBeUndefined();
    await cluster.pass(1001);
    expect(cluster.get('pods', name).metadata).toMatchObject({
      ownerReferences: [{ kind: 'Job', name: 'sweep' }],
      finalizers: TRACKING,
    });
    expect(podNames(cluster)).toHaveLength(1);
  });

  test('of a long name makes pods whose names keep their index', async () => {
    const name = 'n'.repeat(58);
    using cluster = await bareCluster({ controllers: [startJobController] });
    cluster.writer.create('jobs', {
      metadata: { name, namespace: 'default' },
      spec: { completions: 1000, parallelism: 1, completionMode: 'Indexed', template: { spec: POD } },
    });
    await cluster.pass(10);
    expect(cluster.store.list('pods').objects[0]?.metadata.generateName).toBe(`${'n'.repeat(55)}-0-`);
    expect(podNames(cluster)[0]).toMatch(/^n{55}-0-\w{5}$/);
  });

  test('that another controller manages gets none', async () => {
    using cluster = await withJob({ parallelism: 2, managedBy: 'example.com/queue' });
    await cluster.pass(5000);
    expect([podNames(cluster), cluster.get('jobs', 'sweep').status]).toEqual([[], {}]);
  });

  test('that a quota stops tries again, later each time, and asks for one pod before it asks for many', async () => {
    using cluster = await bareCluster({ controllers: [startJobController] });
    cluster.writer.create('resourcequotas', {
      metadata: { name: 'none', namespace: 'default' },
      spec: { hard: { pods: '0' } },
    });
    create(cluster, { parallelism: 5, completions: 5 });
    await cluster.pass(20_000);
    const [event] = cluster.store.list('events').objects;
    expect(event).toMatchObject({ reason: 'FailedCreate', type: 'Warning' });
    expect(String(event?.message)).toMatch(/^Error creating: pods "sweep-\w{5}" is forbidden: exceeded quota: none/);
    const tries = cluster.store.list('events').objects.reduce((sum, { count }) => sum + Number(count), 0);
    expect(tries).toBe(5);
    cluster.writer.patch(
      { resource: 'resourcequotas', namespace: 'default', name: 'none' },
      { spec: { hard: { pods: '9' } } },
    );
    await cluster.pass(20_000);
    expect(podNames(cluster)).toHaveLength(5);
  });

  test('that is suspended loses its start time, and has another when it goes on (seen: suspend-resume)', async () => {
    using cluster = await withJob({ parallelism: 2, completions: 2 });
    cluster.writer.patch(JOB, { spec: { suspend: true } });
    await cluster.pass(1500);
    expect(cluster.get('jobs', 'sweep').status).toMatchObject({ conditions: [{ type: 'Suspended', status: 'True' }] });
    expect(cluster.get('jobs', 'sweep').status).not.toHaveProperty('startTime');
    await cluster.pass(3000);
    cluster.writer.patch(JOB, { spec: { suspend: false } });
    await cluster.pass(10);
    expect(cluster.get('jobs', 'sweep').status).toMatchObject({
      startTime: '2026-11-21T12:00:04Z',
      conditions: [{ type: 'Suspended', status: 'False', reason: 'JobResumed' }],
      active: 2,
    });
  });

  test('while it backs off with a pod ready, its failed pod is neither counted nor let go (seen: drain)', async () => {
    const podFailurePolicy = {
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    };
    using cluster = await withJob({ parallelism: 2, completions: 4, podFailurePolicy });
    const [first = '', second = ''] = podNames(cluster);
    for (const name of [first, second]) setStatus(cluster, name, { phase: 'Running', conditions: [READY] });
    await cluster.pass(1001);
    const finishedAt = '2026-11-21T12:00:01Z';
    setStatus(cluster, first, {
      phase: 'Failed',
      conditions: [{ type: 'DisruptionTarget', status: 'True' }],
      containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 137, finishedAt } } }],
    });
    await cluster.pass(5000);
    expect(cluster.get('jobs', 'sweep').status).toMatchObject({ active: 2, ready: 2 });
    expect(cluster.get('pods', first).metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    await cluster.pass(5001);
    expect(cluster.get('jobs', 'sweep').status).toMatchObject({ active: 2, ready: 1 });
    expect(cluster.get('jobs', 'sweep').status).not.toHaveProperty('failed');
    expect(cluster.get('pods', first).metadata.finalizers).toBeUndefined();
  });
});

const POD = { containers: [{ name: 'main', image: 'bash' }], restartPolicy: 'Never' };
const TRACKING = ['batch.kubernetes.io/job-tracking'];
const OWNER = { apiVersion: 'batch/v1', kind: 'Job', name: 'sweep', controller: true };
const JOB = { resource: 'jobs', namespace: 'default', name: 'sweep' };
const READY = { type: 'Ready', status: 'True', lastTransitionTime: '2026-11-21T12:00:00Z' };

function create({ writer }: BareCluster, spec: Fields): void {
  writer.create('jobs', {
    metadata: { name: 'sweep', namespace: 'default' },
    spec: { template: { metadata: { labels: { app: 'a' } }, spec: POD }, ...spec },
  });
}

async function withJob(spec: Fields): Promise<BareCluster> {
  const cluster = await bareCluster({ controllers: [startJobController] });
  create(cluster, spec);
  await cluster.pass(10);
  return cluster;
}

function createPod({ writer }: BareCluster, metadata: Fields): void {
  writer.create('pods', {
    metadata: { name: 'held', namespace: 'default', finalizers: TRACKING, ...metadata },
    spec: POD,
  });
}

function podNames({ store }: BareCluster): readonly string[] {
  return store.list('pods').objects.map(({ metadata }) => metadata.name);
}

function setStatus({ writer }: BareCluster, name: string, status: Fields): void {
  writer.patch({ resource: 'pods', namespace: 'default', name }, { status });
}
