/**
 * A value and how server-side apply looks into it: as one value, as fields, as a map, or as a list whose items are known by keys or by
 * their values (Kubernetes 1.36, the `x-kubernetes-*` markers of the types).
 */
import { isObject, type JsonObject } from '../../schema/decode.ts';
import type { Field, FieldType } from '../../schema/field-types.ts';
import { pointedTo, structNamed } from '../../schema/schema.ts';
import { fieldElement, keyElement, type PathElement, valueElement } from './field-set.ts';

/** What a field is to server-side apply. */
export interface TypedField {
  readonly type: FieldType;
  readonly list: Field['list'];
  readonly isAtomic: boolean;
}

/** The parts of a value by the step that leads to them, in their order. */
export type Parts = ReadonlyMap<PathElement, { readonly value: unknown; readonly field: TypedField }>;

/** The object itself. */
export function rootOf(struct: string): TypedField {
  return { type: { kind: 'struct', name: struct }, list: { as: 'atomic' }, isAtomic: false };
}

/** The parts of a value; undefined where it is one value. What is null or not there has no parts, if it could have some. */
export function partsOf(value: unknown, field: TypedField): Parts | undefined {
  const type = pointedTo(field.type);
  switch (type.kind) {
    case 'struct':
      return field.isAtomic || structNamed(type.name).atomic ? undefined : structParts(value, type.name);
    case 'map':
      return field.isAtomic ? undefined : mapParts(value, type.of);
    case 'list':
      return listParts(value, type.of, field.list);
    default:
      return undefined;
  }
}

/** A value put together from parts, as its type wants it. */
export function fromParts(parts: Iterable<readonly [PathElement, unknown]>, field: TypedField): unknown {
  const type = pointedTo(field.type);
  if (type.kind === 'list') return [...parts].map(([, value]) => value);
  return Object.fromEntries([...parts].map(([element, value]) => [element.slice(2), value]));
}

function structParts(value: unknown, name: string): Parts {
  const { byName } = structNamed(name);
  const entries = Object.entries(isObject(value) ? value : {}).flatMap(([key, part]) => {
    const field = byName.get(key);
    return field && part !== undefined ? [[fieldElement(key), { value: part, field: typed(field) }] as const] : [];
  });
  return new Map(entries);
}

function typed(field: Field): TypedField {
  return { type: field.type, list: field.list, isAtomic: field.atomic };
}

function mapParts(value: unknown, of: FieldType): Parts {
  const field: TypedField = { type: of, list: { as: 'atomic' }, isAtomic: false };
  const entries = Object.entries(isObject(value) ? value : {});
  return new Map(entries.map(([key, part]) => [fieldElement(key), { value: part, field }]));
}

function listParts(value: unknown, of: FieldType, list: Field['list']): Parts | undefined {
  if (list.as === 'atomic') return undefined;
  const field: TypedField = { type: of, list: { as: 'atomic' }, isAtomic: false };
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const elementOf = (item: unknown) => (list.as === 'map' ? keyElement(objectOf(item), list.keys) : valueElement(item));
  return new Map(items.map((item) => [elementOf(item), { value: item, field }]));
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
