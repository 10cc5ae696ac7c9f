/** `spec.podFailurePolicy` of a Job (Kubernetes 1.36, pkg/apis/batch/validation/validation.go). */
import { type Fields, fieldAt, listAt, textAt } from '../../api/fields.ts';
import {
  duplicate,
  type FieldErrors,
  invalid,
  invalidEach,
  notSupported,
  OMITTED,
  quoted,
  required,
  tooMany,
  when,
} from '../field-errors.ts';
import { labelKey } from '../metadata/names.ts';

/** The rules of a policy. `spec` is the Job's. */
export function validatePodFailurePolicy(spec: Fields, path: string): FieldErrors {
  const rules = listAt(spec, 'podFailurePolicy.rules');
  const containers = [...listAt(spec, 'template.spec.containers'), ...listAt(spec, 'template.spec.initContainers')];
  const job: JobFacts = {
    containers: new Set(containers.map((container) => textAt(container, 'name'))),
    countsByIndex: spec.backoffLimitPerIndex !== undefined,
  };
  return [
    ...when(rules.length > MOST_RULES, tooMany(`${path}.rules`, rules.length, MOST_RULES)),
    ...rules.flatMap((rule, i) => ruleErrors(rule, job, `${path}.rules[${i}]`)),
  ];
}

interface JobFacts {
  readonly containers: ReadonlySet<string>;
  /** Whether backoffLimitPerIndex is set. */
  readonly countsByIndex: boolean;
}

const MOST_RULES = 20;
const MOST_PATTERNS = 20;
const MOST_VALUES = 255;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

function ruleErrors(rule: Fields, job: JobFacts, path: string): FieldErrors {
  const { onExitCodes } = rule;
  const patterns = listAt(rule, 'onPodConditions');
  const hasCodes = onExitCodes !== undefined;
  const both = 'specifying both OnExitCodes and OnPodConditions is not supported';
  const none = 'specifying one of OnExitCodes and OnPodConditions is required';
  return [
    ...actionErrors(textAt(rule, 'action'), job, `${path}.action`),
    ...(hasCodes ? exitCodesErrors(onExitCodes, job, `${path}.onExitCodes`) : []),
    ...patternsErrors(patterns, `${path}.onPodConditions`),
    ...when(hasCodes && patterns.length > 0, invalid(path, OMITTED, both)),
    ...when(!hasCodes && patterns.length === 0, invalid(path, OMITTED, none)),
  ];
}

function actionErrors(action: string, { countsByIndex }: JobFacts, path: string): FieldErrors {
  if (action === '') return [required(path, validValues(ACTIONS))];
  if (action === 'FailIndex') {
    return when(!countsByIndex, invalid(path, action, 'requires the backoffLimitPerIndex to be set'));
  }
  return when(!ACTIONS.includes(action), notSupported(path, action, ACTIONS));
}

function exitCodesErrors(requirement: unknown, { containers }: JobFacts, path: string): FieldErrors {
  const operator = textAt(requirement, 'operator');
  const name = fieldAt(requirement, 'containerName');
  const unknown = 'must be one of the container or initContainer names in the pod template';
  const values = fieldAt(requirement, 'values');
  return [
    ...wordErrors(operator, OPERATORS, `${path}.operator`),
    ...(typeof name === 'string' ? when(!containers.has(name), invalid(`${path}.containerName`, name, unknown)) : []),
    ...valuesErrors(Array.isArray(values) ? values : [], operator, `${path}.values`),
  ];
}

function valuesErrors(values: readonly unknown[], operator: string, path: string): FieldErrors {
  const isOrdered = values.every((value, i) => i === 0 || Number(values[i - 1]) <= Number(value));
  return [
    ...when(values.length === 0, invalid(path, values, 'at least one value is required')),
    ...when(values.length > MOST_VALUES, tooMany(path, values.length, MOST_VALUES)),
    ...values.flatMap((value, i) => [
      ...when(operator === 'In' && value === 0, invalid(`${path}[${i}]`, value, 'must not be 0 for the In operator')),
      ...when(values.indexOf(value) < i, duplicate(`${path}[${i}]`, value)),
    ]),
    ...when(!isOrdered, invalid(path, values, 'must be ordered')),
  ];
}

function patternsErrors(patterns: readonly Fields[], path: string): FieldErrors {
  return [
    ...when(patterns.length > MOST_PATTERNS, tooMany(path, patterns.length, MOST_PATTERNS)),
    ...patterns.flatMap((pattern, i) => {
      const type = textAt(pattern, 'type');
      return [
        ...invalidEach(`${path}[${i}].type`, type, labelKey(type)),
        ...wordErrors(textAt(pattern, 'status'), STATUSES, `${path}[${i}].status`),
      ];
    }),
  ];
}

function wordErrors(word: string, words: readonly string[], path: string): FieldErrors {
  if (word === '') return [required(path, validValues(words))];
  return when(!words.includes(word), notSupported(path, word, words));
}

function validValues(words: readonly string[]): string {
  return `valid values: [${words.map(quoted).join(' ')}]`;
}
