/** The taints by which a node's state keeps pods away (Kubernetes 1.36, pkg/controller/nodelifecycle/node_lifecycle_controller.go). */
import { type Fields, fieldAt, listAt, textAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';

/** The node with the taints that its conditions call for, and without those that they no longer do. */
export function withStateTaints(
  node: StoredObject,
  options: { readonly evicts: boolean; readonly now: string },
): StoredObject {
  const before = listAt(node, 'spec.taints');
  const wanted = wantedTaints(node, options.evicts);
  const isWanted = (taint: Fields) => wanted.some((one) => isSame(one, taint));
  const kept = before.filter((taint) => !isOwn(taint) || isWanted(taint));
  const added = wanted
    .filter((taint) => !before.some((one) => isSame(one, taint)))
    .map((taint) => ({ ...taint, timeAdded: options.now }));
  if (kept.length === before.length && added.length === 0) return node;
  const taints = [...kept, ...added];
  const { taints: _, ...spec }: Fields = typeof node.spec === 'object' && node.spec !== null ? { ...node.spec } : {};
  return { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec };
}

/** The status of a node's condition Ready; Unknown where it says nothing. */
export function readinessOf(node: StoredObject): string {
  return statusOf(node, 'Ready') || 'Unknown';
}

const PREFIX = 'node.kubernetes.io/';
/** A condition, the status that matters, and the taint for it. */
const NO_SCHEDULE: readonly (readonly [condition: string, status: string, taint: string])[] = [
  ['Ready', 'False', 'not-ready'],
  ['Ready', 'Unknown', 'unreachable'],
  ['MemoryPressure', 'True', 'memory-pressure'],
  ['DiskPressure', 'True', 'disk-pressure'],
  ['NetworkUnavailable', 'True', 'network-unavailable'],
  ['PIDPressure', 'True', 'pid-pressure'],
];
const UNSCHEDULABLE = `${PREFIX}unschedulable`;
const EVICTING = ['not-ready', 'unreachable'];
const OWN_KEYS = new Set([UNSCHEDULABLE, ...NO_SCHEDULE.map(([, , taint]) => `${PREFIX}${taint}`)]);

function wantedTaints(node: StoredObject, evicts: boolean): readonly Fields[] {
  const states = NO_SCHEDULE.filter(([condition, status]) => statusOf(node, condition) === status).map(
    ([, , name]) => name,
  );
  const isCordoned = fieldAt(node, 'spec.unschedulable') === true;
  return [
    ...states.map((name) => ({ key: `${PREFIX}${name}`, effect: 'NoSchedule' })),
    ...(isCordoned ? [{ key: UNSCHEDULABLE, effect: 'NoSchedule' }] : []),
    ...states
      .filter((name) => evicts && EVICTING.includes(name))
      .map((name) => ({ key: `${PREFIX}${name}`, effect: 'NoExecute' })),
  ];
}

function isOwn(taint: Fields): boolean {
  const key = textAt(taint, 'key');
  if (!OWN_KEYS.has(key)) return false;
  return taint.effect === 'NoSchedule' || (taint.effect === 'NoExecute' && EVICTING.includes(key.slice(PREFIX.length)));
}

function isSame(one: Fields, other: Fields): boolean {
  return one.key === other.key && one.effect === other.effect;
}

function statusOf(node: StoredObject, type: string): string {
  return textAt(
    listAt(node, 'status.conditions').find((condition) => condition.type === type),
    'status',
  );
}
