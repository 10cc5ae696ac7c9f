/**
 * From JSON as a client wrote it to an object as the API serves it: every field of its type, empty ones left out or filled in as Go writes
 * them, in the server's order. Says what the server says of what does not fit
 * (sigs.k8s.io/json; Kubernetes 1.36, apimachinery/pkg/runtime/serializer/json).
 */
import type { Field, FieldType, StructType } from './field-types.ts';
import { structNamed } from './schema.ts';
import { readSpecial, zeroOf } from './special-values.ts';

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object that was read, and the fields that were not understood, in the words of a warning: `unknown field "spec.x"`. */
export interface Decoded {
  readonly object: JsonObject;
  readonly unknown: readonly string[];
}

/** Thrown for a value that its field cannot hold. The message is what Go says. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/** Reads a JSON value as a struct. Throws a `DecodeError`. */
export function decodeStruct(value: unknown, struct: StructType): Decoded {
  const reader = new Reader();
  const object = reader.struct(value ?? {}, struct);
  reader.throwFirst();
  return { object: isObject(object) ? object : {}, unknown: [...reader.unknown] };
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The server stops counting there. */
const MOST_UNKNOWN = 100;

class Reader {
  readonly unknown = new Set<string>();
  #first: DecodeError | undefined;
  /** Where we are, for strict errors: `spec`, `containers`, `[0]`. */
  readonly #path: string[] = [];
  /** Where we are, for type errors, which have no list positions. */
  readonly #fields: string[] = [];
  #struct = '';

  throwFirst(): void {
    if (this.#first) throw this.#first;
  }

  struct(value: unknown, struct: StructType): unknown {
    if (!isObject(value)) return this.#mismatch(value, goName(struct.name));
    const outer = this.#struct;
    const read = new Map<string, unknown>();
    for (const [name, given] of Object.entries(value)) {
      const field = struct.byName.get(name);
      if (!field) {
        this.#addUnknown(name);
        continue;
      }
      this.#struct = struct.name;
      read.set(
        name,
        this.#inside(name, () => this.#value(given, field.type)),
      );
    }
    this.#struct = outer;
    return written(struct, read);
  }

  #value(given: unknown, type: FieldType): unknown {
    if (given === null || given === undefined) return undefined;
    switch (type.kind) {
      case 'pointer':
        return this.#value(given, type.to);
      case 'string':
        return typeof given === 'string' ? given : this.#mismatch(given, type.name);
      case 'bool':
        return typeof given === 'boolean' ? given : this.#mismatch(given, 'bool');
      case 'int':
        return isInt(given, type.name) ? given : this.#mismatch(given, type.name, true);
      case 'special':
        return this.#special(given, type);
      case 'list':
        return this.#list(given, type.of);
      case 'map':
        return this.#map(given, type.of);
      case 'struct':
        return this.struct(given, structNamed(type.name));
    }
  }

  #special(given: unknown, type: FieldType & { kind: 'special' }): unknown {
    const read = readSpecial(type.name, given);
    if ('value' in read) return read.value;
    if ('error' in read) throw new DecodeError(read.error);
    return this.#mismatch(given, read.wants);
  }

  #list(given: unknown, of: FieldType): unknown {
    if (!Array.isArray(given)) return this.#mismatch(given, goType({ kind: 'list', of }));
    return given.map((item: unknown, i) => {
      this.#path.push(`[${i}]`);
      const read = this.#value(item, of) ?? emptyOf(of);
      this.#path.pop();
      return read;
    });
  }

  #map(given: unknown, of: FieldType): unknown {
    if (!isObject(given)) return this.#mismatch(given, goType({ kind: 'map', of }));
    const entries = Object.entries(given).map(([key, item]) => {
      this.#path.push(key);
      const read = this.#value(item, of) ?? emptyOf(of);
      this.#path.pop();
      return [key, read] as const;
    });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #inside<Result>(name: string, read: () => Result): Result {
    this.#path.push(name);
    this.#fields.push(name);
    const result = read();
    this.#path.pop();
    this.#fields.pop();
    return result;
  }

  #addUnknown(name: string): void {
    const path = [...this.#path, name].reduce((text, part) => {
      if (text === '' || part.startsWith('[')) return text + part;
      return `${text}.${part}`;
    }, '');
    if (this.unknown.size < MOST_UNKNOWN) this.unknown.add(`unknown field ${JSON.stringify(path)}`);
  }

  /** Notes the first misfit; what follows is read on, as Go does. */
  #mismatch(given: unknown, wanted: string, isNumeric = false): undefined {
    const what = isNumeric && typeof given === 'number' ? `number ${given}` : jsonTypeOf(given);
    const where = this.#fields.length === 0 ? 'value' : `struct field ${this.#struct}.${this.#fields.join('.')}`;
    this.#first ??= new DecodeError(`json: cannot unmarshal ${what} into Go ${where} of type ${wanted}`);
    return undefined;
  }
}

/** A struct as Go writes it: its fields in their order, empty ones left out where they may be. */
function written(struct: StructType, read: ReadonlyMap<string, unknown>): JsonObject {
  const object: Record<string, unknown> = {};
  for (const field of struct.fields) {
    const value = read.get(field.name);
    const isUnset = value === undefined || ((field.omitEmpty || field.default) && isEmpty(value, field.type));
    const shown = isUnset ? (field.default ?? emptyField(field)) : value;
    if (shown !== undefined) object[field.name] = shown;
  }
  return object;
}

/** What stands for an empty field; undefined where it is left out. */
function emptyField({ type, omitEmpty, omitZero }: Field): unknown {
  if (type.kind === 'struct') return emptyOf(type);
  if (type.kind === 'special' && type.name !== 'bytes' && type.name !== 'FieldsV1') {
    return omitZero ? undefined : zeroOf(type.name);
  }
  return omitEmpty ? undefined : emptyOf(type);
}

function isEmpty(value: unknown, type: FieldType): boolean {
  switch (type.kind) {
    case 'string':
      return value === '';
    case 'bool':
      return value === false;
    case 'int':
      return value === 0;
    case 'list':
      return Array.isArray(value) && value.length === 0;
    case 'map':
      return isObject(value) && Object.keys(value).length === 0;
    case 'pointer':
    case 'special':
    case 'struct':
      return false;
  }
}

/** The zero value of a type, as Go writes it. */
function emptyOf(type: FieldType): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int':
      return 0;
    case 'special':
      return zeroOf(type.name);
    case 'struct':
      return written(structNamed(type.name), new Map());
    case 'pointer':
    case 'list':
    case 'map':
      return null;
  }
}

const INT32_LIMIT = 2 ** 31;

function isInt(value: unknown, name: 'int32' | 'int64'): value is number {
  if (!Number.isInteger(value) || typeof value !== 'number') return false;
  return name === 'int64' || (value < INT32_LIMIT && value >= -INT32_LIMIT);
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

/** `[]v1.Container`, `map[string]string`: a type as Go's messages write it. */
function goType(type: FieldType): string {
  switch (type.kind) {
    case 'pointer':
      return `*${goType(type.to)}`;
    case 'list':
      return `[]${goType(type.of)}`;
    case 'map':
      return `map[string]${goType(type.of)}`;
    case 'struct':
      return goName(type.name);
    case 'special':
      return SPECIAL_GO_TYPES[type.name];
    case 'string':
    case 'int':
      return type.name;
    case 'bool':
      return 'bool';
  }
}

const SPECIAL_GO_TYPES = {
  Time: 'v1.Time',
  MicroTime: 'v1.MicroTime',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
  FieldsV1: 'v1.FieldsV1',
  bytes: '[]uint8',
} as const;

function goName(struct: string): string {
  return `v1.${struct}`;
}
