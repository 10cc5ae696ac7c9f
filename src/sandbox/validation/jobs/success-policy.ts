/** `spec.successPolicy` of a Job (Kubernetes 1.36, pkg/apis/batch/validation/validation.go). */
import { type Fields, listAt, numberAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { goStruct } from '../../schema/go-value.ts';
import { type FieldErrors, invalid, nonNegative, required, tooLong, tooMany, when } from '../field-errors.ts';
import { checkIndexes } from './job-indexes.ts';

/** The rules of a policy. `spec` is the Job's. */
export function validateSuccessPolicy(spec: Fields, path: string): FieldErrors {
  const { successPolicy: policy } = spec;
  if (spec.completionMode !== 'Indexed') {
    const shown = goStruct(isObject(policy) ? policy : {}, 'SuccessPolicy');
    return [invalid(path, shown, 'requires indexed completion mode')];
  }
  const rules = listAt(policy, 'rules');
  const none = 'at least one rules must be specified when the successPolicy is specified';
  return [
    ...when(rules.length === 0, required(`${path}.rules`, none)),
    ...when(rules.length > MOST_RULES, tooMany(`${path}.rules`, rules.length, MOST_RULES)),
    ...rules.flatMap((rule, i) => ruleErrors(rule, numberAt(spec, 'completions') ?? 0, `${path}.rules[${i}]`)),
  ];
}

const MOST_RULES = 20;
const MOST_INDEX_BYTES = 64 * 1024;

function ruleErrors(rule: Fields, completions: number, path: string): FieldErrors {
  const { succeededIndexes: indexes, succeededCount: count } = rule;
  const none = 'at least one of succeededCount or succeededIndexes must be specified';
  const checked = typeof indexes === 'string' ? checkIndexes(indexes, completions) : undefined;
  const named = checked && 'total' in checked ? checked.total : 0;
  const at = `${path}.succeededIndexes`;
  return [
    ...when(indexes === undefined && count === undefined, required(path, none)),
    ...when(typeof indexes === 'string' && indexes.length > MOST_INDEX_BYTES, tooLong(at, MOST_INDEX_BYTES)),
    ...(checked && 'error' in checked
      ? [invalid(at, indexes, `error parsing succeededIndexes: ${checked.error}`)]
      : []),
    ...(typeof count === 'number'
      ? countErrors(count, { completions, named: checked && named }, `${path}.succeededCount`)
      : []),
  ];
}

interface Bounds {
  readonly completions: number;
  /** How many indexes the rule names; undefined where it names none. */
  readonly named: number | undefined;
}

function countErrors(count: number, { completions, named }: Bounds, path: string): FieldErrors {
  const most = 'must be less than or equal to';
  const ofCompletions = `${most} ${completions} (the number of specified completions)`;
  const ofNamed = `${most} ${named} (the number of indexes in the specified succeededIndexes field)`;
  return [
    ...nonNegative(count, path),
    ...when(count > completions, invalid(path, count, ofCompletions)),
    ...when(named !== undefined && count > named, invalid(path, count, ofNamed)),
  ];
}
