/** Pods themselves (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidatePodCreate`, `ValidatePodUpdate`). */
import { isDeepStrictEqual } from 'node:util';
import { type Fields, listAt, mapAt, numberAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { type FieldErrors, forbidden, invalid, invalidEach, required, when } from '../field-errors.ts';
import { dnsSubdomain, inRange } from '../metadata/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../metadata/object-meta.ts';
import { validatePodSpec } from './pod-spec.ts';
import { validatePodAnnotations } from './pod-template.ts';
import { validateTolerations } from './scheduling.ts';

/** A new pod, after defaults and admission. */
export function validatePod(pod: Fields): FieldErrors {
  const spec = objectOf(pod.spec);
  const gates = listAt(spec, 'schedulingGates');
  const gated = 'cannot be set until all schedulingGates have been cleared';
  return [
    ...metadataAndSpec(pod),
    ...when(
      listAt(spec, 'ephemeralContainers').length > 0,
      forbidden('spec.ephemeralContainers', 'cannot be set on create'),
    ),
    ...when(textAt(spec, 'nodeName') !== '' && gates.length > 0, forbidden('spec.nodeName', gated)),
  ];
}

/** A changed pod. Little of a pod's spec may change. */
export function validatePodUpdate(pod: Fields, old: Fields): FieldErrors {
  const [spec, oldSpec] = [objectOf(pod.spec), objectOf(old.spec)];
  const common = [...validateObjectMetaUpdate(objectOf(pod.metadata), objectOf(old.metadata)), ...metadataAndSpec(pod)];
  const count = (['containers', 'initContainers'] as const).find(
    (list) => listAt(spec, list).length !== listAt(oldSpec, list).length,
  );
  if (count !== undefined) {
    return [...common, forbidden(`spec.${count}`, 'pod updates may not add or remove containers')];
  }
  return [
    ...common,
    ...imageErrors(spec),
    ...deadlineErrors(numberAt(spec, 'activeDeadlineSeconds'), numberAt(oldSpec, 'activeDeadlineSeconds')),
    ...tolerationErrors(listAt(spec, 'tolerations'), listAt(oldSpec, 'tolerations')),
    ...gateErrors(listAt(spec, 'schedulingGates'), listAt(oldSpec, 'schedulingGates')),
    ...specErrors(spec, oldSpec),
  ];
}

/** The status of a pod may say nearly anything, but not move it. */
export function validatePodStatus(pod: Fields, old: Fields): FieldErrors {
  const [name, before] = [textAt(pod, 'status.nominatedNodeName'), textAt(old, 'status.nominatedNodeName')];
  return [
    ...validateObjectMetaUpdate(objectOf(pod.metadata), objectOf(old.metadata)),
    ...(name === '' || name === before ? [] : invalidEach('status.nominatedNodeName', name, dnsSubdomain(name))),
  ];
}

function metadataAndSpec(pod: Fields): FieldErrors {
  const spec = objectOf(pod.spec);
  return [
    ...validateObjectMeta(objectOf(pod.metadata), { namespaced: true, name: dnsSubdomain }),
    ...validatePodAnnotations(mapAt(pod, 'metadata.annotations'), 'metadata.annotations'),
    ...validatePodSpec(spec, { isPod: true }, 'spec'),
    ...(['containers', 'initContainers'] as const).flatMap((list) =>
      listAt(spec, list).flatMap((container, i) => paddedImage(textAt(container, 'image'), `spec.${list}[${i}].image`)),
    ),
  ];
}

function paddedImage(image: string, path: string): FieldErrors {
  return when(image !== image.trim(), invalid(path, image, 'must not have leading or trailing whitespace'));
}

function imageErrors(spec: Fields): FieldErrors {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    listAt(spec, list).flatMap((container, i) => {
      const image = textAt(container, 'image');
      const path = `spec.${list}[${i}].image`;
      return [...when(image === '', required(path)), ...paddedImage(image, path)];
    }),
  );
}

function deadlineErrors(now: number | undefined, before: number | undefined): FieldErrors {
  const path = 'spec.activeDeadlineSeconds';
  if (now === undefined) {
    return when(before !== undefined, invalid(path, null, 'must not update from a positive integer to nil value'));
  }
  const longer = before !== undefined && before < now;
  return [
    ...invalidEach(path, now, inRange(now, 0, 2 ** 31 - 1)),
    ...when(longer, invalid(path, now, 'must be less than or equal to previous value')),
  ];
}

function tolerationErrors(now: readonly Fields[], before: readonly Fields[]): FieldErrors {
  const timeless = ({ tolerationSeconds: _, ...rest }: Fields) => rest;
  const isKept = before.every((old) => now.some((one) => isDeepStrictEqual(timeless(one), timeless(old))));
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  return isKept ? validateTolerations(now, 'spec.tolerations') : [forbidden('spec.tolerations', detail)];
}

function gateErrors(now: readonly Fields[], before: readonly Fields[]): FieldErrors {
  const known = new Set(before.map((gate) => textAt(gate, 'name')));
  return now.flatMap((gate, i) => {
    const name = textAt(gate, 'name');
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return when(!known.has(name), forbidden(`spec.schedulingGates[${i}].name`, detail));
  });
}

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function specErrors(spec: Fields, old: Fields): FieldErrors {
  const isGated = listAt(old, 'schedulingGates').length > 0;
  const free = ['activeDeadlineSeconds', 'tolerations', 'schedulingGates'];
  const ofGated = isGated ? ['nodeSelector', 'affinity'] : [];
  const without = (pod: Fields) => {
    const rest = Object.fromEntries(Object.entries(pod).filter(([key]) => ![...free, ...ofGated].includes(key)));
    return { ...rest, containers: imageless(pod, 'containers'), initContainers: imageless(pod, 'initContainers') };
  };
  const isSame = isDeepStrictEqual(without(spec), without(old));
  const detail = `pod updates may not change fields other than ${UPDATABLE}\n`;
  return when(!isSame, forbidden('spec', detail));
}

function imageless(spec: Fields, list: 'containers' | 'initContainers'): readonly Fields[] {
  return listAt(spec, list).map(({ image: _, ...rest }) => rest);
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
