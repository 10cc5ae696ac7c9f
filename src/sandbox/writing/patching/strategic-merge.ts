/**
 * Strategic merge patches: lists of known things are merged item by item, and directives say what else to do
 * (Kubernetes 1.36, apimachinery/pkg/util/strategicpatch/patch.go).
 */
import { isObject, type JsonObject } from '../../schema/decode.ts';
import type { Field, FieldType, PatchStrategy } from '../../schema/field-types.ts';
import { pointedTo, structNamed } from '../../schema/schema.ts';
import { mergeItems, mergeValues, StrategicPatchError } from './strategic-lists.ts';

/** An object with a patch laid over it, by the rules of its struct. Throws a `StrategicPatchError`. */
export function strategicMerge(object: JsonObject, patch: JsonObject, struct: string): JsonObject {
  return mergeMap(object, patch, { kind: 'struct', name: struct });
}

/** One map of the patch over one of the object. */
function mergeMap(original: JsonObject, patch: JsonObject, type: FieldType): JsonObject {
  const directive = patch.$patch;
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw new StrategicPatchError(`unknown patch type found: ${String(directive)}`);
  }
  const merged: Record<string, unknown> = { ...retained(original, patch) };
  for (const [key, values] of deletionsOf(patch)) {
    const list = merged[key];
    if (Array.isArray(list)) merged[key] = list.filter((item) => !values.includes(item));
  }
  for (const [key, change] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (change === null) delete merged[key];
    else merged[key] = mergeField(merged[key], change, { field: fieldOf(type, key), order: patch[`${ORDER}${key}`] });
  }
  return merged;
}

/** What a field is to a patch. */
export interface PatchedField {
  readonly type: FieldType | undefined;
  readonly patch: PatchStrategy | undefined;
}

const ORDER = '$setElementOrder/';
const DELETIONS = '$deleteFromPrimitiveList/';

interface FieldChange {
  readonly field: PatchedField;
  /** The order that the client wants the items in, by their keys. */
  readonly order: unknown;
}

function mergeField(original: unknown, change: unknown, { field, order }: FieldChange): unknown {
  const type = field.type && pointedTo(field.type);
  if (isObject(change)) {
    const before = isObject(original) ? original : {};
    if (type?.kind === 'struct' || type?.kind === 'map') return mergeMap(before, change, type);
    return mergeMap(before, change, ANYTHING);
  }
  if (!Array.isArray(change) || !field.patch) return change;
  const before: readonly unknown[] = Array.isArray(original) ? original : [];
  const wanted = Array.isArray(order) ? order : undefined;
  const { mergeKey } = field.patch;
  if (mergeKey === '') return mergeValues(before, change, wanted);
  const items = type?.kind === 'list' ? type.of : ANYTHING;
  return mergeItems(before, change, { mergeKey, order: wanted, merge: (one, other) => mergeMap(one, other, items) });
}

const ANYTHING: FieldType = { kind: 'map', of: { kind: 'string', name: 'string' } };

function fieldOf(type: FieldType, key: string): PatchedField {
  const plain = pointedTo(type);
  if (plain.kind === 'map') return { type: plain.of, patch: undefined };
  if (plain.kind !== 'struct') return { type: undefined, patch: undefined };
  const field: Field | undefined = structNamed(plain.name).byName.get(key);
  return { type: field?.type, patch: field?.patch };
}

/** With `$retainKeys` only the fields that it names stay. */
function retained(original: JsonObject, { $retainKeys: keys }: JsonObject): JsonObject {
  if (!Array.isArray(keys)) return original;
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function deletionsOf(patch: JsonObject): readonly (readonly [string, readonly unknown[]])[] {
  return Object.entries(patch).flatMap(([key, values]) =>
    key.startsWith(DELETIONS) && Array.isArray(values) ? [[key.slice(DELETIONS.length), values] as const] : [],
  );
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key, value]) => !key.startsWith('$') && value !== null));
}
