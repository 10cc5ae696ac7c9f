/** Restart policies of single containers (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `validateContainerRestartPolicy`). */
import { type Fields, fieldAt, listAt, textAt } from '../../api/fields.ts';
import { type FieldErrors, oneOf, required, tooLong, when } from '../field-errors.ts';

/** A container's own restart policy and its rules. */
export function validateRestartRules(container: Fields, path: string): FieldErrors {
  const { restartPolicy } = container;
  const rules = listAt(container, 'restartPolicyRules');
  const missing = 'must specify restartPolicy when restart rules are used';
  return [
    ...(typeof restartPolicy === 'string'
      ? oneOf(restartPolicy, `${path}.restartPolicy`, ['Always', 'Never', 'OnFailure'])
      : when(rules.length > 0, required(`${path}.restartPolicy`, missing))),
    ...when(rules.length > MOST_RULES, tooLong(`${path}.restartPolicyRules`, MOST_RULES)),
    ...rules.flatMap((rule, i) => ruleErrors(rule, `${path}.restartPolicyRules[${i}]`)),
  ];
}

const MOST_RULES = 20;
const MOST_VALUES = 255;

function ruleErrors(rule: Fields, path: string): FieldErrors {
  const { exitCodes } = rule;
  const values = fieldAt(exitCodes, 'values');
  return [
    ...oneOf(textAt(rule, 'action'), `${path}.action`, ['Restart']),
    ...(exitCodes === undefined
      ? [required(`${path}.exitCodes`, 'must be specified')]
      : oneOf(textAt(exitCodes, 'operator'), `${path}.exitCodes.operator`, ['In', 'NotIn'])),
    ...when(Array.isArray(values) && values.length > MOST_VALUES, tooLong(`${path}.exitCodes.values`, MOST_VALUES)),
  ];
}
