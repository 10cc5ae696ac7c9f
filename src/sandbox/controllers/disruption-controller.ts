/** Disruption budgets say how many pods may go at this moment (Kubernetes 1.36, pkg/controller/disruption/disruption.go). */
import { type Fields, listAt, numberAt } from '../api/fields.ts';
import { keyOf } from '../history.ts';
import type { StoredObject } from '../store.ts';
import { type BudgetStatus, budgetsOf, statusOfBudget } from '../writing/disruption.ts';
import { type Condition, withCondition } from './conditions.ts';
import { type ControllerContext, type StartController, startWatcher } from './controller.ts';

/** Keeps the status of disruption budgets. */
export const startDisruptionController: StartController = (context) =>
  startWatcher(context, { known: ['poddisruptionbudgets'] }, (queue) => ({
    see({ type, resource, object, previous }) {
      if (resource === 'poddisruptionbudgets' && type !== 'DELETED') queue.add(keyOf(object));
      if (resource !== 'pods') return;
      const pods = previous ? [object, previous] : [object];
      for (const budget of pods.flatMap((pod) => budgetsOf(context.store, pod))) queue.add(keyOf(budget));
    },
    look: (key) => look(context, key, (soon) => queue.add(key, soon)),
  }));

const COMPONENT = 'controllermanager';
/** An evicted pod that has not gone by then is believed to stay; what is left of that time is looked at again. */
const AGAIN_MS = 120_000;

function look(context: ControllerContext, key: string, again: (inMs: number) => void): void {
  const { store, writer, clock } = context;
  const [namespace = '', name = ''] = key.split('/');
  const budget = store.get('poddisruptionbudgets', namespace, name);
  if (!budget) return;
  const counted = statusOfBudget(context, budget);
  const { matchingPods, failure, disruptedPods } = counted;
  if (matchingPods === 0) {
    writer.event(budget, { type: 'Normal', reason: 'NoPods', message: 'No matching pods found', component: COMPONENT });
  }
  if (failure !== undefined) {
    const message = `Failed to calculate the number of expected pods: ${failure}`;
    writer.event(budget, { type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message, component: COMPONENT });
  }
  const ref = { resource: 'poddisruptionbudgets', namespace, name };
  writer.update(ref, (stored) => ({ ...stored, status: statusFor(stored, counted, clock.now()) }));
  if (Object.keys(disruptedPods).length > 0) again(AGAIN_MS);
}

function statusFor(budget: StoredObject, counted: BudgetStatus, nowMs: number): Fields {
  const before = typeof budget.status === 'object' ? budget.status : {};
  const conditions = listAt(budget, 'status.conditions');
  if (counted.failure !== undefined) {
    const observedGeneration = numberAt(budget, 'status.observedGeneration') ?? 0;
    const condition: Condition = {
      ...FAILED,
      message: counted.failure,
      ...(observedGeneration === 0 ? {} : { observedGeneration }),
    };
    return { ...NOTHING, ...before, disruptionsAllowed: 0, conditions: withCondition(conditions, condition, nowMs) };
  }
  const { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed, disruptedPods } = counted;
  const observedGeneration = numberAt(budget, 'metadata.generation') ?? 1;
  const condition = { ...(disruptionsAllowed > 0 ? SUFFICIENT : INSUFFICIENT), observedGeneration };
  return {
    conditions: withCondition(conditions, condition, nowMs),
    currentHealthy,
    desiredHealthy,
    ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
    disruptionsAllowed,
    expectedPods,
    observedGeneration,
  };
}

const NOTHING = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
const ALLOWED = 'DisruptionAllowed';
const SUFFICIENT: Condition = { type: ALLOWED, status: 'True', reason: 'SufficientPods', message: '' };
const INSUFFICIENT: Condition = { type: ALLOWED, status: 'False', reason: 'InsufficientPods', message: '' };
const FAILED: Condition = { type: ALLOWED, status: 'False', reason: 'SyncFailed', message: '' };
