/** Conditions in a status: one a type, with the time of its last turn (Kubernetes 1.36, apimachinery/pkg/api/meta/conditions.go). */
import type { Fields } from '../api/fields.ts';

/** What is to be said. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** The conditions with this one in the place of that of its type, or at the end. The time changes only with the status. */
export function withCondition(conditions: readonly Fields[], condition: Condition, nowMs: number): readonly Fields[] {
  const before = conditions.find(({ type }) => type === condition.type);
  const now = `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now;
  const after: Fields = { ...condition, lastTransitionTime };
  return before ? conditions.map((one) => (one === before ? after : one)) : [...conditions, after];
}
