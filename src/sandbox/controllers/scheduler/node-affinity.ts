/** Node selectors and node affinity (Kubernetes 1.36, component-helpers/scheduling/corev1/nodeaffinity). */
import { meetsRequirement } from '../../../batch/label-selector.ts';
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';

/** Whether a node is one that a pod asks for, by `nodeSelector` and by required node affinity. */
export function matchesNode(pod: Fields, node: StoredObject): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(mapAt(pod, 'spec.nodeSelector'));
  if (selector.some(([key, value]) => labels[key] !== value)) return false;
  const required = fieldAt(pod, 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution');
  return required === undefined || listAt(required, 'nodeSelectorTerms').some((term) => meetsTerm(term, node));
}

/** The weights of the preferred terms that a node meets, added up. */
export function preferenceFor(pod: Fields, node: StoredObject): number {
  const preferred = listAt(pod, 'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution');
  return preferred.reduce((sum, one) => {
    const { preference } = one;
    return isTerm(preference) && meetsTerm(preference, node) ? sum + (numberAt(one, 'weight') ?? 0) : sum;
  }, 0);
}

/** An empty term is met by no node. */
function meetsTerm(term: Fields, node: StoredObject): boolean {
  const [expressions, fields] = [listAt(term, 'matchExpressions'), listAt(term, 'matchFields')];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  const names = { 'metadata.name': node.metadata.name };
  return expressions.every((one) => meets(one, labels)) && fields.every((one) => meets(one, names));
}

/** Nodes can also be told by numbers; the rest is as in any selector of labels. */
function meets(requirement: Fields, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[textAt(requirement, 'key')];
  const values = textsAt(requirement, 'values');
  switch (textAt(requirement, 'operator')) {
    case 'Gt':
      return isWhole(value) && Number(value) > Number(values[0]);
    case 'Lt':
      return isWhole(value) && Number(value) < Number(values[0]);
    default:
      return meetsRequirement(requirement, labels);
  }
}

function isWhole(text: string | undefined): boolean {
  return text !== undefined && /^[+-]?\d+$/.test(text);
}

function isTerm(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
