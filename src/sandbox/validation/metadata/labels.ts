/** Labels, annotations and label selectors (Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/validation, pkg/api/validation). */
import { type Fields, listAt, mapAt, textAt, textsAt } from '../../api/fields.ts';
import { type FieldErrors, forbidden, invalid, invalidEach, required, tooLong } from '../field-errors.ts';
import { labelKey, labelValue } from './names.ts';

/** What all annotations of an object may hold together. */
const MOST_ANNOTATION_BYTES = 256 * 1024;

/** Keys and values of labels. */
export function validateLabels(labels: Readonly<Record<string, string>>, path: string): FieldErrors {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...validateLabelKey(key, path),
    ...invalidEach(path, value, labelValue(value)),
  ]);
}

/** The key of a label or whatever else is named as one. */
export function validateLabelKey(key: string, path: string): FieldErrors {
  return invalidEach(path, key, labelKey(key));
}

/** Keys of annotations, and how much they hold. */
export function validateAnnotations(annotations: Readonly<Record<string, string>>, path: string): FieldErrors {
  const keys = Object.keys(annotations).flatMap((key) => invalidEach(path, key, labelKey(key.toLowerCase())));
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return size > MOST_ANNOTATION_BYTES ? [...keys, tooLong(path, MOST_ANNOTATION_BYTES)] : keys;
}

/** A label selector, where there is one. */
export function validateLabelSelector(selector: unknown, path: string): FieldErrors {
  if (selector === undefined || selector === null) return [];
  return [
    ...validateLabels(mapAt(selector, 'matchLabels'), `${path}.matchLabels`),
    ...listAt(selector, 'matchExpressions').flatMap((requirement, i) =>
      validateRequirement(requirement, `${path}.matchExpressions[${i}]`),
    ),
  ];
}

function validateRequirement(requirement: Fields, path: string): FieldErrors {
  const operator = textAt(requirement, 'operator');
  const values = textsAt(requirement, 'values');
  return [
    ...operatorErrors(operator, values, path),
    ...validateLabelKey(textAt(requirement, 'key'), `${path}.key`),
    ...values.flatMap((value, i) => invalidEach(`${path}.values[${i}]`, value, labelValue(value))),
  ];
}

function operatorErrors(operator: string, values: readonly string[], path: string): FieldErrors {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

export { selectsLabels } from '../../../batch/label-selector.ts';
