/** Looking into `status.conditions` as kubectl and the controller do: the first condition of a type is the one that counts. */
import type { Condition } from './objects.ts';

/** The first condition of `type`, whatever its status. */
export function findCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** Whether the first condition of `type` has status True (Kubernetes 1.36, pkg/printers/internalversion, hasJobCondition). */
export function isTrue(conditions: readonly Condition[], type: string): boolean {
  return trueCondition(conditions, type) !== undefined;
}

/** The first condition of `type` if its status is True. */
export function trueCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  const condition = findCondition(conditions, type);
  return condition?.status === 'True' ? condition : undefined;
}
