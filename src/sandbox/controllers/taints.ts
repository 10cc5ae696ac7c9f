/** Taints of nodes, and which pods tolerate them (Kubernetes 1.36, component-helpers/scheduling/corev1/helpers.go). */
import { type Fields, textAt } from '../api/fields.ts';

/** The first taint with one of these effects that none of the tolerations tolerates. */
export function untoleratedTaint(
  taints: readonly Fields[],
  tolerations: readonly Fields[],
  effects: readonly string[],
): Fields | undefined {
  return taints.find((taint) => effects.includes(textAt(taint, 'effect')) && !isTolerated(taint, tolerations));
}

/** Whether one of the tolerations tolerates a taint. */
export function isTolerated(taint: Fields, tolerations: readonly Fields[]): boolean {
  return tolerations.some((toleration) => tolerates(toleration, taint));
}

/** Whether a toleration tolerates a taint: no effect means every effect, no key with `Exists` every key. */
export function tolerates(toleration: Fields, taint: Fields): boolean {
  const [effect, key] = [textAt(toleration, 'effect'), textAt(toleration, 'key')];
  if (effect !== '' && effect !== textAt(taint, 'effect')) return false;
  if (key !== '' && key !== textAt(taint, 'key')) return false;
  const operator = textAt(toleration, 'operator');
  if (operator === 'Exists') return true;
  return (operator === '' || operator === 'Equal') && textAt(toleration, 'value') === textAt(taint, 'value');
}
