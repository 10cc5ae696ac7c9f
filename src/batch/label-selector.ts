/** Which labels a LabelSelector selects (Kubernetes 1.36, apimachinery/pkg/apis/meta/v1, LabelSelectorAsSelector). */
import type { LabelRequirement, StringMap } from './objects.ts';

/** Whether a LabelSelector selects these labels: an empty one selects all, none at all and one that is not valid select nothing. */
export function selectsLabels(selector: unknown, labels: StringMap): boolean {
  if (!isObject(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  const equal = Object.entries(isObject(matchLabels) ? matchLabels : {}).every(([key, value]) => labels[key] === value);
  return (
    equal && (Array.isArray(matchExpressions) ? matchExpressions : []).every((one) => meetsRequirement(one, labels))
  );
}

/** Whether labels meet one requirement (`key`, `operator`, `values`); one that is not valid, or has another operator than these four, is never met. */
export function meetsRequirement(requirement: unknown, labels: StringMap): boolean {
  if (!isObject(requirement) || typeof requirement.key !== 'string') return false;
  const value = labels[requirement.key];
  const values: readonly unknown[] = Array.isArray(requirement.values) ? requirement.values : [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/**
 * The requirements of a selector as kubectl writes and takes them, by key: `app=etl`, `tier in (a,b)`, `!gone`; none for one that asks for nothing
 * (Kubernetes 1.36, apimachinery/pkg/labels/selector.go, Requirement.String). Joined by commas they are a labelSelector.
 */
export function requirementsOf(selector: {
  readonly matchLabels: StringMap;
  readonly matchExpressions: readonly LabelRequirement[];
}): readonly string[] {
  const equal = Object.entries(selector.matchLabels).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const others = selector.matchExpressions.map((one) => ({ key: one.key, text: requirementText(one) }));
  return [...equal, ...others].sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1)).map(({ text }) => text);
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${operator.toLowerCase()} (${values.toSorted().join(',')})`;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
