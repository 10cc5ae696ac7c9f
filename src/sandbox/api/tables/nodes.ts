/** `kubectl get nodes`. */

import type { StoredObject } from '../../store.ts';
import { fieldAt, isConditionTrue, listAt, textAt } from '../fields.ts';
import { age, NONE } from './cells.ts';
import { AGE, NAME, type Printer, text, wide } from './column.ts';

/** NAME STATUS ROLES AGE VERSION, wide: INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME */
export const nodes: Printer = {
  columns: [
    NAME,
    text('Status', 'The status of the node'),
    text('Roles', 'The roles of the node'),
    AGE,
    text('Version', 'The version of its kubelet.'),
    wide('Internal-IP', 'Its address in the cluster.'),
    wide('External-IP', 'Its address from outside.'),
    wide('OS-Image', 'Its operating system.'),
    wide('Kernel-Version', 'Its kernel.'),
    wide('Container-Runtime', 'What runs its containers.'),
  ],
  cells: (node, now) => [
    node.metadata.name,
    statusOf(node),
    rolesOf(node),
    age(node, now),
    textAt(node, 'status.nodeInfo.kubeletVersion'),
    addressOf(node, 'InternalIP'),
    addressOf(node, 'ExternalIP'),
    textAt(node, 'status.nodeInfo.osImage') || UNKNOWN,
    textAt(node, 'status.nodeInfo.kernelVersion') || UNKNOWN,
    textAt(node, 'status.nodeInfo.containerRuntimeVersion') || UNKNOWN,
  ],
};

const UNKNOWN = '<unknown>';
const ROLE_PREFIX = 'node-role.kubernetes.io/';

function statusOf(node: StoredObject): string {
  const hasReady = listAt(node, 'status.conditions').some((condition) => condition.type === 'Ready');
  const ready = hasReady ? (isConditionTrue(node, 'Ready') ? 'Ready' : 'NotReady') : 'Unknown';
  return fieldAt(node, 'spec.unschedulable') === true ? `${ready},SchedulingDisabled` : ready;
}

function rolesOf(node: StoredObject): string {
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  const named = [...new Set(roles.filter((role) => role !== ''))].sort();
  return named.length === 0 ? NONE : named.join(',');
}

function addressOf(node: StoredObject, type: string): string {
  const found = listAt(node, 'status.addresses').find((address) => address.type === type);
  return textAt(found, 'address') || NONE;
}
