/** What JSON or YAML held, before anything is known of it. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named members (not null, not a list). */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
