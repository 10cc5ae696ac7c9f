/**
 * Sets of fields, as `metadata.managedFields` has them (FieldsV1): `{"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:image":{}}}}}`
 * (sigs.k8s.io/structured-merge-diff, fieldpath).
 */
import { isObject, type JsonObject } from '../../schema/decode.ts';

/** One step of a path: `f:NAME` a field, `k:{…}` an item of a list by its keys, `v:…` an item by its value. */
export type PathElement = string;

/** A path, its elements joined; made by `pathOf`. */
export type FieldPath = string;

/** Some fields of an object. */
export type FieldSet = ReadonlySet<FieldPath>;

/** No field. */
export const NO_FIELDS: FieldSet = new Set();

/** The path that begins with another and goes one step further. */
export function pathOf(parent: FieldPath, element: PathElement): FieldPath {
  return parent === '' ? element : `${parent}${SEPARATOR}${element}`;
}

/** A field of a struct or an entry of a map. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** An item of a list that is a map by these keys; a key without a value is left out. */
export function keyElement(item: JsonObject, keys: readonly string[]): PathElement {
  const named = keys.filter((key) => item[key] !== undefined).toSorted();
  return `k:${JSON.stringify(Object.fromEntries(named.map((key) => [key, item[key]])))}`;
}

/** An item of a list that is a set. */
export function valueElement(value: unknown): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** Reads FieldsV1. */
export function parseFieldsV1(fields: unknown): FieldSet {
  const found = new Set<FieldPath>();
  collect(fields, '', found);
  return found;
}

/** Writes FieldsV1. */
export function printFieldsV1(set: FieldSet): JsonObject {
  const root: Nested = {};
  for (const path of [...set].toSorted()) put(root, path.split(SEPARATOR));
  return withDots(root, set, '');
}

/** `.spec.containers[name="main"].image`: a path as messages show it. */
export function pathText(path: FieldPath): string {
  return path.split(SEPARATOR).map(elementText).join('');
}

/** The fields with all that lead to them. */
export function withParents(fields: FieldSet): FieldSet {
  const all = new Set<FieldPath>();
  for (const path of fields) {
    const elements = path.split(SEPARATOR);
    for (const i of elements.keys()) all.add(elements.slice(0, i + 1).join(SEPARATOR));
  }
  return all;
}

const SEPARATOR = '\u0001';

interface Nested {
  [element: string]: Nested;
}

function collect(fields: unknown, parent: FieldPath, found: Set<FieldPath>): void {
  if (!isObject(fields)) return;
  for (const [element, inner] of Object.entries(fields)) {
    if (element === '.') {
      found.add(parent);
      continue;
    }
    const path = pathOf(parent, element);
    if (isObject(inner) && Object.keys(inner).length === 0) found.add(path);
    else collect(inner, path, found);
  }
}

function put(root: Nested, elements: readonly PathElement[]): void {
  let place = root;
  for (const element of elements) {
    const next = place[element] ?? {};
    place[element] = next;
    place = next;
  }
}

/** A member that has members below it says so with a dot. */
function withDots(nested: Nested, set: FieldSet, path: FieldPath): JsonObject {
  const entries = Object.entries(nested);
  const inner = entries.map(([element, below]) => [element, withDots(below, set, pathOf(path, element))] as const);
  const isMember = path !== '' && entries.length > 0 && set.has(path);
  return Object.fromEntries(isMember ? [['.', {}] as const, ...inner] : inner);
}

function elementText(element: PathElement): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  const keys: unknown = JSON.parse(text);
  const pairs = Object.entries(isObject(keys) ? keys : {});
  return `[${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
