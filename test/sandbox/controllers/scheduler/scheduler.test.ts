import { describe, expect, test } from 'vitest';
import { startScheduler } from '../../../../src/sandbox/controllers/scheduler/scheduler.ts';
import { type BareCluster, bareCluster } from '../bare-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Placed {
  /** What the nodes have beside their usual, by name. */
  readonly nodes?: Readonly<
    Record<string, { readonly labels?: Record<string, string>; readonly spec?: Fields; readonly allocatable?: Fields }>
  >;
  /** Pods that stand already: name, node, and what they have. */
  readonly standing?: readonly {
    readonly on: string;
    readonly labels?: Record<string, string>;
    readonly spec?: Fields;
  }[];
  readonly pod: Fields;
  readonly labels?: Record<string, string>;
  /** The node, or the beginning of what is said. */
  readonly goesTo?: readonly string[];
  readonly says?: string;
}

const only = { resources: {} };
const NO_HELP = (count: number, of = 3) =>
  ` no new claims to deallocate, preemption: 0/${of} nodes are available: ${count} Preemption is not helpful for scheduling.`;
const TAPE = { key: 'disk', operator: 'In', values: ['tape'] };
const asking = (requests: Fields) => ({ containers: [{ name: 'main', image: 'bash', resources: { requests } }] });

const CASES: Readonly<Record<string, Placed>> = {
  'a pod that asks for nothing goes anywhere': { pod: {}, goesTo: ['node-1', 'node-2', 'node-3'] },
  'a node selector chooses': {
    nodes: { 'node-2': { labels: { disk: 'tape' } } },
    pod: { nodeSelector: { disk: 'tape' } },
    goesTo: ['node-2'],
  },
  'no node has the label': {
    pod: { nodeSelector: { disk: 'tape' } },
    says: `0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.${NO_HELP(3)}`,
  },
  'a cordoned node counts as unschedulable before its labels are looked at': {
    nodes: { 'node-1': { spec: { unschedulable: true } } },
    pod: { nodeSelector: { disk: 'tape' } },
    says: `0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match Pod's node affinity/selector.${NO_HELP(3)}`,
  },
  'taints keep away': {
    nodes: { 'node-1': { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } } },
    pod: {},
    goesTo: ['node-2', 'node-3'],
  },
  'a toleration lets in': {
    nodes: {
      'node-1': { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] }, labels: { disk: 'tape' } },
    },
    pod: { nodeSelector: { disk: 'tape' }, tolerations: [{ key: 'gpu', operator: 'Exists' }] },
    goesTo: ['node-1'],
  },
  'rather not is no never': {
    nodes: { 'node-1': { spec: { taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] } } },
    pod: {},
    goesTo: ['node-2', 'node-3'],
  },
  'required node affinity with Gt': {
    nodes: { 'node-3': { labels: { speed: '20' } }, 'node-2': { labels: { speed: '9' } } },
    pod: required([{ matchExpressions: [{ key: 'speed', operator: 'Gt', values: ['10'] }] }]),
    goesTo: ['node-3'],
  },
  'one of several terms is enough, and matchFields names a node': {
    pod: required([
      { matchExpressions: [TAPE] },
      { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] },
    ]),
    goesTo: ['node-2'],
  },
  'preferred node affinity decides among equals': {
    nodes: { 'node-3': { labels: { disk: 'tape' } } },
    pod: {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [TAPE] } }],
        },
      },
    },
    goesTo: ['node-3'],
  },
  'more than any node has': {
    pod: asking({ cpu: '9', memory: '1Gi' }),
    says: `0/3 nodes are available: 3 Insufficient cpu.${NO_HELP(3)}`,
  },
  'more than is left': {
    standing: ['node-1', 'node-2', 'node-3'].map((on) => ({ on, spec: asking({ cpu: '6' }) })),
    pod: asking({ cpu: '3' }),
    says: '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
  },
  'too many pods': {
    nodes: { 'node-1': { allocatable: { pods: '1' } } },
    standing: [{ on: 'node-1' }],
    pod: { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } },
    says: "0/3 nodes are available: 1 Too many pods, 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
  },
  'the emptiest node is best': {
    standing: [
      { on: 'node-1', spec: asking({ cpu: '4' }) },
      { on: 'node-3', spec: asking({ cpu: '2' }) },
    ],
    pod: asking({ cpu: '1' }),
    goesTo: ['node-2'],
  },
  'a port of the host that is taken everywhere': {
    standing: ['node-1', 'node-2', 'node-3'].map((on) => ({ on, spec: onPort(80) })),
    pod: onPort(80),
    says: "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
  },
  'a spread that must hold': {
    standing: [
      { on: 'node-1', labels: { app: 'a' } },
      { on: 'node-2', labels: { app: 'a' } },
    ],
    labels: { app: 'a' },
    pod: { topologySpreadConstraints: [spread('DoNotSchedule')] },
    goesTo: ['node-3'],
  },
  'a spread over a label that no node has': {
    pod: { topologySpreadConstraints: [{ ...spread('DoNotSchedule'), topologyKey: 'rack' }] },
    says: `0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label).${NO_HELP(3)}`,
  },
  'anti-affinity keeps apart': {
    standing: [
      { on: 'node-1', labels: { app: 'a' } },
      { on: 'node-2', labels: { app: 'a' } },
    ],
    pod: { affinity: { podAntiAffinity: near({ app: 'a' }) } },
    goesTo: ['node-3'],
  },
  'who stands already may keep others away': {
    standing: ['node-1', 'node-2', 'node-3'].map((on) => ({
      on,
      spec: { affinity: { podAntiAffinity: near({ app: 'new' }) } },
    })),
    labels: { app: 'new' },
    pod: {},
    says: "0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules.",
  },
  'affinity follows': {
    standing: [{ on: 'node-2', labels: { app: 'a' } }],
    pod: { affinity: { podAffinity: near({ app: 'a' }) } },
    goesTo: ['node-2'],
  },
  'affinity to nobody': {
    pod: { affinity: { podAffinity: near({ app: 'a' }) } },
    says: `0/3 nodes are available: 3 node(s) didn't match pod affinity rules.${NO_HELP(3)}`,
  },
  'affinity to its own kind lets the first one in': {
    labels: { app: 'a' },
    pod: { affinity: { podAffinity: near({ app: 'a' }) } },
    goesTo: ['node-1', 'node-2', 'node-3'],
  },
  'a claim that is not there': {
    pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    says: `0/3 nodes are available: persistentvolumeclaim "data" not found.${NO_HELP(3)}`,
  },
  'one that takes nobody’s place': {
    pod: { nodeSelector: { disk: 'tape' }, preemptionPolicy: 'Never' },
    says: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.",
  },
};

describe('where a pod goes', () => {
  for (const [name, one] of Object.entries(CASES)) {
    test(name, async () => {
      using cluster = await bareCluster({ controllers: [startScheduler] });
      prepare(cluster, one);
      cluster.writer.create('pods', draft('wanted', one.pod, one.labels));
      await cluster.pass(10);
      const { spec, status } = cluster.get('pods', 'wanted');
      if (one.goesTo) expect(one.goesTo).toContain(fields(spec).nodeName);
      if (one.says === undefined) return;
      expect(fields(spec).nodeName).toBeUndefined();
      const [condition] = list(fields(status).conditions);
      expect(condition).toMatchObject({
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        observedGeneration: 1,
      });
      expect(String(fields(condition).message)).toContain(one.says);
      expect(cluster.events()).toEqual([`FailedScheduling: ${fields(condition).message}`]);
    });
  }
});

describe('when a pod is tried', () => {
  test('events and conditions of a pod that found its node are the recorded ones', async () => {
    using cluster = await bareCluster({ controllers: [startScheduler], nodes: 1 });
    cluster.writer.create('pods', draft('one', {}));
    await cluster.pass(1);
    expect(cluster.get('pods', 'one').status).toEqual({
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-11-21T12:00:00Z' },
      ],
      qosClass: 'BestEffort',
    });
    expect(cluster.events()).toEqual(['Scheduled: Successfully assigned default/one to node-1']);
  });

  test('without nodes it says so', async () => {
    using cluster = await bareCluster({ controllers: [startScheduler], nodes: 0 });
    cluster.writer.create('pods', draft('one', {}));
    await cluster.pass(1);
    expect(cluster.events()).toEqual(['FailedScheduling: no nodes available to schedule pods']);
  });

  test('a node that is uncordoned takes what waited for it', async () => {
    using cluster = await bareCluster({ controllers: [startScheduler], nodes: 1 });
    cluster.writer.patch({ resource: 'nodes', name: 'node-1' }, { spec: { unschedulable: true } });
    cluster.writer.create('pods', draft('one', {}));
    await cluster.pass(5000);
    expect(fields(cluster.get('pods', 'one').spec).nodeName).toBeUndefined();
    cluster.writer.patch({ resource: 'nodes', name: 'node-1' }, { spec: { unschedulable: null } });
    await cluster.pass(1);
    expect(fields(cluster.get('pods', 'one').spec).nodeName).toBe('node-1');
  });

  test('a pod that ends makes room for the next', async () => {
    using cluster = await bareCluster({ controllers: [startScheduler], nodes: 1 });
    cluster.writer.create('pods', draft('first', asking({ cpu: '5' })));
    cluster.writer.create('pods', draft('second', asking({ cpu: '5' })));
    await cluster.pass(20_000);
    expect(cluster.events('FailedScheduling')).toHaveLength(1);
    cluster.writer.patch({ resource: 'pods', namespace: 'default', name: 'first' }, { status: { phase: 'Succeeded' } });
    await cluster.pass(1);
    expect(fields(cluster.get('pods', 'second').spec).nodeName).toBe('node-1');
  });

  test('gates are waited for', async () => {
    using cluster = await bareCluster({ controllers: [startScheduler] });
    cluster.writer.create('pods', draft('gated', { schedulingGates: [{ name: 'example.com/quota' }] }));
    await cluster.pass(1000);
    expect(list(fields(cluster.get('pods', 'gated').status).conditions)).toMatchObject([
      { reason: 'SchedulingGated', status: 'False' },
    ]);
    expect(cluster.events()).toEqual([]);
    cluster.writer.patch(
      { resource: 'pods', namespace: 'default', name: 'gated' },
      { spec: { schedulingGates: null } },
    );
    await cluster.pass(1);
    expect(fields(cluster.get('pods', 'gated').spec).nodeName).toMatch(/^node-/);
  });

  test('thirty pods are spread evenly, the same way each time', async () => {
    const run = async () => {
      using cluster = await bareCluster({ controllers: [startScheduler], seed: 7 });
      for (let i = 0; i < 30; i += 1) cluster.writer.create('pods', draft(`pod-${i}`, {}));
      await cluster.pass(1);
      return cluster.store.list('pods').objects.map(({ spec }) => String(fields(spec).nodeName));
    };
    const first = await run();
    const counts = ['node-1', 'node-2', 'node-3'].map((name) => first.filter((node) => node === name).length);
    expect(counts).toEqual([10, 10, 10]);
    expect(await run()).toEqual(first);
  });
});

function prepare(cluster: BareCluster, { nodes = {}, standing = [] }: Placed): void {
  for (const [name, { labels, spec, allocatable }] of Object.entries(nodes)) {
    cluster.writer.patch(
      { resource: 'nodes', name },
      { metadata: { labels: labels ?? {} }, spec: spec ?? {}, status: { allocatable: allocatable ?? {} } },
    );
  }
  for (const [i, { on, labels, spec }] of standing.entries()) {
    cluster.writer.create('pods', draft(`standing-${i}`, { ...spec, nodeName: on }, labels));
  }
}

function draft(name: string, spec: Fields, labels: Record<string, string> = {}) {
  const containers = [{ name: 'main', image: 'bash', ...only }];
  return { metadata: { name, namespace: 'default', labels }, spec: { containers, restartPolicy: 'Never', ...spec } };
}

function required(nodeSelectorTerms: readonly Fields[]): Fields {
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

function onPort(hostPort: number): Fields {
  return {
    containers: [{ name: 'main', image: 'bash', ports: [{ containerPort: hostPort, hostPort, protocol: 'TCP' }] }],
  };
}

function spread(whenUnsatisfiable: string): Fields {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable,
    labelSelector: { matchLabels: { app: 'a' } },
  };
}

function near(matchLabels: Fields): Fields {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } },
    ],
  };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
