/** Where a pod goes, or why it can go nowhere (Kubernetes 1.36, pkg/scheduler/schedule_one.go). */
import { fieldAt, listAt, textAt } from '../../api/fields.ts';
import type { Random } from '../../random.ts';
import type { Store } from '../../store.ts';
import { type FilterName, type Rejection, rejectionOf } from './fit.ts';
import type { NodeInfo, PodInfo } from './placement.ts';
import { podAffinityRules } from './pod-affinity.ts';
import { scoresOf } from './score.ts';
import { spreadRules } from './topology-spread.ts';

/** What was found for a pod. */
export type Decision =
  | { readonly kind: 'node'; readonly name: string }
  | {
      readonly kind: 'nowhere';
      readonly message: string;
      /** The filters that kept it from nodes: what changes for these may help. */
      readonly rejectedBy: ReadonlySet<FilterName>;
    };

/** Looks for a node; among the best, chance decides. */
export function decide(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  { store, random }: { readonly store: Store; readonly random: Random },
): Decision {
  if (nodes.length === 0) return nowhere('no nodes available to schedule pods', []);
  const claim = missingClaim(pod);
  if (claim !== undefined) {
    const all = nodes.map((): Rejection => ({ by: 'NodeAffinity', reasons: [], isFinal: true }));
    return nowhere(messageFor(pod, nodes.length, { reasons: `${claim}.`, rejections: all }), all);
  }
  const rules = { spread: spreadRules(pod, nodes), affinity: podAffinityRules(pod, nodes, store) };
  const rejections: Rejection[] = [];
  const feasible = nodes.filter((info) => {
    const rejection = rejectionOf(pod, info, rules);
    if (rejection) rejections.push(rejection);
    return !rejection;
  });
  const [only] = feasible;
  if (!only) {
    const counted = countReasons(rejections.flatMap(({ reasons }) => reasons));
    return nowhere(messageFor(pod, nodes.length, { reasons: counted, rejections }), rejections);
  }
  if (feasible.length === 1) return { kind: 'node', name: only.node.metadata.name };
  const scores = scoresOf(pod, feasible, rules);
  const best = Math.max(...scores);
  const ties = feasible.filter((_, i) => scores[i] === best);
  return { kind: 'node', name: (ties[random.below(ties.length)] ?? only).node.metadata.name };
}

function nowhere(message: string, rejections: readonly Rejection[]): Decision {
  return { kind: 'nowhere', message, rejectedBy: new Set(rejections.map(({ by }) => by)) };
}

/** Claims of volumes are not served, so there is none. */
function missingClaim({ pod }: PodInfo): string | undefined {
  for (const volume of listAt(pod, 'spec.volumes')) {
    const claim = textAt(volume, 'persistentVolumeClaim.claimName');
    if (claim !== '') return `persistentvolumeclaim ${JSON.stringify(claim)} not found`;
  }
  return undefined;
}

interface Found {
  readonly reasons: string;
  readonly rejections: readonly Rejection[];
}

/** The words of pkg/scheduler/framework/types.go, `FitError`, with those of the plugins that look for room afterwards. */
function messageFor({ pod }: PodInfo, nodes: number, { reasons, rejections }: Found): string {
  const begin = `0/${nodes} nodes are available:`;
  const isNever = fieldAt(pod, 'spec.preemptionPolicy') === 'Never';
  const helps = rejections.map(({ isFinal }) => (isFinal ? NO_HELP : NO_VICTIMS));
  const preemption = isNever ? 'not eligible due to preemptionPolicy=Never.' : `${begin} ${countReasons(helps)}`;
  return `${begin} ${reasons} no new claims to deallocate, preemption: ${preemption}`;
}

const NO_HELP = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';

/** `2 Insufficient cpu, 1 Too many pods.`, in the order of the alphabet. */
function countReasons(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `${parts.toSorted().join(', ')}.`;
}
