/** JSON patches (RFC 6902), with the words of the server's library (gopkg.in/evanphx/json-patch.v4). */
import { isObject } from '../../schema/decode.ts';
import { sameJson } from '../../schema/same-json.ts';

/** Thrown for a patch that cannot be applied. `isMalformed`: it is no patch at all. */
export class JsonPatchError extends Error {
  override readonly name = 'JsonPatchError';
  readonly isMalformed: boolean;

  constructor(message: string, isMalformed = false) {
    super(message);
    this.isMalformed = isMalformed;
  }
}

/** One operation, as it was sent. */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string;
  readonly value: unknown;
}

/** A document after the operations of a patch. Throws a `JsonPatchError`. */
export function jsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    const kind = isObject(patch) ? 'object' : typeof patch;
    throw new JsonPatchError(`json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`, true);
  }
  return patch.map(operationOf).reduce(apply, document);
}

function operationOf(given: unknown): Operation {
  if (!isObject(given))
    throw new JsonPatchError('json: cannot unmarshal into Go value of type jsonpatch.Operation', true);
  const text = (field: string) => {
    const value = given[field];
    return typeof value === 'string' ? value : '';
  };
  return { op: text('op'), path: text('path'), from: text('from'), value: given.value };
}

function apply(document: unknown, operation: Operation): unknown {
  const { op, path, from, value } = operation;
  switch (op) {
    case 'add':
      return changed(document, path, { op, change: (place, key) => inserted(place, key, { path, value }) });
    case 'remove':
      return changed(document, path, { op, change: (place, key) => removed(place, key, { op, path }) });
    case 'replace':
      return replace(document, path, value);
    case 'move':
      return move(document, operation);
    case 'copy': {
      const copied = valueAt(document, from, { op, what: 'from path' });
      return changed(document, path, { op, change: (place, key) => inserted(place, key, { path, value: copied }) });
    }
    case 'test':
      return tested(document, path, value);
    default:
      throw new JsonPatchError(`Unexpected kind: ${op}`);
  }
}

function replace(document: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const set = (place: Container, key: string): Container => {
    if (!has(place, key)) {
      throw new JsonPatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    }
    if (!Array.isArray(place)) return { ...place, [key]: value };
    return place.with(indexOf(place, key), value);
  };
  return changed(document, path, { op: 'replace', change: set });
}

function move(document: unknown, { op, path, from }: Operation): unknown {
  const moved = valueAt(document, from, { op, what: 'from path' });
  const without = changed(document, from, { op, change: (place, key) => removed(place, key, { op, path: from }) });
  return changed(without, path, { op, change: (place, key) => inserted(place, key, { path, value: moved }) });
}

function tested(document: unknown, path: string, value: unknown): unknown {
  const found = path === '' ? document : step(containerAt(document, path, 'test').place, lastKey(path));
  if (!sameJson(found ?? null, value ?? null)) throw new JsonPatchError(`testing value ${path} failed: test failed`);
  return document;
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

interface Change {
  readonly op: string;
  readonly change: (place: Container, key: string) => Container;
}

/** The document with the container that a path leads to changed. */
function changed(document: unknown, path: string, { op, change }: Change): unknown {
  const keys = keysOf(path);
  const within = (value: unknown, depth: number): unknown => {
    if (!isContainer(value)) throw missingPath(op, path);
    const key = keys[depth] ?? '';
    if (depth === keys.length - 1) return change(value, key);
    const inner = step(value, key);
    if (inner === undefined) throw missingPath(op, path);
    const next = within(inner, depth + 1);
    return Array.isArray(value) ? value.with(indexOf(value, key), next) : { ...value, [key]: next };
  };
  return within(document, 0);
}

function inserted(
  place: Container,
  key: string,
  { path, value }: { readonly path: string; readonly value: unknown },
): Container {
  if (!Array.isArray(place)) return { ...place, [key]: value };
  if (key === '-') return [...place, value];
  const index = Number(key);
  if (!/^-?\d+$/.test(key)) throw new JsonPatchError(`error in add for path: '${path}': ${notAnIndex(key)}`);
  const at = index < 0 ? place.length + 1 + index : index;
  if (at < 0 || at > place.length) throw new JsonPatchError(`error in add for path: '${path}': ${badIndex(index)}`);
  return place.toSpliced(at, 0, value);
}

function removed(
  place: Container,
  key: string,
  { op, path }: { readonly op: string; readonly path: string },
): Container {
  if (!has(place, key)) {
    const why = Array.isArray(place)
      ? badIndex(Number(key))
      : `Unable to remove nonexistent key: ${key}: missing value`;
    throw new JsonPatchError(`error in ${op === 'move' ? 'move' : 'remove'} for path: '${path}': ${why}`);
  }
  if (Array.isArray(place)) return place.toSpliced(indexOf(place, key), 1);
  const { [key]: _, ...rest } = place as Readonly<Record<string, unknown>>;
  return rest;
}

function valueAt(
  document: unknown,
  path: string,
  { op, what }: { readonly op: string; readonly what: string },
): unknown {
  const { place } = containerAt(document, path, op);
  const found = step(place, lastKey(path));
  if (found === undefined)
    throw new JsonPatchError(`${op} operation does not apply: doc is missing ${what}: ${path}: missing value`);
  return found;
}

function containerAt(document: unknown, path: string, op: string): { readonly place: Container } {
  const place = keysOf(path)
    .slice(0, -1)
    .reduce<unknown>((value, key) => (isContainer(value) ? step(value, key) : undefined), document);
  if (!isContainer(place)) throw missingPath(op, path);
  return { place };
}

function step(place: Container, key: string): unknown {
  if (!Array.isArray(place)) return (place as Readonly<Record<string, unknown>>)[key];
  return /^-?\d+$/.test(key) ? place.at(Number(key)) : undefined;
}

function has(place: Container, key: string): boolean {
  return step(place, key) !== undefined;
}

function indexOf(list: readonly unknown[], key: string): number {
  const index = Number(key);
  return index < 0 ? list.length + index : index;
}

function keysOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function lastKey(path: string): string {
  return keysOf(path).at(-1) ?? '';
}

function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isObject(value);
}

function missingPath(op: string, path: string): JsonPatchError {
  const shown = op === 'add' || op === 'remove' ? `"${path}"` : path;
  const what = op === 'test' ? 'is missing path' : 'doc is missing path';
  return new JsonPatchError(`${op} operation does not apply: ${what}: ${shown}: missing value`);
}

function badIndex(index: number): string {
  return `Unable to access invalid index: ${index}: invalid index referenced`;
}

function notAnIndex(key: string): string {
  return `value was not a proper array index: '${key}': strconv.Atoi: parsing "${key}": invalid syntax`;
}
