import type { ApiObject, Junk, StringMap } from '../../batch/objects.ts';

/**
 * The fields of one JSON object, read by type. A field that is absent or null is `undefined` (or empty); a field of the
 * wrong type counts as absent and is noted with its path. Never throws.
 */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #parent: Fields | undefined;
  readonly #name: string;
  /** In a list; undefined outside of one. */
  readonly #position: number | undefined;
  readonly #junk: Junk[];

  private constructor(
    value: Readonly<Record<string, unknown>>,
    at: {
      readonly name: string;
      readonly parent: Fields | undefined;
      readonly position?: number;
      readonly junk: Junk[];
    },
  ) {
    this.#value = value;
    this.#name = at.name;
    this.#parent = at.parent;
    this.#position = at.position;
    this.#junk = at.junk;
  }

  /** The fields of a whole object; wrong types are added to `junk`. */
  static of(object: unknown, junk: Junk[] = []): Fields {
    if (!isObject(object)) junk.push({ path: '', found: excerpt(object) });
    return new Fields(isObject(object) ? object : {}, { name: '', parent: undefined, junk });
  }

  /** Whether the field is there at all (null is not). */
  has(name: string): boolean {
    return this.#value[name] !== undefined && this.#value[name] !== null;
  }

  text(name: string): string | undefined {
    return this.#read(name, isText);
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, isFlag);
  }

  /** A whole number, of either sign. */
  integer(name: string): number | undefined {
    return this.#read(name, isInteger);
  }

  /** A whole number that is not negative: a counter, a limit, seconds. */
  count(name: string): number | undefined {
    return this.#read(name, isCount);
  }

  /** An RFC 3339 time, as sent. */
  time(name: string): string | undefined {
    return this.#read(name, isTime);
  }

  /** The fields of an object; of an empty one if it is absent. */
  object(name: string): Fields {
    return new Fields(this.#read(name, isObject) ?? NOTHING, { name, parent: this, junk: this.#junk });
  }

  /** The fields of each object in a list. */
  objects(name: string): readonly Fields[] {
    return this.#items(name, isObject, (item, position) => {
      return new Fields(item, { name, parent: this, position, junk: this.#junk });
    });
  }

  texts(name: string): readonly string[] {
    return this.#items(name, isText, itself);
  }

  integers(name: string): readonly number[] {
    return this.#items(name, isInteger, itself);
  }

  /** A map of strings, of those keys that `keep` lets through. */
  map(name: string, keep: (key: string) => boolean = everyKey): StringMap {
    return this.#entries(name, keep, textOnly);
  }

  /** A map of quantities (`100m`, `1Gi`), which manifests may also write as numbers. */
  quantities(name: string): StringMap {
    return this.#entries(name, everyKey, (value) => (typeof value === 'number' ? String(value) : textOnly(value)));
  }

  /** Notes that what stands in a field cannot be used, though its type is right. */
  reject(name: string): void {
    this.#note(name, this.#value[name]);
  }

  #read<T>(name: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.#value[name];
    if (value === undefined || value === null) return undefined;
    if (is(value)) return value;
    this.#note(name, value);
    return undefined;
  }

  #items<T, R>(name: string, is: (value: unknown) => value is T, read: (item: T, position: number) => R): readonly R[] {
    const list = this.#read(name, isList) ?? NO_ITEMS;
    if (list.length === 0) return NO_ITEMS;
    if (list.every(is)) return list.map(read);
    return list.flatMap((item, position) => {
      if (is(item)) return [read(item, position)];
      this.#note(`${name}[${position}]`, item);
      return [];
    });
  }

  #entries(name: string, keep: (key: string) => boolean, read: (value: unknown) => string | undefined): StringMap {
    const value = this.#read(name, isObject);
    if (value === undefined) return NO_ENTRIES;
    if (isStringMap(value, keep)) return value;
    const entries: [string, string][] = [];
    for (const key of Object.keys(value)) {
      if (!keep(key)) continue;
      const text = read(value[key]);
      if (text === undefined) this.#note(`${name}.${key}`, value[key]);
      else entries.push([key, text]);
    }
    return Object.fromEntries(entries);
  }

  #note(name: string, value: unknown): void {
    this.#junk.push({ path: this.#pathOf(name), found: excerpt(value) });
  }

  #pathOf(name: string): string {
    const own = this.#position === undefined ? this.#name : `${this.#name}[${this.#position}]`;
    const here = own === '' ? name : `${own}.${name}`;
    return this.#parent ? this.#parent.#pathOf(here) : here;
  }
}

/** The object as it was sent, without managedFields, which kubectl leaves out too; an empty one if it was none. */
export function sourceOf(object: unknown): ApiObject {
  if (!isObject(object)) return NOTHING;
  if (!isObject(object.metadata) || object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});
const NO_ENTRIES: StringMap = Object.freeze({});
const NO_ITEMS: readonly never[] = Object.freeze([]);

/** What is shown of a value that is no use: enough to find it in the object. */
const EXCERPT_LENGTH = 60;

const RFC_3339 = /^\d{4}-(0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it may be taken as it is: that spares a copy of the labels of each pod. */
function isStringMap(value: Readonly<Record<string, unknown>>, keep: (key: string) => boolean): value is StringMap {
  for (const key in value) if (!isText(value[key]) || !keep(key)) return false;
  return true;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isCount(value: unknown): value is number {
  return isInteger(value) && value >= 0;
}

function isTime(value: unknown): value is string {
  return isText(value) && RFC_3339.test(value);
}

function itself<T>(item: T): T {
  return item;
}

function everyKey(): boolean {
  return true;
}

function textOnly(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

function excerpt(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (isList(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = isText(value) ? JSON.stringify(value.slice(0, EXCERPT_LENGTH)) : String(value);
  return isText(value) && value.length > EXCERPT_LENGTH ? `${text}…` : text;
}
