/** A Job as a whole: its name, its selector, its spec (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `ValidateJob`). */
import { type Fields, fieldAt, mapAt, numberAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { type FieldErrors, invalid, required, when } from '../field-errors.ts';
import { selectsLabels, validateLabelSelector } from '../metadata/labels.ts';
import { dnsLabel, dnsSubdomain } from '../metadata/names.ts';
import { validateObjectMeta } from '../metadata/object-meta.ts';
import { validateJobSpec } from './job-spec.ts';

/** A new Job, after defaults and the generated selector. */
export function validateJob(job: Fields): FieldErrors {
  const metadata = isObject(job.metadata) ? job.metadata : {};
  const spec = isObject(job.spec) ? job.spec : {};
  return [
    ...validateObjectMeta(metadata, { namespaced: true, name: dnsSubdomain }),
    ...generatedSelectorErrors(metadata, spec),
    ...validateJobSpecAndSelector(spec),
    ...hostnameErrors(metadata, spec),
  ];
}

/** The spec of a Job with its selector, which must select the pods to be. */
export function validateJobSpecAndSelector(spec: Fields): FieldErrors {
  const labels = mapAt(spec, 'template.metadata.labels');
  const selector = spec.selector;
  const misses = selector === undefined || !selectsLabels(selector, labels);
  const shown = fieldAt(spec, 'template.metadata.labels') ?? null;
  return [
    ...validateJobSpec(spec, 'spec'),
    ...(selector === undefined ? [required('spec.selector')] : validateLabelSelector(selector, 'spec.selector')),
    ...when(misses, invalid('spec.template.metadata.labels', shown, '`selector` does not match template `labels`')),
  ];
}

/** The labels that a generated selector goes with: key, and where its value comes from. */
const GENERATED_LABELS = [
  ['controller-uid', 'uid'],
  ['job-name', 'name'],
  ['batch.kubernetes.io/controller-uid', 'uid'],
  ['batch.kubernetes.io/job-name', 'name'],
] as const;

function generatedSelectorErrors(metadata: Fields, spec: Fields): FieldErrors {
  const { selector } = spec;
  if (spec.manualSelector === true || selector === undefined) return [];
  const expected = Object.fromEntries(GENERATED_LABELS.map(([label, from]) => [label, textAt(metadata, from)]));
  return [
    ...when(textAt(metadata, 'uid') === '', required('metadata.uid')),
    ...GENERATED_LABELS.flatMap(([label, from]) => labelErrors(spec, label, textAt(metadata, from))),
    ...when(!selectsLabels(selector, expected), invalid('spec.selector', selector, '`selector` not auto-generated')),
  ];
}

function labelErrors(spec: Fields, label: string, expected: string): FieldErrors {
  const labels = mapAt(spec, 'template.metadata.labels');
  const path = `spec.template.metadata.labels[${label}]`;
  if (labels[label] === undefined) return [required(path, `must be '${expected}'`)];
  return when(labels[label] !== expected, invalid(path, labels, `must be '${expected}'`));
}

/** The controller names hosts `JOB-INDEX`: the longest of them must be a name. */
function hostnameErrors(metadata: Fields, spec: Fields): FieldErrors {
  const completions = numberAt(spec, 'completions') ?? 0;
  if (spec.completionMode !== 'Indexed' || completions <= 0) return [];
  const name = textAt(metadata, 'name');
  const longest = `${name}-${completions - 1}`;
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  return when(dnsLabel(longest).length > 0, invalid('metadata.name', name, detail));
}
