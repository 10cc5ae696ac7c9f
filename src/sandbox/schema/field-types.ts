/** The types of the API's fields, as far as reading, merging and printing objects needs them. */

/** What a field holds. `name` is the Go type, as the server's messages say it. */
export type FieldType =
  | { readonly kind: 'string'; readonly name: string }
  | { readonly kind: 'bool' }
  | { readonly kind: 'int'; readonly name: 'int32' | 'int64' }
  | { readonly kind: 'special'; readonly name: SpecialType }
  | { readonly kind: 'pointer'; readonly to: FieldType }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly of: FieldType }
  | { readonly kind: 'struct'; readonly name: string };

/** Types that read and write JSON in a way of their own. */
export type SpecialType = 'Time' | 'MicroTime' | 'Quantity' | 'IntOrString' | 'FieldsV1' | 'bytes';

/** How a list is merged by server-side apply: as one value, as a set of values, or as a map by the keys of its items. */
export type ListType = { readonly as: 'atomic' | 'set' } | { readonly as: 'map'; readonly keys: readonly string[] };

/** How a strategic merge patch treats a field. */
export interface PatchStrategy {
  /** A list is merged item by item, found by this field ('' for a list of plain values), not replaced. */
  readonly mergeKey: string;
  /** Of an object only the fields that the patch names stay. */
  readonly retainKeys: boolean;
}

/** One field of a struct. */
export interface Field {
  /** In JSON. */
  readonly name: string;
  /** In protobuf: its number, after those of the structs that Go embeds it in. Empty for what protobuf does not have. */
  readonly numbers: readonly number[];
  /** In Go, in the internal version that validation prints. */
  readonly goName: string;
  readonly type: FieldType;
  /** Left out of JSON when it holds its type's zero value. */
  readonly omitEmpty: boolean;
  /** A time that is left out when it is not set. */
  readonly omitZero: boolean;
  readonly patch: PatchStrategy | undefined;
  readonly list: ListType;
  /** A map or struct that server-side apply treats as one value. */
  readonly atomic: boolean;
  /** What an empty field is filled with while it is read. */
  readonly default: string | undefined;
}

/** A Go struct of the API. */
export interface StructType {
  readonly name: string;
  /** In the order of JSON answers. */
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  /** Server-side apply treats it as one value. */
  readonly atomic: boolean;
}
