/** A cluster of nodes with kubelets and nothing else: no API server, no scheduler, no Jobs. Its clock leaps. */
import type { Fields } from '../../../src/sandbox/api/fields.ts';
import type { ClusterWriter, ObjectRef } from '../../../src/sandbox/cluster-writer.ts';
import type { ControllerContext } from '../../../src/sandbox/controllers/controller.ts';
import { createFirstObjects } from '../../../src/sandbox/first-objects.ts';
import { Kubelet, type PodScenario } from '../../../src/sandbox/kubelet/kubelet.ts';
import { leapingClock } from '../../../src/sandbox/leaping-clock.ts';
import { NodeHealth } from '../../../src/sandbox/node-health.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';
import { Store, type StoredObject } from '../../../src/sandbox/store.ts';
import { clusterWriter } from '../../../src/sandbox/writing/writer.ts';

/** The test's hands on it. */
export interface KubeletCluster extends ControllerContext {
  readonly kubelet: Kubelet;
  readonly writer: ClusterWriter;
  /** A pod on node-1, from its spec. */
  run(name: string, spec: Fields, metadata?: Fields): ObjectRef;
  /** The pod's states so far, each a new object; a pod that is gone ends with undefined. */
  states(ref: ObjectRef): readonly (StoredObject | undefined)[];
  /** The pod as soon as it is so. */
  until(ref: ObjectRef, isSo: (pod: StoredObject | undefined) => boolean): Promise<StoredObject | undefined>;
  /** So many seconds of its time. */
  seconds(count: number): Promise<void>;
  /** Its log, whole. */
  log(ref: ObjectRef, container?: string, previous?: boolean): Promise<string>;
  /** The reasons of a pod's events, in order, with their counts where they came again. */
  events(ref: ObjectRef): readonly string[];
  [Symbol.dispose](): void;
}

/** Where its time begins. */
export const BEGIN_MS = Date.UTC(2026, 10, 21);

/** Starts one. */
export function kubeletCluster(scenario?: PodScenario): KubeletCluster {
  const store = new Store();
  const clock = leapingClock(BEGIN_MS);
  const random = seededRandom(11);
  const context = {
    store,
    clock,
    random,
    writer: clusterWriter({ store, clock, random }),
    nodeHealth: new NodeHealth(),
  };
  const { writer } = context;
  createFirstObjects(writer, { nodes: 2, since: '2026-11-21T00:00:00Z', port: 6443 });
  writer.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  writer.create('configmaps', {
    metadata: { name: 'kube-root-ca.crt', namespace: 'default' },
    data: { 'ca.crt': 'x' },
  });
  const kubelet = new Kubelet(context, scenario);
  const history = new Map<string, (StoredObject | undefined)[]>();
  store.subscribe(({ resource, type, object }) => {
    if (resource !== 'pods') return;
    const known = history.get(object.metadata.name) ?? [];
    history.set(object.metadata.name, [...known, object, ...(type === 'DELETED' ? [undefined] : [])]);
  });
  const stop = kubelet.start(context);
  const get = ({ resource, namespace, name }: ObjectRef) => store.get(resource, namespace, name);
  return {
    ...context,
    kubelet,
    run(name, spec, metadata = {}) {
      writer.create('pods', {
        metadata: { ...metadata, name, namespace: 'default' },
        spec: { ...spec, nodeName: 'node-1' },
      });
      return { resource: 'pods', namespace: 'default', name };
    },
    states: ({ name }) => history.get(name) ?? [],
    until: (ref, isSo) =>
      new Promise((resolve) => {
        const look = () => {
          if (!isSo(get(ref))) return;
          unsubscribe();
          resolve(get(ref));
        };
        const unsubscribe = store.subscribe(look);
        look();
      }),
    seconds: (count) => new Promise((resolve) => void clock.at(clock.now() + count * 1000, resolve)),
    async log(ref, container = 'main', previous = false) {
      const pod = get(ref);
      if (!pod) throw new Error(`no pod ${ref.name}`);
      const pieces: Uint8Array[] = [];
      const request = { pod, container, previous, follow: false, timestamps: false };
      for await (const piece of kubelet.logs.open(request, new AbortController().signal)) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    },
    events: ({ name }) =>
      store
        .list('events', { namespace: 'default' })
        .objects.filter((event) => (event.involvedObject as Fields).name === name)
        .map(({ reason, count }) => `${reason}${count === 1 ? '' : ` ×${count}`}`),
    [Symbol.dispose]: stop,
  };
}

/** A pod of one container that runs a script of bash. */
export function podOf(script: string, more: Fields = {}, container: Fields = {}): Fields {
  return {
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: 'bash:5', command: ['bash', '-c', script], ...container }],
    ...more,
  };
}
