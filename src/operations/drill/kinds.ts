/** The kinds of objects that drills read and change beside Jobs and pods, and what counts of them. */
import type { NodePod } from '../../batch/drain/filters.ts';
import { type MarkedNode, NODE_MARK } from '../../batch/drain/node-mark.ts';
import type { KubeObject, ObjectKind } from '../../cluster/port.ts';

/** Nodes (core/v1). */
export const NODES: ObjectKind = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };

/** Pods as they are sent, for what the slim ones leave out. */
export const WHOLE_PODS: ObjectKind = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

/** Jobs, to be created and deleted. */
export const WHOLE_JOBS: ObjectKind = { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', namespaced: true };

/** PodDisruptionBudgets (policy/v1). */
export const BUDGETS: ObjectKind = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
};

/** The value at a path of an object, or undefined. */
export function valueAt(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), object);
}

/** The objects in a list at a path; none where there is no list. */
export function listAt(object: unknown, ...path: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const value = valueAt(object, ...path);
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The text at a path; empty where there is none. */
export function textAt(object: unknown, ...path: readonly string[]): string {
  const value = valueAt(object, ...path);
  return typeof value === 'string' ? value : '';
}

/** The texts in a map at a path; none where there is no map. */
function textsAt(object: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const value = valueAt(object, ...path);
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** What counts of a node. */
export function markedNode(node: KubeObject): MarkedNode {
  const annotation = valueAt(node, 'metadata', 'annotations', NODE_MARK);
  return {
    name: node.metadata.name,
    unschedulable: valueAt(node, 'spec', 'unschedulable') === true,
    annotation: typeof annotation === 'string' ? annotation : undefined,
  };
}

/** What a drain looks at of a pod. */
export function nodePod(pod: KubeObject): NodePod {
  const { name, namespace, uid } = pod.metadata;
  const owner = listAt(pod, 'metadata', 'ownerReferences').find(({ controller }) => controller === true);
  const grace = valueAt(pod, 'spec', 'terminationGracePeriodSeconds');
  return {
    name,
    namespace,
    uid,
    labels: textsAt(pod, 'metadata', 'labels'),
    phase: textAt(pod, 'status', 'phase'),
    controller: owner && { kind: textAt(owner, 'kind'), name: textAt(owner, 'name') },
    isMirror: valueAt(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined,
    hasEmptyDir: listAt(pod, 'spec', 'volumes').some(({ emptyDir }) => emptyDir !== undefined),
    deletionTimestamp: textAt(pod, 'metadata', 'deletionTimestamp') || undefined,
    graceSeconds: typeof grace === 'number' ? grace : DEFAULT_GRACE_SECONDS,
  };
}

/** What the API server sets where a pod says nothing. */
const DEFAULT_GRACE_SECONDS = 30;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
