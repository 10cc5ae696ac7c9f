/** Reading a field of an object by its path, as far as the object has it and it is of the type asked for. */

/** A JSON object that is still to be looked into. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value at a dotted path (`status.phase`), or undefined. */
export function fieldAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), object);
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
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The strings of a list at a path. */
export function textsAt(object: unknown, path: string): readonly string[] {
  const value = fieldAt(object, path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The string values of a map at a path: labels, annotations, a selector. */
export function mapAt(object: unknown, path: string): Readonly<Record<string, string>> {
  const value = fieldAt(object, path);
  if (!isFields(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Whether a condition of this type in `status.conditions` is True. */
export function isConditionTrue(object: unknown, type: string): boolean {
  return listAt(object, 'status.conditions').some(
    (condition) => condition.type === type && condition.status === 'True',
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
