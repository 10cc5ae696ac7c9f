/** Topology spread constraints of a pod (Kubernetes 1.36, pkg/scheduler/framework/plugins/podtopologyspread). */
import { type Fields, listAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import { selectsLabels } from '../../validation/metadata/labels.ts';
import { untoleratedTaint } from '../taints.ts';
import type { Rejection } from './fit.ts';
import { matchesNode } from './node-affinity.ts';
import type { NodeInfo, PodInfo } from './placement.ts';

/** The constraints of one pod over all nodes. */
export interface SpreadRules {
  /** Why a node breaks a constraint that must hold. */
  rejectionOf(info: NodeInfo): Rejection | undefined;
  /** How many pods are counted against a node by the constraints that should hold: the fewer the better. */
  crowdAt(info: NodeInfo): number;
}

/** Works out the constraints of a pod. */
export function spreadRules(pod: PodInfo, nodes: readonly NodeInfo[]): SpreadRules {
  const all = listAt(pod.pod, 'spec.topologySpreadConstraints');
  if (all.length === 0) return NO_RULES;
  const constraints = all.map((constraint) => counted(constraint, pod, nodes));
  const hard = constraints.filter(({ isHard }) => isHard);
  const soft = constraints.filter(({ isHard }) => !isHard);
  return {
    rejectionOf: (info) => {
      for (const constraint of hard) {
        const reason = broken(constraint, info);
        if (reason) return reason;
      }
      return undefined;
    },
    crowdAt: (info) => soft.reduce((sum, constraint) => sum + crowd(constraint, info), 0),
  };
}

const NO_RULES: SpreadRules = { rejectionOf: () => undefined, crowdAt: () => 0 };

interface Counted {
  readonly key: string;
  readonly isHard: boolean;
  readonly maxSkew: number;
  /** The matching pods in each domain. */
  readonly counts: ReadonlyMap<string, number>;
  /** The fewest in any domain; 0 while there are fewer domains than there should be. */
  readonly fewest: number;
  /** Whether the pod counts among those that it is spread with. */
  readonly self: number;
}

function counted(constraint: Fields, { pod }: PodInfo, nodes: readonly NodeInfo[]): Counted {
  const key = textAt(constraint, 'topologyKey');
  const isHard = textAt(constraint, 'whenUnsatisfiable') !== 'ScheduleAnyway';
  const labels = pod.metadata.labels ?? {};
  const keys = textsAt(constraint, 'matchLabelKeys').filter((name) => labels[name] !== undefined);
  const matches = (others: Readonly<Record<string, string>>) =>
    selectsLabels(constraint.labelSelector, others) && keys.every((name) => others[name] === labels[name]);
  const counts = new Map<string, number>();
  for (const info of nodes.filter((one) => takesPart(constraint, pod, one))) {
    const domain = info.node.metadata.labels?.[key];
    if (domain === undefined) continue;
    const matching = [...info.pods.values()].filter(
      (placed) =>
        !placed.isTerminating &&
        placed.pod.metadata.namespace === pod.metadata.namespace &&
        matches(placed.pod.metadata.labels ?? {}),
    );
    counts.set(domain, (counts.get(domain) ?? 0) + matching.length);
  }
  const enough = counts.size >= (numberAt(constraint, 'minDomains') ?? 1);
  const fewest = enough && counts.size > 0 ? Math.min(...counts.values()) : 0;
  const maxSkew = numberAt(constraint, 'maxSkew') ?? 1;
  return { key, isHard, maxSkew, counts, fewest, self: matches(labels) ? 1 : 0 };
}

/** By default nodes count that the pod asks for, tainted or not. */
function takesPart(constraint: Fields, pod: Fields, { node }: NodeInfo): boolean {
  if (constraint.nodeAffinityPolicy !== 'Ignore' && !matchesNode(pod, node)) return false;
  if (constraint.nodeTaintsPolicy !== 'Honor') return true;
  const effects = ['NoSchedule', 'NoExecute'];
  return !untoleratedTaint(listAt(node, 'spec.taints'), listAt(pod, 'spec.tolerations'), effects);
}

const REASON = "node(s) didn't match pod topology spread constraints";

function broken({ key, counts, self, fewest, maxSkew }: Counted, { node }: NodeInfo): Rejection | undefined {
  const domain = node.metadata.labels?.[key];
  if (domain === undefined) {
    return { by: 'PodTopologySpread', reasons: [`${REASON} (missing required label)`], isFinal: true };
  }
  const skew = (counts.get(domain) ?? 0) + self - fewest;
  return skew > maxSkew ? { by: 'PodTopologySpread', reasons: [REASON], isFinal: false } : undefined;
}

function crowd({ key, counts, maxSkew }: Counted, { node }: NodeInfo): number {
  const domain = node.metadata.labels?.[key];
  const weight = Math.log(counts.size + 2);
  return domain === undefined ? 0 : (counts.get(domain) ?? 0) * weight + maxSkew - 1;
}
