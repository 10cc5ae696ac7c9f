import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../src/cluster/connect.ts';
import type { Change, Cluster, KubeObject, ObjectKind } from '../../../src/cluster/port.ts';
import { type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';
import { json, reset } from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';

const CONFIG_MAPS: ObjectKind = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const NODES: ObjectKind = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };
const PODS: ObjectKind = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

let sandbox: RunningCluster;
let cluster: Cluster;

beforeAll(async () => {
  sandbox = await startCluster({ nodes: 1, controllers: () => [] });
  cluster = await connect({ kubeconfig: sandbox.kubeconfig });
  return async () => {
    cluster.close();
    await sandbox.close();
  };
});

/** A ConfigMap that is gone when the test ends. */
async function aConfigMap(name: string): Promise<KubeObject> {
  const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { a: '1' } };
  const { object } = await cluster.objects(CONFIG_MAPS).create(draft, {}, aCall());
  onTestFinished(() => void sandbox.store.remove('configmaps', 'default', name));
  return object;
}

describe('objects of any kind', () => {
  test('are made, read, listed and deleted', async () => {
    const maps = cluster.objects(CONFIG_MAPS);
    const made = await aConfigMap('one');
    expect(made).toMatchObject({
      kind: 'ConfigMap',
      data: { a: '1' },
      metadata: { name: 'one', namespace: 'default' },
    });
    expect(await maps.get('one', 'default', aCall())).toEqual(made);
    const listed = await Array.fromAsync(maps.list({ namespace: 'default' }, aCall()));
    expect(listed).toContainEqual(made);
    await maps.delete({ name: 'one', namespace: 'default' }, { propagationPolicy: 'Background' }, aCall());
    await expect(maps.get('one', 'default', aCall())).rejects.toMatchObject({ code: 404, reason: 'NotFound' });
  });

  test('those that lie in no namespace', async () => {
    const nodes = cluster.objects(NODES);
    expect((await nodes.get('node-1', '', aCall())).metadata).toMatchObject({ name: 'node-1', namespace: '' });
    const body = { spec: { unschedulable: true } };
    const { object } = await nodes.patch({ name: 'node-1', namespace: '' }, { type: 'strategic', body }, aCall());
    expect(object.spec).toMatchObject(body.spec);
  });

  test('are watched', async () => {
    const call = new AbortController();
    const changes: Change<KubeObject>[] = [];
    const scope = { namespace: 'default', fieldSelector: 'metadata.name=seen' };
    for await (const change of cluster.objects(CONFIG_MAPS).watch(scope, call)) {
      changes.push(change);
      if (change.type === 'SYNCED') await aConfigMap('seen');
      if (change.type === 'ADDED') call.abort();
    }
    expect(changes.map(({ type }) => type)).toEqual(['SYNCED', 'ADDED']);
  });
});

describe('changes', () => {
  const kinds = [
    ['merge', { type: 'merge', body: { data: { a: null, b: '2' } } }, { b: '2' }],
    ['strategic merge', { type: 'strategic', body: { data: { b: '2' } } }, { a: '1', b: '2' }],
    ['JSON', { type: 'json', body: [{ op: 'replace', path: '/data/a', value: '2' }] }, { a: '2' }],
  ] as const;
  test.each(kinds)('%s patch', async (_, patch, data) => {
    const { metadata } = await aConfigMap('patched');
    const { object } = await cluster.objects(CONFIG_MAPS).patch(metadata, patch, aCall());
    expect(object.data).toEqual(data);
  });

  test('server-side apply, in our name', async () => {
    const body = { ...{ apiVersion: 'v1', kind: 'ConfigMap' }, metadata: { name: 'applied' }, data: { a: '1' } };
    const ref = { name: 'applied', namespace: 'default' };
    const { object } = await cluster.objects(CONFIG_MAPS).patch(ref, { type: 'apply', body }, aCall());
    expect(object.metadata.managedFields).toMatchObject([{ manager: 'kubectl-job', operation: 'Apply' }]);
  });

  test('a dry run changes nothing', async () => {
    const { metadata } = await aConfigMap('dry');
    const maps = cluster.objects(CONFIG_MAPS);
    const body = { data: { a: '2' } };
    const { object } = await maps.patch(metadata, { type: 'merge', body, dryRun: true }, aCall());
    expect(object.data).toEqual({ a: '2' });
    await maps.delete(metadata, { propagationPolicy: 'Background', dryRun: true }, aCall());
    expect((await maps.get('dry', 'default', aCall())).data).toEqual({ a: '1' });
  });

  test('a precondition that fails is a conflict, and nothing is deleted', async () => {
    const { metadata } = await aConfigMap('kept');
    const maps = cluster.objects(CONFIG_MAPS);
    const options = { propagationPolicy: 'Background', preconditions: { uid: 'another' } } as const;
    await expect(maps.delete(metadata, options, aCall())).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    const stale = { type: 'merge', body: { metadata: { resourceVersion: '1' }, data: {} } } as const;
    await expect(maps.patch(metadata, stale, aCall())).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    expect((await maps.get('kept', 'default', aCall())).data).toEqual({ a: '1' });
  });

  test('what is invalid is refused in the words of the server', async () => {
    const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Not valid', namespace: 'default' } };
    await expect(cluster.objects(CONFIG_MAPS).create(draft, {}, aCall())).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining('metadata.name: Invalid value: "Not valid"'),
    });
  });

  test('warnings of the server are handed on', async () => {
    const server = await aServer();
    server.on('/api/v1/namespaces/film/configmaps', (response) => {
      response.writeHead(201, {
        'Content-Type': 'application/json',
        Warning: ['299 - "unknown field \\"spec.x\\""', '299 - "two, of them"'],
      });
      response.end('{"kind":"ConfigMap","metadata":{"name":"a"}}');
    });
    const film = await aCluster({ server: server.url });
    const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'film' } };
    const { warnings } = await film.objects(CONFIG_MAPS).create(draft, {}, aCall());
    expect(warnings).toEqual(['unknown field "spec.x"', 'two, of them']);
  });

  test('a change is sent once, over a connection of its own', async () => {
    const server = await aServer();
    const path = '/api/v1/namespaces/film/configmaps';
    server.on(path, json({ kind: 'ConfigMapList', metadata: {}, items: [] }), reset());
    const film = await aCluster({ server: server.url });
    await Array.fromAsync(film.objects(CONFIG_MAPS).list({ namespace: 'film' }, aCall()));
    const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'film' } };
    await expect(film.objects(CONFIG_MAPS).create(draft, {}, aCall())).rejects.toMatchObject({
      trouble: 'reset',
      attempt: expect.stringContaining('POST http://'),
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe('evictions', () => {
  test('what a disruption budget forbids is told, and not asked again', async () => {
    const selector = { matchLabels: { app: 'held' } };
    sandbox.writer.create('poddisruptionbudgets', {
      metadata: { name: 'budget', namespace: 'default' },
      spec: { maxUnavailable: 0, selector },
    });
    sandbox.writer.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
    const pod = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] };
    for (const [name, labels] of [
      ['held', { app: 'held' }],
      ['free', {}],
    ] as const) {
      const draft = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels }, spec: pod };
      await cluster.objects(PODS).create(draft, {}, aCall());
      sandbox.writer.update({ resource: 'pods', namespace: 'default', name }, (stored) => ({
        ...stored,
        status: { phase: 'Running' },
      }));
    }
    const held = cluster.evict({ name: 'held', namespace: 'default' }, {}, aCall());
    await expect(held).rejects.toMatchObject({ code: 429, message: expect.stringContaining('disruption budget') });
    await cluster.evict({ name: 'free', namespace: 'default' }, { gracePeriodSeconds: 0 }, aCall());
    await expect(cluster.pods.get('free', 'default', aCall())).rejects.toMatchObject({ code: 404 });
  });
});

test('whether we may do something', async () => {
  const question = { verb: 'patch', group: '', resource: 'nodes' };
  expect(await cluster.access(question, aCall())).toMatchObject({ allowed: true });
});
