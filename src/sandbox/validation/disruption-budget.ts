/** Pod disruption budgets (Kubernetes 1.36, pkg/apis/policy/validation/validation.go). */
import type { Fields } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import { validateMetaOnly } from './core-objects.ts';
import { type FieldErrors, invalid, nonNegative, notSupported, when } from './field-errors.ts';
import { validateLabelSelector } from './metadata/labels.ts';
import { regexComplaint } from './metadata/names.ts';

/** A budget: one number or share, and whose pods it is about. */
export function validateDisruptionBudget(budget: Fields): FieldErrors {
  const spec: Fields = isObject(budget.spec) ? budget.spec : {};
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  const both = minAvailable !== undefined && maxUnavailable !== undefined;
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  return [
    ...validateMetaOnly(true)(budget),
    ...when(both, invalid('spec', shown(spec), 'minAvailable and maxUnavailable cannot be both set')),
    ...shareErrors(minAvailable, 'spec.minAvailable'),
    ...shareErrors(maxUnavailable, 'spec.maxUnavailable'),
    ...validateLabelSelector(spec.selector, 'spec.selector'),
    ...(typeof policy === 'string' && !policies.includes(policy)
      ? [notSupported('spec.unhealthyPodEvictionPolicy', policy, policies)]
      : []),
  ];
}

/** In Go's names, as the server prints it. */
function shown(spec: Fields): Fields {
  return {
    MinAvailable: spec.minAvailable ?? null,
    Selector: spec.selector ?? null,
    MaxUnavailable: spec.maxUnavailable ?? null,
    UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy ?? null,
  };
}

function shareErrors(value: unknown, path: string): FieldErrors {
  if (typeof value !== 'string') return nonNegative(value, path);
  if (!/^[0-9]+%$/.test(value)) {
    const what = "a valid percent string must be a numeric string followed by an ending '%'";
    return [invalid(path, value, regexComplaint(what, '[0-9]+%', ['1%', '93%']))];
  }
  return when(Number.parseInt(value, 10) > 100, invalid(path, value, 'must not be greater than 100%'));
}
