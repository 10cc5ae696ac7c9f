/** The same manifest and the same interventions in the embedded cluster, and what was seen of it. */
import { fieldAt, listAt, mapAt } from '../../../src/sandbox/api/fields.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { ClusterClient } from '../writing/cluster-client.ts';
import { gatedClock } from './gated-clock.ts';
import { type Intervention, type PodPlace, PodPlaces } from './interventions.ts';
import { placeKey, type RecordedTask } from './recorded.ts';
import type { Change } from './seen.ts';

/** What was seen of the simulation. */
export interface Simulated {
  readonly changes: readonly Change[];
  /** What kubectl says at the end. */
  readonly get: string;
  readonly describe: string;
}

/** What the kubelet takes by itself until a container runs: so much less than in the recording has to be waited for. */
const OWN_START_MS = 400;

/** Runs a task to the moment at which the recording's own kubectl looked at it. */
export async function simulate(task: RecordedTask): Promise<Simulated> {
  const clock = gatedClock(task.originMs);
  const places = new PodPlaces();
  const overrideFor = (pod: StoredObject) => {
    const pace = task.paceOf(places.see(pod));
    if (!pace) return undefined;
    const { startedMs, pulledMs = 0 } = pace;
    const setupMs = Math.max(0, startedMs - pulledMs - OWN_START_MS);
    return { setupMs, ...(pulledMs > 0 ? { pullMs: pulledMs } : {}) };
  };
  await using client = await ClusterClient.start({
    nodes: 0,
    clock,
    pods: { overrideFor, unknownProgram: { ms: 2000, code: 0 } },
    controllers: undefined,
  });
  const { store, writer } = client.cluster;
  const changes: Change[] = [];
  const said = { get: '', describe: '' };
  const pods = new Map<string, StoredObject>();
  for (const node of task.nodes) writer.create('nodes', nodeDraft(node));
  writer.create('namespaces', { metadata: { name: task.namespace } });
  store.subscribe(({ type, resource, object }) => {
    if (object.metadata.namespace !== task.namespace) return;
    changes.push({ atMs: clock.now() - task.originMs, resource, type, object });
    if (resource === 'pods') pods.set(placeKey(places.see(object)), object);
  });
  const deeds = [
    ...task.applied.map(({ atMs, document }) => ({ atMs, act: () => apply(client, task, document) })),
    ...task.interventions.map((one) => ({
      atMs: one.atMs,
      act: () => carryOut(client, one, (place) => pods.get(placeKey(place))),
    })),
    { atMs: task.saidAtMs, act: async () => Object.assign(said, await kubectlSays(client, task)) },
  ];
  for (const { atMs, act } of deeds.toSorted((a, b) => a.atMs - b.atMs)) {
    await clock.runUntil(task.originMs + atMs);
    await act();
  }
  await clock.runUntil(task.originMs + Math.max(task.endMs, task.saidAtMs));
  return { changes, ...said };
}

async function kubectlSays(client: ClusterClient, { namespace }: RecordedTask) {
  const [get, describe] = await Promise.all([
    client.kubectl(['-n', namespace, 'get', 'jobs,pods', '-o', 'wide']),
    client.kubectl(['-n', namespace, 'describe', 'jobs']),
  ]);
  return { get: `${get.stdout}${get.stderr}`, describe: describe.stdout };
}

async function apply(client: ClusterClient, { namespace, name }: RecordedTask, input: string): Promise<void> {
  const { code, stderr } = await client.kubectl(['-n', namespace, 'apply', '-f', '-'], { input });
  if (code !== 0) throw new Error(`${name}: kubectl apply: ${stderr}`);
}

async function carryOut(
  client: ClusterClient,
  intervention: Intervention,
  podAt: (place: PodPlace) => StoredObject | undefined,
): Promise<void> {
  const { nodeHealth } = client.cluster;
  switch (intervention.do) {
    case 'lose':
      return nodeHealth.lose(intervention.node);
    case 'restore':
      return nodeHealth.restore(intervention.node);
    case 'patch': {
      const path = `${pathOf(intervention.object)}${intervention.isStatus ? '/status' : ''}`;
      await sent(client, 'PATCH', path, intervention.patch);
      return;
    }
    case 'create': {
      const { metadata, ...object } = intervention.object;
      const { name, namespace, labels, annotations, ownerReferences } = metadata;
      const whole = {
        ...object,
        status: undefined,
        metadata: { name, namespace, labels, annotations, ownerReferences },
      };
      await sent(client, 'POST', pathOf(intervention.object, false), whole);
      return;
    }
    case 'delete':
      await sent(client, 'DELETE', pathOf(intervention.object), intervention.options);
      return;
    case 'evict':
    case 'delete-pod': {
      const pod = podAt(intervention.pod);
      if (!pod) return;
      const { graceSeconds } = intervention;
      const options = graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds };
      const { name, namespace } = pod.metadata;
      const eviction = {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace },
        deleteOptions: options,
      };
      if (intervention.do === 'evict') await sent(client, 'POST', `${pathOf(pod)}/eviction`, eviction);
      else await sent(client, 'DELETE', pathOf(pod), options);
    }
  }
}

async function sent(client: ClusterClient, method: string, path: string, body: unknown): Promise<void> {
  const type = method === 'PATCH' ? { type: 'application/merge-patch+json' } : {};
  const { code, body: answer } = await client.send(method, path, { ...type, body });
  if (code >= 400 && code !== 404 && code !== 429) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
}

const PLURALS: Readonly<Record<string, string>> = {
  Job: 'jobs',
  CronJob: 'cronjobs',
  Pod: 'pods',
  Node: 'nodes',
  Service: 'services',
  PodDisruptionBudget: 'poddisruptionbudgets',
  ConfigMap: 'configmaps',
};

/** The path of an object, or of where objects like it are. */
function pathOf({ apiVersion = 'v1', kind = 'Node', metadata }: StoredObject, isWhole = true): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${namespace}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}${isWhole ? `/${metadata.name}` : ''}`;
}

/** The recorded node, new; the taints that controllers set are left to them. */
function nodeDraft({ metadata, spec, status }: StoredObject) {
  const taints = listAt({ spec }, 'spec.taints').filter(({ key }) => !String(key).startsWith('node.kubernetes.io/'));
  const rest = fieldAt({ spec }, 'spec');
  return {
    metadata: { name: metadata.name, labels: mapAt(metadata, 'labels'), annotations: mapAt(metadata, 'annotations') },
    spec: { ...(typeof rest === 'object' ? rest : {}), ...(taints.length > 0 ? { taints } : { taints: undefined }) },
    status,
  };
}
