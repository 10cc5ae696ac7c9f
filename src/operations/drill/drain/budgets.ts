/** Disruption budgets that forbid an eviction, found before it is asked for. */
import { selectsLabels } from '../../../batch/label-selector.ts';
import type { Pod } from '../../../batch/objects.ts';
import { type Call, type Cluster, isApiFailure, type KubeObject } from '../../../cluster/port.ts';
import { BUDGETS, textAt, valueAt } from '../kinds.ts';
import type { BlockingBudget } from './request.ts';

/** The budgets about these pods that allow no disruption now; undefined where one may not look, or cannot. */
export async function blockingBudgets(
  cluster: Cluster,
  pods: readonly Pod[],
  call: Call,
): Promise<readonly BlockingBudget[] | undefined> {
  const [first] = pods;
  if (!first) return [];
  const found: BlockingBudget[] = [];
  try {
    for await (const budget of cluster.objects(BUDGETS).list({ namespace: first.metadata.namespace }, call)) {
      const selector = valueAt(budget, 'spec', 'selector');
      if (!pods.some(({ metadata }) => selectsLabels(selector, metadata.labels)) || allowsOne(budget)) continue;
      found.push({ name: budget.metadata.name, text: budgetText(budget) });
    }
  } catch (error) {
    if (isApiFailure(error) && error.code !== 401) return undefined;
    throw error;
  }
  return found;
}

function allowsOne(budget: KubeObject): boolean {
  const allowed = valueAt(budget, 'status', 'disruptionsAllowed');
  return typeof allowed === 'number' && allowed > 0;
}

/** What the server itself says of a budget that refuses. */
function budgetText(budget: KubeObject): string {
  const needed = valueAt(budget, 'status', 'desiredHealthy') ?? 0;
  const healthy = valueAt(budget, 'status', 'currentHealthy') ?? 0;
  const conditions = valueAt(budget, 'status', 'conditions');
  const failure = (Array.isArray(conditions) ? conditions : []).find(
    (condition) => textAt(condition, 'reason') === 'SyncFailed',
  );
  if (failure) return textAt(failure, 'message');
  return `it needs ${needed} healthy pods and has ${healthy} currently`;
}
