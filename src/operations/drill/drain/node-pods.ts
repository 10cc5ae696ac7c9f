/** Everybody's pods on the node of a drill. */
import { drainDecision, type NodeDrain, type NodePod, nodeDrain } from '../../../batch/drain/filters.ts';
import type { Pod } from '../../../batch/objects.ts';
import { type Call, type Cluster, isForbidden, type KubeObject, type Scope } from '../../../cluster/port.ts';
import { nodePod, WHOLE_PODS } from '../kinds.ts';
import type { DrainPlan, DrainRequest } from './request.ts';

/** Where the pods of a whole node are to be found. */
export function nodeScope(
  node: string,
  { podSelector, chunkSize }: Pick<DrainRequest, 'podSelector' | 'chunkSize'>,
): Scope {
  const labels = podSelector === undefined ? {} : { labelSelector: podSelector };
  const pages = chunkSize === undefined ? {} : { pageSize: chunkSize };
  return { namespace: undefined, fieldSelector: `spec.nodeName=${node}`, ...pages, ...labels };
}

/** What the pods of a whole node make of kubectl's filters. */
export async function drainOf(
  cluster: Cluster,
  { request, node }: { readonly request: DrainRequest; readonly node: string },
  call: Call,
): Promise<NodeDrain> {
  return nodeDrain(await podsOn(cluster, node, { request, call }), request.flags, cluster.now());
}

/**
 * Pods that a drain of the whole node would meet now, and that the plan does not know: they came before the node was cordoned. None where nobody answers: then they are only
 * not told.
 */
export async function newcomers(
  cluster: Cluster,
  { plan, request }: { readonly plan: DrainPlan; readonly request: DrainRequest },
  call: Call,
): Promise<readonly NodePod[]> {
  const known = new Set([...plan.victims.map(({ metadata }) => metadata), ...plan.others].map(({ uid }) => uid));
  try {
    const pods = await podsOn(cluster, plan.node, { request, call });
    return pods.filter(
      (pod) => !known.has(pod.uid) && drainDecision(pod, request.flags, cluster.now()).kind !== 'stay',
    );
  } catch {
    return [];
  }
}

/** How many other pods the node has that go on running; undefined where one may not look. */
export async function bystanders(
  cluster: Cluster,
  { pods, node }: { readonly pods: readonly Pod[]; readonly node: string },
  call: Call,
): Promise<number | undefined> {
  const ours = new Set(pods.map(({ metadata }) => metadata.uid));
  const isOther = (pod: KubeObject) => !ours.has(pod.metadata.uid);
  let count = 0;
  try {
    for await (const pod of cluster
      .objects(WHOLE_PODS)
      .list({ namespace: undefined, fieldSelector: `spec.nodeName=${node}` }, call)) {
      if (isOther(pod) && !['Succeeded', 'Failed'].includes(nodePod(pod).phase)) count += 1;
    }
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
  return count;
}

/** Of a whole node: the pods that were asked for. */
async function podsOn(
  cluster: Cluster,
  node: string,
  { request, call }: { readonly request: DrainRequest; readonly call: Call },
): Promise<readonly NodePod[]> {
  const pods: NodePod[] = [];
  for await (const pod of cluster.objects(WHOLE_PODS).list(nodeScope(node, request), call)) pods.push(nodePod(pod));
  return pods;
}
