/** Whether a pod may run on a node, and why not: the scheduler's filters, in its order (Kubernetes 1.36, pkg/scheduler/framework/plugins). */
import { listAt } from '../../api/fields.ts';
import { isTolerated, untoleratedTaint } from '../taints.ts';
import { matchesNode } from './node-affinity.ts';
import type { HostPort, NodeInfo, PodInfo } from './placement.ts';
import type { PodAffinityRules } from './pod-affinity.ts';
import type { SpreadRules } from './topology-spread.ts';

/** The filter that a node did not pass. */
export type FilterName =
  | 'NodeUnschedulable'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'PodTopologySpread'
  | 'InterPodAffinity';

/** Why a pod may not run on a node, in the scheduler's words. */
export interface Rejection {
  readonly by: FilterName;
  readonly reasons: readonly string[];
  /** No pod that is taken away from the node would make room. */
  readonly isFinal: boolean;
}

/** What is worked out once for a pod, over all nodes. */
export interface PodRules {
  readonly spread: SpreadRules;
  readonly affinity: PodAffinityRules;
}

/** The first filter that a node does not pass; undefined: the pod may run there. */
export function rejectionOf(pod: PodInfo, info: NodeInfo, rules: PodRules): Rejection | undefined {
  return (
    unschedulable(pod, info) ??
    tainted(pod, info) ??
    unselected(pod, info) ??
    portsTaken(pod, info) ??
    tooLittle(pod, info) ??
    rules.spread.rejectionOf(info) ??
    rules.affinity.rejectionOf(info)
  );
}

const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

function unschedulable({ pod }: PodInfo, { node }: NodeInfo): Rejection | undefined {
  const { spec } = node;
  const isCordoned =
    typeof spec === 'object' && spec !== null && 'unschedulable' in spec && spec.unschedulable === true;
  if (!isCordoned || isTolerated(CORDON, listAt(pod, 'spec.tolerations'))) return undefined;
  return final('NodeUnschedulable', 'node(s) were unschedulable');
}

function tainted({ pod }: PodInfo, { node }: NodeInfo): Rejection | undefined {
  const taints = listAt(node, 'spec.taints');
  if (taints.length === 0) return undefined;
  const taint = untoleratedTaint(taints, listAt(pod, 'spec.tolerations'), ['NoSchedule', 'NoExecute']);
  return taint && final('TaintToleration', 'node(s) had untolerated taint(s)');
}

function unselected({ pod }: PodInfo, { node }: NodeInfo): Rejection | undefined {
  return matchesNode(pod, node)
    ? undefined
    : final('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
}

function portsTaken({ hostPorts }: PodInfo, { pods }: NodeInfo): Rejection | undefined {
  if (hostPorts.length === 0) return undefined;
  const taken = [...pods.values()].flatMap((placed) => placed.hostPorts);
  if (!hostPorts.some((wanted) => taken.some((other) => clashes(wanted, other)))) return undefined;
  return passing('NodePorts', ["node(s) didn't have free ports for the requested pod ports"]);
}

function clashes(one: HostPort, other: HostPort): boolean {
  if (one.port !== other.port || one.protocol !== other.protocol) return false;
  return one.address === other.address || one.address === ANY || other.address === ANY;
}

const ANY = '0.0.0.0';

function tooLittle({ requests }: PodInfo, { pods, allocatable, requested }: NodeInfo): Rejection | undefined {
  const reasons: string[] = [];
  let isFinal = false;
  if (pods.size + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of requests) {
    const has = allocatable.get(name) ?? 0;
    if (amount === 0 || amount <= has - (requested.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    isFinal ||= amount > has;
  }
  return reasons.length === 0 ? undefined : { by: 'NodeResourcesFit', reasons, isFinal };
}

function final(by: FilterName, reason: string): Rejection {
  return { by, reasons: [reason], isFinal: true };
}

function passing(by: FilterName, reasons: readonly string[]): Rejection {
  return { by, reasons, isFinal: false };
}
