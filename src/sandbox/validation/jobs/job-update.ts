/** What of a Job may change (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `ValidateJobUpdate`). */
import { isDeepStrictEqual } from 'node:util';
import { type Fields, fieldAt, isConditionTrue, listAt, numberAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { goStruct } from '../../schema/go-value.ts';
import { type FieldErrors, invalid, when } from '../field-errors.ts';
import { immutable, immutableShown, validateObjectMetaUpdate } from '../metadata/object-meta.ts';
import { validateJob, validateJobSpecAndSelector } from './job.ts';

/** A changed Job. The server goes over the spec twice, so some causes stand there twice. */
export function validateJobUpdate(job: Fields, old: Fields): FieldErrors {
  const [spec, oldSpec] = [objectOf(job.spec), objectOf(old.spec)];
  return [
    ...validateJob(job),
    ...validateObjectMetaUpdate(objectOf(job.metadata), objectOf(old.metadata)),
    ...validateJobSpecAndSelector(spec),
    ...completionsErrors(spec, oldSpec),
    ...immutable(spec.selector, oldSpec.selector, 'spec.selector'),
    ...templateErrors(spec, oldSpec, maySchedule(old)),
    ...immutable(spec.completionMode, oldSpec.completionMode, 'spec.completionMode'),
    ...immutableStruct({ spec, oldSpec }, 'podFailurePolicy', 'PodFailurePolicy'),
    ...immutable(spec.backoffLimitPerIndex, oldSpec.backoffLimitPerIndex, 'spec.backoffLimitPerIndex'),
    ...immutable(spec.managedBy, oldSpec.managedBy, 'spec.managedBy'),
    ...immutableStruct({ spec, oldSpec }, 'successPolicy', 'SuccessPolicy'),
  ];
}

/** Indexed Jobs are elastic: completions change together with parallelism. */
function completionsErrors(spec: Fields, old: Fields): FieldErrors {
  const path = 'spec.completions';
  if (spec.completionMode !== 'Indexed') return immutable(spec.completions, old.completions, path);
  if (spec.completions === old.completions || spec.completions === undefined) return [];
  const detail = 'can only be modified in tandem with spec.parallelism';
  return when(spec.completions !== spec.parallelism, invalid(path, spec.completions, detail));
}

/**
 * While a Job is suspended, has no active pods, and has either never started or been told so by its controller, what decides about where
 * its pods run may change, and what they ask for.
 */
function maySchedule(old: Fields): boolean {
  const isIdle = fieldAt(old, 'spec.suspend') === true && (numberAt(old, 'status.active') ?? 0) === 0;
  return isIdle && (fieldAt(old, 'status.startTime') === undefined || isConditionTrue(old, 'Suspended'));
}

function templateErrors(spec: Fields, old: Fields, isFree: boolean): FieldErrors {
  const template = objectOf(spec.template);
  const oldTemplate = objectOf(old.template);
  if (!isFree) {
    return immutableShown(
      { now: template, before: oldTemplate, shown: goStruct(template, 'PodTemplateSpec') },
      'spec.template',
    );
  }
  const [pod, oldPod] = [objectOf(template.spec), objectOf(oldTemplate.spec)];
  const allowed = withResources(withDirectives(oldPod, pod), pod);
  return when(
    !isDeepStrictEqual(plain(pod), plain(allowed)),
    invalid('spec.template.spec', goStruct(pod, 'PodSpec'), 'field is immutable'),
  );
}

const DIRECTIVES = ['nodeSelector', 'tolerations', 'schedulingGates'] as const;

/** The old pod with the new one's scheduling directives. Of affinity, that to nodes alone may change. */
function withDirectives(old: Fields, pod: Fields): Fields {
  const affinity = { ...objectOf(old.affinity), nodeAffinity: fieldAt(pod.affinity, 'nodeAffinity') };
  const isAffine = Object.values(affinity).some((part) => part !== undefined) || pod.affinity !== undefined;
  const directives = Object.fromEntries(DIRECTIVES.map((field) => [field, pod[field]]));
  return { ...old, ...directives, affinity: isAffine ? affinity : undefined };
}

function withResources(old: Fields, pod: Fields): Fields {
  return { ...old, ...listWithResources(old, pod, 'containers'), ...listWithResources(old, pod, 'initContainers') };
}

function listWithResources(old: Fields, pod: Fields, list: 'containers' | 'initContainers'): Fields {
  const [olds, news] = [listAt(old, list), listAt(pod, list)];
  if (olds.length !== news.length || olds.length === 0) return {};
  const mixed = olds.map((container, i) => {
    const other = news[i];
    return other?.name === container.name ? { ...container, resources: other?.resources } : container;
  });
  return { [list]: mixed };
}

function immutableStruct(
  { spec, oldSpec }: { readonly spec: Fields; readonly oldSpec: Fields },
  field: string,
  struct: string,
): FieldErrors {
  const value = spec[field];
  const shown = isObject(value) ? goStruct(value, struct) : null;
  return immutableShown({ now: value, before: oldSpec[field], shown }, `spec.${field}`);
}

/** Without fields that are not set, and in one order. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
