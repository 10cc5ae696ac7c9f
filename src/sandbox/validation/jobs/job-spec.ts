/** The spec of a Job and of a CronJob's Jobs (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `validateJobSpec`). */
import { type Fields, fieldAt, numberAt, textAt } from '../../api/fields.ts';
import {
  type FieldErrors,
  invalid,
  invalidEach,
  nonNegative,
  notSupported,
  quoted,
  required,
  tooLong,
  when,
} from '../field-errors.ts';
import { dnsSubdomain, regexComplaint } from '../metadata/names.ts';
import { validatePodTemplate } from '../pods/pod-template.ts';
import { validatePodFailurePolicy } from './pod-failure-policy.ts';
import { validateSuccessPolicy } from './success-policy.ts';

/** Limits, modes and policies, and the pods to be. Selectors are the Job's own concern (job.ts). */
export function validateJobSpec(spec: Fields, path: string): FieldErrors {
  return [
    ...NUMBERS.flatMap((field) => nonNegative(spec[field], `${path}.${field}`)),
    ...when(
      spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined,
      required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'),
    ),
    ...managedByErrors(spec.managedBy, `${path}.managedBy`),
    ...completionModeErrors(spec, path),
    ...(spec.podFailurePolicy === undefined ? [] : validatePodFailurePolicy(spec, `${path}.podFailurePolicy`)),
    ...(spec.successPolicy === undefined ? [] : validateSuccessPolicy(spec, `${path}.successPolicy`)),
    ...replacementErrors(spec, `${path}.podReplacementPolicy`),
    ...validatePodTemplate(spec.template, `${path}.template`),
    ...restartPolicyErrors(spec, `${path}.template.spec.restartPolicy`),
  ];
}

const NUMBERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

const MOST_MANAGED_BY_BYTES = 63;
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

function managedByErrors(value: unknown, path: string): FieldErrors {
  if (typeof value !== 'string') return [];
  return [
    ...domainPathErrors(value, path),
    ...when(value.length > MOST_MANAGED_BY_BYTES, tooLong(path, MOST_MANAGED_BY_BYTES)),
  ];
}

function domainPathErrors(value: string, path: string): FieldErrors {
  if (value === '') return [required(path)];
  const slash = value.indexOf('/');
  const [host, rest] = [value.slice(0, slash), value.slice(slash + 1)];
  if (slash <= 0 || rest === '') {
    return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const isPath = new RegExp(`^${HTTP_PATH}$`).test(rest);
  return [
    ...invalidEach(path, host, dnsSubdomain(host)),
    ...when(!isPath, invalid(path, rest, regexComplaint('Invalid path', HTTP_PATH, []))),
  ];
}

function completionModeErrors(spec: Fields, path: string): FieldErrors {
  const { completionMode: mode } = spec;
  if (mode === 'Indexed') return indexedErrors(spec, path);
  if (mode !== undefined && mode !== 'NonIndexed') {
    return [notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed'])];
  }
  return (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((field) =>
    when(spec[field] !== undefined, invalid(`${path}.${field}`, spec[field], 'requires indexed completion mode')),
  );
}

/** So that completedIndexes and failedIndexes stay short enough to be stored. */
const MOST_INDEXED = 100_000;
const MANY_COMPLETIONS = 100_000;
const MOST_WITH_MANY = 10_000;

function indexedErrors(spec: Fields, path: string): FieldErrors {
  const completions = numberAt(spec, 'completions');
  const parallelism = numberAt(spec, 'parallelism');
  const failed = numberAt(spec, 'maxFailedIndexes');
  const most = 'must be less than or equal to';
  return [
    ...when(completions === undefined, required(`${path}.completions`, 'when completion mode is Indexed')),
    ...above(parallelism, MOST_INDEXED, {
      path: `${path}.parallelism`,
      detail: `${most} ${MOST_INDEXED} when completion mode is Indexed`,
    }),
    ...above(failed, completions, { path: `${path}.maxFailedIndexes`, detail: `${most} completions` }),
    ...above(failed, MOST_INDEXED, { path: `${path}.maxFailedIndexes`, detail: `${most} ${MOST_INDEXED}` }),
    ...manyCompletionsErrors(spec, path),
  ];
}

function manyCompletionsErrors(spec: Fields, path: string): FieldErrors {
  const completions = numberAt(spec, 'completions') ?? 0;
  if (completions <= MANY_COMPLETIONS || spec.backoffLimitPerIndex === undefined) return [];
  const failed = numberAt(spec, 'maxFailedIndexes');
  const detail = `must be less than or equal to ${MOST_WITH_MANY} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  return [
    ...when(
      failed === undefined,
      required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${MANY_COMPLETIONS}`),
    ),
    ...above(numberAt(spec, 'parallelism'), MOST_WITH_MANY, { path: `${path}.parallelism`, detail }),
    ...above(failed, MOST_WITH_MANY, { path: `${path}.maxFailedIndexes`, detail }),
  ];
}

function above(
  value: number | undefined,
  limit: number | undefined,
  { path, detail }: { readonly path: string; readonly detail: string },
): FieldErrors {
  const isAbove = value !== undefined && limit !== undefined && value > limit;
  return when(isAbove, invalid(path, value, detail));
}

function replacementErrors(spec: Fields, path: string): FieldErrors {
  const { podReplacementPolicy: policy } = spec;
  if (typeof policy !== 'string') return [];
  const allowed = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  return when(!allowed.includes(policy), notSupported(path, policy, allowed));
}

function restartPolicyErrors(spec: Fields, path: string): FieldErrors {
  const policy = textAt(fieldAt(spec, 'template'), 'spec.restartPolicy');
  if (policy === 'Always' || policy === '') {
    return [required(path, `valid values: ${['OnFailure', 'Never'].map(quoted).join(', ')}`)];
  }
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, policy, ['OnFailure', 'Never'])];
  const detail = `only ${quoted('Never')} is supported when podFailurePolicy is specified`;
  return when(spec.podFailurePolicy !== undefined && policy !== 'Never', invalid(path, policy, detail));
}
