/** Which of the nodes where a pod may run suits it best (Kubernetes 1.36, the default plugins' scores and weights). */
import { listAt } from '../../api/fields.ts';
import { isTolerated } from '../taints.ts';
import type { Amounts } from './amounts.ts';
import type { PodRules } from './fit.ts';
import { preferenceFor } from './node-affinity.ts';
import type { NodeInfo, PodInfo } from './placement.ts';

/** The scores of nodes, in their order. */
export function scoresOf(pod: PodInfo, nodes: readonly NodeInfo[], rules: PodRules): readonly number[] {
  const parts: readonly (readonly [weight: number, scores: readonly number[]])[] = [
    [1, nodes.map((info) => leastAllocated(pod, info))],
    [1, nodes.map((info) => balanced(pod, info))],
    [
      3,
      normalised(
        nodes.map((info) => avoidances(pod, info)),
        true,
      ),
    ],
    [
      2,
      normalised(
        nodes.map((info) => preferenceFor(pod.pod, info.node)),
        false,
      ),
    ],
    [
      2,
      normalised(
        nodes.map((info) => rules.spread.crowdAt(info)),
        true,
      ),
    ],
    [2, spreadOut(nodes.map((info) => rules.affinity.likingFor(info)))],
  ];
  return nodes.map((_, i) => parts.reduce((sum, [weight, scores]) => sum + weight * (scores[i] ?? 0), 0));
}

const BEST = 100;
const COMPARED = ['cpu', 'memory'] as const;

/** The emptier the better. */
function leastAllocated({ assumed }: PodInfo, { allocatable, assumed: taken }: NodeInfo): number {
  const scores = COMPARED.flatMap((name) => {
    const has = allocatable.get(name) ?? 0;
    if (has === 0) return [];
    const wanted = (taken.get(name) ?? 0) + (assumed.get(name) ?? 0);
    return wanted > has ? 0 : Math.floor(((has - wanted) * BEST) / has);
  });
  return scores.length === 0 ? 0 : Math.floor(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}

/** The more alike the shares of CPU and memory in use the better; of a pod that asks for nothing, all are alike. */
function balanced({ requests }: PodInfo, { allocatable, requested }: NodeInfo): number {
  if (!COMPARED.some((name) => requests.has(name))) return 0;
  const share = (name: string, amounts: Amounts) => (requested.get(name) ?? 0) + (amounts.get(name) ?? 0);
  const shares = COMPARED.flatMap((name) => {
    const has = allocatable.get(name) ?? 0;
    return has === 0 ? [] : Math.min(1, share(name, requests) / has);
  });
  const [one = 0, other = one] = shares;
  return Math.floor((1 - Math.abs(one - other) / 2) * BEST);
}

/** Taints that say «rather not here». */
function avoidances({ pod }: PodInfo, { node }: NodeInfo): number {
  const taints = listAt(node, 'spec.taints').filter(({ effect }) => effect === 'PreferNoSchedule');
  if (taints.length === 0) return 0;
  const tolerations = listAt(pod, 'spec.tolerations');
  return taints.filter((taint) => !isTolerated(taint, tolerations)).length;
}

/** Scores from 0 to 100; `isReversed`: the fewer the better. */
function normalised(scores: readonly number[], isReversed: boolean): readonly number[] {
  const most = Math.max(0, ...scores);
  if (most === 0) return scores.map(() => (isReversed ? BEST : 0));
  return scores.map((score) => {
    const part = Math.floor((BEST * score) / most);
    return isReversed ? BEST - part : part;
  });
}

/** Scores from the least to the most, which may be negative. */
function spreadOut(scores: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  return scores.map((score) => (most === least ? 0 : Math.floor((BEST * (score - least)) / (most - least))));
}
