/**
 * What is wrong with a field, in the server's words
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go).
 */

/** One field, and what is wrong with it: a cause of a Status 422. */
export interface FieldError {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** What a rule found; empty when all is well. */
export type FieldErrors = readonly FieldError[];

/** Stands for a value that a message leaves out. */
export const OMITTED: unique symbol = Symbol('omitted');

/** A value that cannot be. */
export function invalid(field: string, value: unknown, detail: string): FieldError {
  return withValue('Invalid', field, { value, detail });
}

/** A value that must be given. */
export function required(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', message: joined('Required value', detail), field };
}

/** A value that stands there twice. */
export function duplicate(field: string, value: unknown): FieldError {
  return withValue('Duplicate', field, { value, detail: '' });
}

/** A reference to what is not there. */
export function notFound(field: string, value: unknown, detail = ''): FieldError {
  const { message } = withValue('Duplicate', field, { value, detail });
  return { reason: 'FieldValueNotFound', message: message.replace('Duplicate value', 'Not found'), field };
}

/** A value that is none of those there are, which are listed in the order given. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = `supported values: ${supported.map(quoted).join(', ')}`;
  const message = joined(`Unsupported value: ${shown(value)}`, supported.length === 0 ? '' : detail);
  return { reason: 'FieldValueNotSupported', message, field };
}

/** A value that might be, but not here and now. */
export function forbidden(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', message: joined('Forbidden', detail), field };
}

/** A text of more than so many bytes. */
export function tooLong(field: string, limit: number): FieldError {
  const message = `Too long: may not be more than ${limit} ${limit === 1 ? 'byte' : 'bytes'}`;
  return { reason: 'FieldValueTooLong', message, field };
}

/** A list of more than so many items. */
export function tooMany(field: string, actual: number, limit: number): FieldError {
  const message = `Too many: ${actual}: must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return { reason: 'FieldValueTooMany', message, field };
}

/** Each complaint about a value as an error of its field. */
export function invalidEach(field: string, value: unknown, complaints: readonly string[]): FieldErrors {
  return complaints.map((detail) => invalid(field, value, detail));
}

/** A negative number, where none may be. */
export function nonNegative(value: unknown, field: string): FieldErrors {
  if (typeof value !== 'number' || value >= 0) return [];
  return [invalid(field, value, 'must be greater than or equal to 0')];
}

/** A text in Go's quotes. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A value as Go writes it into JSON, which is HTML-safe. */
export function goJson(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, (found) => {
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** An error that is there when something holds. */
export function when(holds: boolean, error: FieldError): FieldErrors {
  return holds ? [error] : [];
}

/** One of a few words, which must be given. */
export function requiredOneOf(value: string, field: string, supported: readonly string[]): FieldErrors {
  return value === '' ? [required(field)] : oneOf(value, field, supported);
}

/** One of a few words. */
export function oneOf(value: string, field: string, supported: readonly string[]): FieldErrors {
  return when(!supported.includes(value), notSupported(field, value, supported));
}

const WORDS = { Invalid: 'Invalid value', Duplicate: 'Duplicate value' } as const;

function withValue(
  kind: keyof typeof WORDS,
  field: string,
  { value, detail }: { readonly value: unknown; readonly detail: string },
): FieldError {
  const said = value === OMITTED ? WORDS[kind] : `${WORDS[kind]}: ${shown(value)}`;
  return { reason: `FieldValue${kind}`, message: joined(said, detail), field };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : goJson(value);
}

function joined(said: string, detail: string): string {
  return detail === '' ? said : `${said}: ${detail}`;
}
