/** Evictions: deletions that ask the disruption budgets first (Kubernetes 1.36, pkg/registry/core/pod/storage/eviction.go). */
import { type Fields, fieldAt, isConditionTrue, listAt, textAt } from '../api/fields.ts';
import { StatusError } from '../api/status.ts';
import type { ObjectRef } from '../cluster-writer.ts';
import { isObject } from '../schema/decode.ts';
import type { StoredObject } from '../store.ts';
import { type BudgetStatus, budgetsOf, statusOfBudget } from './disruption.ts';
import type { WritingContext } from './kind-rules.ts';
import { timestamp } from './metadata.ts';
import { updateObject } from './registry.ts';
import { type RemovalOptions, type Removed, removeObject } from './removal.ts';

/** Evicts a pod. Throws a StatusError: 404, 429 where a budget does not allow it, 500 where several budgets are about the pod. */
export function evictPod(context: WritingContext, ref: ObjectRef, options: RemovalOptions): Removed {
  const pod = context.store.get('pods', ref.namespace, ref.name);
  if (!pod) throw StatusError.notFound({ group: '', plural: 'pods' }, ref.name);
  if (!needsNoBudget(pod)) askBudget(context, pod, options);
  if (!options.dryRun) mark(context, ref);
  return removeObject(context, ref, options);
}

/** What is not running, and what is going already, disturbs nobody. */
function needsNoBudget(pod: StoredObject): boolean {
  const phase = textAt(pod, 'status.phase');
  return (
    phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata.deletionTimestamp !== undefined
  );
}

function askBudget(context: WritingContext, pod: StoredObject, { dryRun }: RemovalOptions): void {
  const budgets = budgetsOf(context.store, pod);
  const [budget, ...others] = budgets;
  if (!budget) return;
  if (others.length > 0) {
    const message =
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new StatusError(500, 'InternalError', { message });
  }
  const status = statusOfBudget(context, budget);
  if (mayGoUnready(pod, budget, status)) return;
  if (status.disruptionsAllowed === 0) throw refused(budget, status);
  if (!dryRun) noteDisruption(context, { budget, status, pod });
}

/** A pod that is not ready may go where the budget says so, or where enough others are well. */
function mayGoUnready(
  pod: StoredObject,
  budget: StoredObject,
  { currentHealthy, desiredHealthy }: BudgetStatus,
): boolean {
  if (isConditionTrue(pod, 'Ready')) return false;
  if (textAt(budget, 'spec.unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true;
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function refused(budget: StoredObject, status: BudgetStatus): StatusError {
  const { name } = budget.metadata;
  const counted = `The disruption budget ${name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`;
  const failed = `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${status.failure}`;
  const causes = [{ reason: 'DisruptionBudget', message: status.failure === undefined ? counted : failed }];
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  return new StatusError(429, 'TooManyRequests', { message, details: { causes } });
}

interface Disruption {
  readonly budget: StoredObject;
  readonly status: BudgetStatus;
  readonly pod: StoredObject;
}

/** Until the pod is seen to go, the budget counts it as gone. */
function noteDisruption(context: WritingContext, { budget, status, pod }: Disruption): void {
  const { namespace, name } = budget.metadata;
  const disrupted = objectOf(fieldAt(budget, 'status.disruptedPods'));
  const change = (live: StoredObject) => ({
    ...live,
    status: {
      ...objectOf(live.status),
      disruptionsAllowed: status.disruptionsAllowed - 1,
      disruptedPods: { ...disrupted, [pod.metadata.name]: timestamp(context.clock) },
    },
  });
  updateObject(context, { ref: { resource: 'poddisruptionbudgets', namespace, name }, change, scope: 'all' }, TRUSTED);
}

/** The pod says why it goes, before it goes. */
function mark(context: WritingContext, ref: ObjectRef): void {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(context.clock),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const change = (pod: StoredObject) => {
    const others = listAt(pod, 'status.conditions').filter(({ type }) => type !== condition.type);
    const known = others.length < listAt(pod, 'status.conditions').length;
    if (known && isConditionTrue(pod, condition.type)) return pod;
    return { ...pod, status: { ...objectOf(pod.status), conditions: [...others, condition] } };
  };
  updateObject(context, { ref, change, scope: 'all' }, TRUSTED);
}

const TRUSTED = { isTrusted: true };

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
