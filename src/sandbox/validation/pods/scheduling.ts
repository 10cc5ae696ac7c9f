/** Where pods may run: affinity, tolerations, spread (Kubernetes 1.36, pkg/apis/core/validation/validation.go). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  oneOf,
  required,
  when,
} from '../field-errors.ts';
import { validateLabelKey, validateLabelSelector } from '../metadata/labels.ts';
import { dnsLabel, dnsSubdomain, labelValue } from '../metadata/names.ts';

/** Affinity to nodes and to pods, where there is any. */
export function validateAffinity(affinity: unknown, path: string): FieldErrors {
  return [
    ...nodeAffinityErrors(fieldAt(affinity, 'nodeAffinity'), `${path}.nodeAffinity`),
    ...podAffinityErrors(fieldAt(affinity, 'podAffinity'), `${path}.podAffinity`),
    ...podAffinityErrors(fieldAt(affinity, 'podAntiAffinity'), `${path}.podAntiAffinity`),
  ];
}

/** Which taints a pod may stand. */
export function validateTolerations(tolerations: readonly Fields[], path: string): FieldErrors {
  return tolerations.flatMap((toleration, i) => tolerationErrors(toleration, `${path}[${i}]`));
}

/** How pods are spread. */
export function validateTopologySpread(constraints: readonly Fields[], path: string): FieldErrors {
  return constraints.flatMap((constraint, i) => {
    const later = constraints.slice(i + 1);
    return spreadErrors(constraint, later, `${path}[${i}]`);
  });
}

/** The effects of taints. */
export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function nodeAffinityErrors(affinity: unknown, path: string): FieldErrors {
  const selector = fieldAt(affinity, REQUIRED);
  return [
    ...(selector === undefined ? [] : nodeSelectorErrors(selector, `${path}.${REQUIRED}`)),
    ...listAt(affinity, PREFERRED).flatMap((term, i) => [
      ...weightErrors(term, `${path}.${PREFERRED}[${i}]`),
      ...termErrors(fieldAt(term, 'preference'), `${path}.${PREFERRED}[${i}].preference`, true),
    ]),
  ];
}

function nodeSelectorErrors(selector: unknown, path: string): FieldErrors {
  const terms = listAt(selector, 'nodeSelectorTerms');
  if (terms.length === 0) return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => termErrors(term, `${path}.nodeSelectorTerms[${i}]`, false));
}

/** What is only preferred may name values that no label can have. */
function termErrors(term: unknown, path: string, isPreferred: boolean): FieldErrors {
  return [
    ...listAt(term, 'matchExpressions').flatMap((requirement, i) =>
      expressionErrors(requirement, `${path}.matchExpressions[${i}]`, isPreferred),
    ),
    ...listAt(term, 'matchFields').flatMap((requirement, i) =>
      nodeFieldErrors(requirement, `${path}.matchFields[${i}]`),
    ),
  ];
}

function expressionErrors(requirement: Fields, path: string, anyValue: boolean): FieldErrors {
  const values = textsAt(requirement, 'values');
  return [
    ...nodeOperatorErrors(textAt(requirement, 'operator'), values, path),
    ...validateLabelKey(textAt(requirement, 'key'), `${path}.key`),
    ...(anyValue ? [] : values.flatMap((value, i) => invalidEach(`${path}.values[${i}]`, value, labelValue(value)))),
  ];
}

function nodeOperatorErrors(operator: string, values: readonly string[], path: string): FieldErrors {
  const at = `${path}.values`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return when(values.length === 0, required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
    case 'Exists':
    case 'DoesNotExist':
      return when(
        values.length > 0,
        forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
    case 'Gt':
    case 'Lt':
      return when(values.length !== 1, required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

function nodeFieldErrors(requirement: Fields, path: string): FieldErrors {
  const operator = textAt(requirement, 'operator');
  const key = textAt(requirement, 'key');
  const values = textsAt(requirement, 'values');
  const one = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
  return [
    ...(operator === 'In' || operator === 'NotIn'
      ? when(values.length !== 1, required(`${path}.values`, one))
      : [invalid(`${path}.operator`, operator, 'not a valid selector operator')]),
    ...(key === 'metadata.name'
      ? values.flatMap((value, i) => invalidEach(`${path}.values[${i}]`, value, dnsSubdomain(value)))
      : [invalid(`${path}.key`, key, 'not a valid field selector key')]),
  ];
}

function weightErrors(term: Fields, path: string): FieldErrors {
  const weight = numberAt(term, 'weight') ?? 0;
  return when(weight <= 0 || weight > 100, invalid(`${path}.weight`, weight, 'must be in the range 1-100'));
}

function podAffinityErrors(affinity: unknown, path: string): FieldErrors {
  return [
    ...listAt(affinity, REQUIRED).flatMap((term, i) => podTermErrors(term, `${path}.${REQUIRED}[${i}]`)),
    ...listAt(affinity, PREFERRED).flatMap((weighted, i) => [
      ...weightErrors(weighted, `${path}.${PREFERRED}[${i}]`),
      ...podTermErrors(fieldAt(weighted, 'podAffinityTerm'), `${path}.${PREFERRED}[${i}].podAffinityTerm`),
    ]),
  ];
}

function podTermErrors(term: unknown, path: string): FieldErrors {
  const topologyKey = textAt(term, 'topologyKey');
  return [
    ...validateLabelSelector(fieldAt(term, 'labelSelector'), `${path}.labelSelector`),
    ...validateLabelSelector(fieldAt(term, 'namespaceSelector'), `${path}.namespaceSelector`),
    ...textsAt(term, 'namespaces').flatMap((name) => invalidEach(`${path}.namespace`, name, dnsLabel(name))),
    ...labelKeysErrors(term, path),
    ...when(topologyKey === '', required(`${path}.topologyKey`, 'can not be empty')),
    ...validateLabelKey(topologyKey, `${path}.topologyKey`),
  ];
}

/** `matchLabelKeys`, `mismatchLabelKeys` beside a selector. */
function labelKeysErrors(term: unknown, path: string): FieldErrors {
  const hasSelector = fieldAt(term, 'labelSelector') !== undefined;
  const matched = textsAt(term, 'matchLabelKeys');
  const mismatched = textsAt(term, 'mismatchLabelKeys');
  const ofKeys = (keys: readonly string[], at: string) => {
    if (keys.length === 0) return [];
    if (!hasSelector) return [forbidden(at, 'must not be specified when labelSelector is not set')];
    return keys.flatMap((key, i) => validateLabelKey(key, `${at}[${i}]`));
  };
  const both = 'exists in both matchLabelKeys and mismatchLabelKeys';
  return [
    ...ofKeys(matched, `${path}.matchLabelKeys`),
    ...ofKeys(mismatched, `${path}.mismatchLabelKeys`),
    ...matched.flatMap((key, i) => when(mismatched.includes(key), invalid(`${path}.matchLabelKeys[${i}]`, key, both))),
  ];
}

function tolerationErrors(toleration: Fields, path: string): FieldErrors {
  const [key, operator, effect] = [
    textAt(toleration, 'key'),
    textAt(toleration, 'operator'),
    textAt(toleration, 'effect'),
  ];
  const isTimed = toleration.tolerationSeconds !== undefined;
  const keyless = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
  const timed = "effect must be 'NoExecute' when `tolerationSeconds` is set";
  return [
    ...(key === '' ? [] : validateLabelKey(key, `${path}.key`)),
    ...when(key === '' && operator !== 'Exists', invalid(`${path}.operator`, operator, keyless)),
    ...when(isTimed && effect !== 'NoExecute', invalid(`${path}.effect`, effect, timed)),
    ...tolerationOperatorErrors(operator, textAt(toleration, 'value'), `${path}.operator`),
    ...(effect === '' ? [] : oneOf(effect, `${path}.effect`, TAINT_EFFECTS)),
  ];
}

function tolerationOperatorErrors(operator: string, value: string, path: string): FieldErrors {
  switch (operator) {
    case '':
    case 'Equal': {
      const complaints = labelValue(value);
      return when(complaints.length > 0, invalid(path, value, complaints.join(';')));
    }
    case 'Exists':
      return when(value !== '', invalid(path, value, "value must be empty when `operator` is 'Exists'"));
    case 'Lt':
    case 'Gt':
      return [notSupported(path, operator, ['Equal', 'Exists', 'Lt', 'Gt'])];
    default:
      return [notSupported(path, operator, ['Equal', 'Exists'])];
  }
}

function spreadErrors(constraint: Fields, later: readonly Fields[], path: string): FieldErrors {
  const maxSkew = numberAt(constraint, 'maxSkew') ?? 0;
  const key = textAt(constraint, 'topologyKey');
  const action = textAt(constraint, 'whenUnsatisfiable');
  const isRepeated = later.some(
    (other) => textAt(other, 'topologyKey') === key && textAt(other, 'whenUnsatisfiable') === action,
  );
  return [
    ...when(maxSkew <= 0, invalid(`${path}.maxSkew`, maxSkew, 'must be greater than zero')),
    ...when(key === '', required(`${path}.topologyKey`, 'can not be empty')),
    ...oneOf(action, `${path}.whenUnsatisfiable`, ['DoNotSchedule', 'ScheduleAnyway']),
    ...when(isRepeated, duplicate(`${path}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`)),
    ...minDomainsErrors(numberAt(constraint, 'minDomains'), action, `${path}.minDomains`),
    ...(['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const).flatMap((field) => {
      const policy = constraint[field];
      return typeof policy === 'string' ? oneOf(policy, `${path}.${field}`, ['Honor', 'Ignore']) : [];
    }),
    ...spreadKeysErrors(constraint, `${path}.matchLabelKeys`),
    ...validateLabelSelector(constraint.labelSelector, `${path}.labelSelector`),
  ];
}

function minDomainsErrors(minDomains: number | undefined, action: string, path: string): FieldErrors {
  if (minDomains === undefined) return [];
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
  return [
    ...when(minDomains <= 0, invalid(path, minDomains, 'must be greater than zero')),
    ...when(action !== 'DoNotSchedule', invalid(path, minDomains, detail)),
  ];
}

function spreadKeysErrors(constraint: Fields, path: string): FieldErrors {
  const keys = textsAt(constraint, 'matchLabelKeys');
  if (keys.length === 0) return [];
  const { labelSelector: selector } = constraint;
  const selected = new Set([
    ...Object.keys(mapAt(selector, 'matchLabels')),
    ...listAt(selector, 'matchExpressions').map((requirement) => textAt(requirement, 'key')),
  ]);
  const both = 'exists in both matchLabelKeys and labelSelector';
  return [
    ...when(selector === undefined, forbidden(path, 'must not be specified when labelSelector is not set')),
    ...keys.flatMap((key, i) => [
      ...validateLabelKey(key, `${path}[${i}]`),
      ...when(selected.has(key), invalid(`${path}[${i}]`, key, both)),
    ]),
  ];
}
