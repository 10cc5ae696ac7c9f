import { describe, expect, test } from 'vitest';
import { startEndpointSliceController } from '../../../../src/sandbox/controllers/endpoints/endpoint-slice-controller.ts';
import { readRecording } from '../../../../src/sandbox/replay/recording.ts';
import type { StoredObject } from '../../../../src/sandbox/store.ts';
import { type BareCluster, bareCluster } from '../bare-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

describe('the slices of the recording pod-to-pod', () => {
  test('are written in the same steps, field by field, when its pods do what they did', async () => {
    const { events } = await readRecording('test/recordings/pod-to-pod');
    using cluster = await bareCluster({ controllers: [startEndpointSliceController], nodes: 0 });
    cluster.writer.create('namespaces', { metadata: { name: 'pod-to-pod' } });
    const seen = slicesOf(cluster);
    const isInput = (resource: string) => ['services', 'pods', 'nodes'].includes(resource);
    const [begin = 0] = events.map(({ atMs }) => atMs);
    let at = begin;
    for (const event of events.filter(({ resource }) => isInput(resource))) {
      await cluster.pass(event.atMs - at);
      at = event.atMs;
      cluster.store.put(event.resource, event.object);
    }
    await cluster.pass(1);
    const recorded = events.filter(({ resource }) => resource === 'endpointslices').map(({ object }) => said(object));
    expect(seen.slice(0, recorded.length)).toEqual(recorded);
    // The recording ends before the controller had seen the last pod go.
    expect(seen.slice(recorded.length)).toMatchObject([{ endpoints: null, ports: null }]);
  });
});

describe('endpoints', () => {
  test('a pod that is not ready is published where the service wants it', async () => {
    using cluster = await bareCluster({ controllers: [startEndpointSliceController] });
    cluster.writer.create('services', service({ publishNotReadyAddresses: true, clusterIP: 'None' }));
    cluster.writer.create('pods', pod('one'));
    run(cluster, 'one', { ready: false });
    await cluster.pass(1);
    expect(endpoints(cluster)).toMatchObject([
      { conditions: { ready: true, serving: false, terminating: false }, zone: 'zone-1', nodeName: 'node-1' },
    ]);
  });

  test('a pod that is going still serves, and leaves when it has ended', async () => {
    using cluster = await bareCluster({ controllers: [startEndpointSliceController] });
    cluster.writer.create('services', service({}));
    cluster.writer.create('pods', pod('one'));
    run(cluster, 'one', { ready: true });
    cluster.writer.remove({ resource: 'pods', namespace: 'default', name: 'one' });
    await cluster.pass(1);
    expect(endpoints(cluster)).toMatchObject([{ conditions: { ready: false, serving: true, terminating: true } }]);
    cluster.writer.patch({ resource: 'pods', namespace: 'default', name: 'one' }, { status: { phase: 'Succeeded' } });
    await cluster.pass(1);
    expect(endpoints(cluster)).toEqual([]);
    expect(slices(cluster)).toHaveLength(1);
  });

  test('named ports are looked up in each pod, and pods of other ports are in other slices', async () => {
    using cluster = await bareCluster({ controllers: [startEndpointSliceController] });
    cluster.writer.create(
      'services',
      service({ ports: [{ name: 'web', port: 80, targetPort: 'http', protocol: 'TCP' }] }),
    );
    for (const [name, port] of [
      ['one', 8080],
      ['two', 9090],
      ['three', 8080],
    ] as const) {
      cluster.writer.create('pods', pod(name, [{ name: 'http', containerPort: port, protocol: 'TCP' }]));
      run(cluster, name, { ready: true });
    }
    await cluster.pass(1);
    const ports = slices(cluster).map((slice) => [slice.ports, endpoints(cluster, slice).length]);
    expect(ports).toEqual(
      expect.arrayContaining([
        [[{ name: 'web', port: 8080, protocol: 'TCP' }], 2],
        [[{ name: 'web', port: 9090, protocol: 'TCP' }], 1],
      ]),
    );
  });

  test('a hundred to a slice; what is new goes where all of it has room, else into a new one', async () => {
    using cluster = await bareCluster({ controllers: [startEndpointSliceController] });
    cluster.writer.create('services', service({}));
    const add = async (from: number, to: number) => {
      for (let i = from; i < to; i += 1) {
        cluster.writer.create('pods', pod(`pod-${i}`));
        run(cluster, `pod-${i}`, { ready: true });
      }
      await cluster.pass(1);
      return slices(cluster)
        .map((slice) => endpoints(cluster, slice).length)
        .toSorted((a, b) => b - a);
    };
    expect(await add(0, 130)).toEqual([100, 30]);
    expect(await add(130, 140)).toEqual([100, 40]);
    expect(await add(140, 210)).toEqual([100, 70, 40]);
  });

  test('a slice that somebody deletes comes back, those of a service without a selector are nobody’s', async () => {
    using cluster = await bareCluster({ controllers: [startEndpointSliceController] });
    cluster.writer.create('services', service({}));
    await cluster.pass(1);
    const [slice] = slices(cluster);
    cluster.writer.remove({ resource: 'endpointslices', namespace: 'default', name: slice?.metadata.name ?? '' });
    await cluster.pass(1);
    expect(slices(cluster)).toHaveLength(1);
    expect(
      cluster.store.list('endpointslices', { namespace: 'default' }).objects.map(({ metadata }) => metadata.name),
    ).toContain('kubernetes');
  });
});

/** What slices say, as they are written; names and uids are their own. */
function slicesOf({ store }: BareCluster): Fields[] {
  const seen: Fields[] = [];
  store.subscribe(({ resource, object }) => {
    if (resource === 'endpointslices') seen.push(said(object));
  });
  return seen;
}

function said({ metadata, kind, apiVersion, addressType, endpoints, ports }: StoredObject): Fields {
  const { generateName, generation, labels, annotations, ownerReferences } = metadata;
  return {
    kind,
    apiVersion,
    generateName,
    generation,
    labels,
    annotations,
    ownerReferences,
    addressType,
    endpoints,
    ports,
  };
}

function service(spec: Fields) {
  return {
    metadata: { name: 'svc', namespace: 'default', labels: { app: 'web' } },
    spec: { selector: { app: 'a' }, ...spec },
  };
}

function pod(name: string, ports: readonly Fields[] = []) {
  return {
    metadata: { name, namespace: 'default', labels: { app: 'a' } },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'main', image: 'bash', ports }],
      terminationGracePeriodSeconds: 30,
    },
  };
}

let addresses = 0;

function run({ writer }: BareCluster, name: string, { ready }: { readonly ready: boolean }): void {
  addresses += 1;
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-11-21T12:00:00Z' }];
  const status = { phase: 'Running', podIP: `10.244.${addresses >> 8}.${addresses & 255}`, conditions };
  writer.patch({ resource: 'pods', namespace: 'default', name }, { status });
}

function slices({ store }: BareCluster): readonly StoredObject[] {
  return store.list('endpointslices').objects.filter(({ metadata }) => metadata.labels?.app === 'web');
}

function endpoints(cluster: BareCluster, slice = slices(cluster)[0]): readonly unknown[] {
  return Array.isArray(slice?.endpoints) ? slice.endpoints : [];
}
