/** A template of pods (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidatePodTemplateSpec`). */
import { fieldAt, listAt, mapAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { type FieldErrors, forbidden, invalid, when } from '../field-errors.ts';
import { validateAnnotations, validateLabels } from '../metadata/labels.ts';
import { validatePodSpec } from './pod-spec.ts';

/** Metadata and spec of the pods to be. */
export function validatePodTemplate(template: unknown, path: string): FieldErrors {
  const annotations = mapAt(template, 'metadata.annotations');
  const spec = fieldAt(template, 'spec');
  const detail = 'ephemeral containers not allowed in pod template';
  return [
    ...validateLabels(mapAt(template, 'metadata.labels'), `${path}.labels`),
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validatePodAnnotations(annotations, `${path}.annotations`),
    ...validatePodSpec(isObject(spec) ? spec : {}, { isPod: false }, `${path}.spec`),
    ...when(listAt(spec, 'ephemeralContainers').length > 0, forbidden(`${path}.spec.ephemeralContainers`, detail)),
  ];
}

/** Annotations that mean something for pods. */
export function validatePodAnnotations(annotations: Readonly<Record<string, string>>, path: string): FieldErrors {
  const cost = annotations[DELETION_COST];
  if (cost === undefined) return [];
  const isCost = /^(0|-?[1-9]\d*)$/.test(cost) && Math.abs(Number(cost)) < 2 ** 31;
  return when(!isCost, invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
}

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
