/** Namespaces, nodes, ConfigMaps, Secrets, service accounts, quotas and events (Kubernetes 1.36, pkg/apis/core/validation). */
import { type Fields, listAt, mapAt, textAt } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  oneOf,
  required,
  tooLong,
  when,
} from './field-errors.ts';
import { validateLabelKey } from './metadata/labels.ts';
import { configMapKey, dnsLabel, dnsSubdomain, labelValue, type NameRule } from './metadata/names.ts';
import { immutable, validateObjectMeta, validateObjectMetaUpdate } from './metadata/object-meta.ts';
import { TAINT_EFFECTS } from './pods/scheduling.ts';
import { validateAmount, validateResourceName } from './resources.ts';

/** An object of which only the metadata is looked at. */
export function validateMetaOnly(namespaced: boolean, name: NameRule = dnsSubdomain) {
  return (object: Fields): FieldErrors => validateObjectMeta(objectOf(object.metadata), { namespaced, name });
}

/** A change that only the metadata is looked at of. */
export function validateMetaUpdate(object: Fields, old: Fields): FieldErrors {
  return validateObjectMetaUpdate(objectOf(object.metadata), objectOf(old.metadata));
}

/** A namespace. */
export const validateNamespace = validateMetaOnly(false, dnsLabel);

/** A node. */
export function validateNode(node: Fields): FieldErrors {
  return [...validateMetaOnly(false)(node), ...taintErrors(node)];
}

/** A changed node: who provides it and which addresses its pods get stay. */
export function validateNodeUpdate(node: Fields, old: Fields): FieldErrors {
  const [spec, before] = [objectOf(node.spec), objectOf(old.spec)];
  const isMoved = textAt(before, 'podCIDR') !== '' && spec.podCIDR !== before.podCIDR;
  const others =
    'node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)';
  const isRenamed = textAt(before, 'providerID') !== '' && spec.providerID !== before.providerID;
  return [
    ...validateMetaUpdate(node, old),
    ...when(isMoved, forbidden('spec.podCIDRs', others)),
    ...when(isRenamed, forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')),
    ...taintErrors(node),
  ];
}

const MOST_BYTES = 1024 * 1024;

/** A ConfigMap or a Secret: keys, and how much it holds. */
export function validateData(object: Fields): FieldErrors {
  const lists = (['data', 'binaryData'] as const).filter((list) => isObject(object[list]));
  const size = lists.reduce(
    (sum, list) => sum + Object.values(objectOf(object[list])).reduce<number>((all, text) => all + sizeOf(text), 0),
    0,
  );
  return [
    ...validateMetaOnly(true)(object),
    ...lists.flatMap((list) =>
      Object.keys(objectOf(object[list])).flatMap((key) => invalidEach(`${list}[${key}]`, key, configMapKey(key))),
    ),
    ...when(size > MOST_BYTES, tooLong('', MOST_BYTES)),
  ];
}

/** A changed ConfigMap or Secret. */
export function validateDataUpdate(object: Fields, old: Fields): FieldErrors {
  const isFixed = old.immutable === true;
  const detail = 'field is immutable when `immutable` is set';
  const changed = (field: string) => immutable(object[field], old[field], field).length > 0;
  return [
    ...validateMetaUpdate(object, old),
    ...(old.type === undefined ? [] : immutable(object.type, old.type, 'type')),
    ...(['immutable', 'data', 'binaryData'] as const).flatMap((field) =>
      when(isFixed && changed(field), forbidden(field, detail)),
    ),
    ...validateData(object),
  ];
}

/** A quota. */
export function validateResourceQuota(quota: Fields): FieldErrors {
  return [
    ...validateMetaOnly(true)(quota),
    ...Object.entries(mapAt(quota, 'spec.hard')).flatMap(([name, amount]) => [
      ...validateResourceName(name, `spec.hard[${name}]`),
      ...validateAmount(name, amount, `spec.hard[${name}]`),
    ]),
  ];
}

/** An event: it lies where what it is about lies. */
export function validateEvent(event: Fields): FieldErrors {
  const about = textAt(event, 'involvedObject.namespace');
  const namespace = textAt(event, 'metadata.namespace');
  const isElsewhere = about === '' ? namespace !== 'default' && namespace !== '' : about !== namespace;
  return [
    ...validateMetaOnly(true)(event),
    ...when(isElsewhere, invalid('involvedObject.namespace', about, 'does not match event.namespace')),
  ];
}

function taintErrors(node: Fields): FieldErrors {
  const seen = new Set<string>();
  return listAt(node, 'spec.taints').flatMap((taint, i) => {
    const [key, effect] = [textAt(taint, 'key'), textAt(taint, 'effect')];
    const path = `metadata.taints[${i}]`;
    const complaints = labelValue(textAt(taint, 'value'));
    const id = `${effect}:${key}`;
    const isRepeated = seen.has(id);
    seen.add(id);
    return [
      ...validateLabelKey(key, `${path}.key`),
      ...when(complaints.length > 0, invalid(`${path}.value`, textAt(taint, 'value'), complaints.join(';'))),
      ...(effect === '' ? [required(`${path}.effect`)] : oneOf(effect, `${path}.effect`, TAINT_EFFECTS)),
      ...when(isRepeated, {
        ...duplicate(path, taint),
        message: `Duplicate value: ${JSON.stringify(taint)}: taints must be unique by key and effect pair`,
      }),
    ];
  });
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : 0;
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
