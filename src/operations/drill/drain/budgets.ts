/** Disruption budgets that forbid an eviction, found before it is asked for. */
import { selectsLabels } from '../../../batch/label-selector.ts';
import { type Call, type Cluster, isApiFailure, type KubeObject } from '../../../cluster/port.ts';
import { BUDGETS, textAt, valueAt } from '../kinds.ts';
import type { BlockingBudget } from './request.ts';

/** A pod, as far as budgets care. */
interface Budgeted {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The budgets about these pods that allow no disruption now, or that cannot be asked because two are about one pod; undefined where one may not look, or cannot. */
export async function blockingBudgets(
  cluster: Cluster,
  pods: readonly Budgeted[],
  call: Call,
): Promise<readonly BlockingBudget[] | undefined> {
  const found: BlockingBudget[] = [];
  try {
    for (const namespace of new Set(pods.map((pod) => pod.namespace))) {
      const budgets = await Array.fromAsync(cluster.objects(BUDGETS).list({ namespace }, call));
      const inside = pods.filter((pod) => pod.namespace === namespace);
      for (const budget of budgets) {
        const about = inside.filter((pod) => isAbout(budget, pod));
        const [shared] = about.filter((pod) => budgets.filter((one) => isAbout(one, pod)).length > 1);
        const text =
          about.length === 0 ? '' : shared ? sharedText(shared) : allowsOne(budget) ? '' : budgetText(budget);
        if (text !== '') found.push({ name: budget.metadata.name, namespace, text });
      }
    }
  } catch (error) {
    if (isApiFailure(error) && error.code !== 401) return undefined;
    throw error;
  }
  return found;
}

function isAbout(budget: KubeObject, { labels }: Budgeted): boolean {
  return selectsLabels(valueAt(budget, 'spec', 'selector'), labels);
}

/** Kubernetes 1.36, pkg/registry/core/pod/storage/eviction.go: the server answers 500. */
function sharedText({ name }: Budgeted): string {
  return `pod ${name} has more than one budget, and of such pods none is evicted`;
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
