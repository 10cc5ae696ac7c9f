/**
 * Objects that clients send as protobuf, as kubectl's own commands do (Kubernetes 1.36, apimachinery/pkg/runtime/serializer/protobuf,
 * generated.proto of each group): read into the JSON that the same client would have sent.
 */
import type { Field, FieldType, StructType } from '../field-types.ts';
import { pointedTo, structNamed } from '../schema.ts';
import { type FieldTree, treeOf } from './field-tree.ts';
import { bytesOf, fieldsOfMessage, signed, textOf, WireError, type WireField } from './wire.ts';

/** An object as it came: its kind, and how to read it once it is known of which struct it is. */
export interface Enveloped {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object as JSON, with apiVersion and kind. Throws a `WireError`. */
  readonly as: (struct: StructType) => Readonly<Record<string, unknown>>;
}

/** Opens what is sent as `application/vnd.kubernetes.protobuf`. Throws a `WireError` for what is no such thing. */
export function openEnvelope(body: Uint8Array): Enveloped {
  const magic = Buffer.from(body.subarray(0, MAGIC.length)).toString('latin1');
  if (magic !== MAGIC) throw new WireError('provided data does not appear to be a protobuf message');
  const fields = fieldsOfMessage(body.subarray(MAGIC.length));
  const typeMeta = fieldsOfMessage(bytesOf(last(fields, TYPE_META)));
  const apiVersion = textOf(last(typeMeta, 1));
  const kind = textOf(last(typeMeta, 2));
  const raw = bytesOf(last(fields, RAW));
  return { apiVersion, kind, as: (struct) => ({ kind, apiVersion, ...readMessage(raw, struct) }) };
}

const MAGIC = 'k8s\0';
/** Fields of runtime.Unknown. */
const TYPE_META = 1;
const RAW = 2;

function last(fields: readonly WireField[], number: number): bigint | Uint8Array {
  return fields.findLast((field) => field.number === number)?.value ?? new Uint8Array();
}

function readMessage(bytes: Uint8Array, struct: StructType): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  collect(bytes, treeOf(struct), object);
  return object;
}

function collect(bytes: Uint8Array, tree: FieldTree, object: Record<string, unknown>): void {
  for (const { number, value } of fieldsOfMessage(bytes)) {
    const found = tree.byNumber.get(number);
    if (!found) continue;
    if ('byNumber' in found) collect(bytesOf(value), found, object);
    else add(object, found, value);
  }
}

function add(object: Record<string, unknown>, { name, type }: Field, value: bigint | Uint8Array): void {
  const plain = pointedTo(type);
  const before = object[name];
  if (plain.kind === 'list') object[name] = [...(Array.isArray(before) ? before : []), read(value, plain.of)];
  else if (plain.kind === 'map')
    object[name] = { ...(typeof before === 'object' ? before : {}), ...entry(value, plain.of) };
  else object[name] = read(value, plain);
}

function entry(value: bigint | Uint8Array, of: FieldType): Record<string, unknown> {
  const fields = fieldsOfMessage(bytesOf(value));
  return { [textOf(last(fields, 1))]: read(last(fields, 2), of) };
}

function read(value: bigint | Uint8Array, type: FieldType): unknown {
  const plain = pointedTo(type);
  switch (plain.kind) {
    case 'string':
      return textOf(value);
    case 'bool':
      return value === 1n;
    case 'int':
      return signed(value);
    case 'struct':
      return readMessage(bytesOf(value), structNamed(plain.name));
    case 'special':
      return readSpecial(bytesOf(value), plain.name);
    case 'list':
    case 'map':
      return undefined;
  }
}

function readSpecial(bytes: Uint8Array, type: (FieldType & { kind: 'special' })['name']): unknown {
  if (type === 'bytes') return Buffer.from(bytes).toString('base64');
  const fields = fieldsOfMessage(bytes);
  switch (type) {
    case 'Quantity':
      return textOf(last(fields, 1)) || '0';
    case 'IntOrString':
      return signed(last(fields, 1)) === 0 ? signed(last(fields, 2)) : textOf(last(fields, 3));
    case 'FieldsV1':
      return JSON.parse(textOf(last(fields, 1)) || 'null');
    case 'Time':
    case 'MicroTime':
      return fields.length === 0 ? null : timeOf(fields, type);
  }
}

const NANOS_PER_MICRO = 1000;

function timeOf(fields: readonly WireField[], type: 'Time' | 'MicroTime'): string {
  const seconds = new Date(signed(last(fields, 1)) * 1000).toISOString().slice(0, 19);
  if (type === 'Time') return `${seconds}Z`;
  const micros = Math.floor(signed(last(fields, 2)) / NANOS_PER_MICRO);
  return `${seconds}.${String(micros).padStart(6, '0')}Z`;
}
