/** The same manifest and the same interventions in the embedded cluster, and what was seen of it. */
import { type Fields, fieldAt, listAt, mapAt, textAt } from '../../../src/sandbox/api/fields.ts';
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
    const pullFailure = task.pullFailureOf(places.see(pod));
    const failing = pullFailure === undefined ? {} : { pullFailure };
    if (!pace) return failing;
    const { startedMs, pulledMs = 0, endToldMs } = pace;
    const setupMs = Math.max(0, startedMs - pulledMs - OWN_START_MS);
    return { setupMs, endToldMs, ...(pulledMs > 0 ? { pullMs: pulledMs } : {}), ...failing };
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
      await sent(client, { method: 'PATCH', path, body: intervention.patch, type: 'application/merge-patch+json' });
      return;
    }
    case 'create':
      await sent(client, {
        method: 'POST',
        path: pathOf(intervention.object, false),
        body: asWritten(client, intervention.object),
      });
      return;
    case 'delete':
      await sent(client, { method: 'DELETE', path: pathOf(intervention.object), body: intervention.options });
      return;
    case 'patch-pod': {
      const pod = podAt(intervention.pod);
      if (!pod) return;
      const path = `${pathOf(pod)}${intervention.isStatus ? '/status' : ''}`;
      await sent(client, {
        method: 'PATCH',
        path,
        body: intervention.patch,
        type: 'application/strategic-merge-patch+json',
      });
      return;
    }
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
      if (intervention.do === 'evict')
        await sent(client, { method: 'POST', path: `${pathOf(pod)}/eviction`, body: eviction });
      else await sent(client, { method: 'DELETE', path: pathOf(pod), body: options });
    }
  }
}

/** An object as somebody wrote it, without what the server and the controllers of the recording had put in; its owners are those of the simulation. */
function asWritten({ cluster }: ClusterClient, { metadata, ...object }: StoredObject): Fields {
  const { name, namespace, labels, annotations } = metadata;
  const ownerReferences = listAt(metadata, 'ownerReferences').map((owner) => {
    const plural = PLURALS[textAt(owner, 'kind')] ?? '';
    return { ...owner, uid: cluster.store.get(plural, namespace, textAt(owner, 'name'))?.metadata.uid ?? owner.uid };
  });
  const own = { name, namespace, labels: withoutUids(labels), annotations, ownerReferences };
  if (object.kind !== 'Job') return { ...object, status: undefined, metadata: own };
  const spec = fieldsOf(object.spec);
  const template = fieldsOf(spec.template);
  const templateMetadata = fieldsOf(template.metadata);
  const templateLabels = withoutUids(mapAt(templateMetadata, 'labels'));
  return {
    ...object,
    status: undefined,
    metadata: own,
    spec: {
      ...spec,
      ...(spec.manualSelector === true ? {} : { selector: undefined }),
      template: { ...template, metadata: { ...templateMetadata, labels: templateLabels } },
    },
  };
}

/** Without the labels by which a Job knows its pods. */
function withoutUids(labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !OWN_LABELS.test(key)));
}

const OWN_LABELS = /^(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

interface Request {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
  readonly type?: string;
}

async function sent(client: ClusterClient, { method, path, body, type = 'application/json' }: Request): Promise<void> {
  const { code, body: answer } = await client.send(method, path, { type, body });
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
