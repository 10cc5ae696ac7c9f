/** Reading a field of an object by its path, as far as the object has it and it is of the type asked for. */

/** A JSON object that is still to be looked into. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value at a dotted path (`status.phase`), or undefined. */
export function fieldAt(object: unknown, path: string): unknown {
  let value = object;
  for (const key of keysOf(path)) {
    if (!isFields(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The string at a path; '' where there is none. */
export function textAt(object: unknown, path: string): string {
  const value = fieldAt(object, path);
  return typeof value === 'string' ? value : '';
}

/** The number at a path, or undefined. */
export function numberAt(object: unknown, path: string): number | undefined {
  const value = fieldAt(object, path);
  return typeof value === 'number' ? value : undefined;
}

/** The list of objects at a path; empty where there is none. */
export function listAt(object: unknown, path: string): readonly Fields[] {
  const value = fieldAt(object, path);
  if (!Array.isArray(value)) return NOTHING;
  return value.every(isFields) ? value : value.filter(isFields);
}

/** The strings of a list at a path. */
export function textsAt(object: unknown, path: string): readonly string[] {
  const value = fieldAt(object, path);
  if (!Array.isArray(value)) return NOTHING;
  return value.every(isText) ? value : value.filter(isText);
}

/** The string values of a map at a path: labels, annotations, a selector. */
export function mapAt(object: unknown, path: string): Readonly<Record<string, string>> {
  const value = fieldAt(object, path);
  if (!isFields(value)) return {};
  return isMap(value) ? value : Object.fromEntries(Object.entries(value).filter(isTextEntry));
}

/** Whether a condition of this type in `status.conditions` is True. */
export function isConditionTrue(object: unknown, type: string): boolean {
  return listAt(object, 'status.conditions').some(
    (condition) => condition.type === type && condition.status === 'True',
  );
}

const NOTHING: readonly never[] = [];

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return isText(entry[1]);
}

/** Asked so often that nothing is gathered for it. */
function isMap(value: Fields): value is Readonly<Record<string, string>> {
  for (const key in value) if (!isText(value[key])) return false;
  return true;
}

/** The few paths that are asked for are taken apart once. */
const takenApart = new Map<string, readonly string[]>();

function keysOf(path: string): readonly string[] {
  const known = takenApart.get(path);
  if (known) return known;
  const keys = path.split('.');
  if (takenApart.size < MOST_PATHS) takenApart.set(path, keys);
  return keys;
}

const MOST_PATHS = 2000;

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
