/**
 * Objects as protobuf, as API servers answer clients that ask for it: byte for byte what Kubernetes' generated code writes
 * (Kubernetes 1.36, apimachinery/pkg/runtime/serializer/protobuf, generated.pb.go of each group), which writes from the end to the beginning,
 * fields by their numbers, and what is no pointer also when it is empty.
 */
import type { Field, FieldType, StructType } from '../field-types.ts';
import { pointedTo, structNamed } from '../schema.ts';
import { type FieldTree, treeOf } from './field-tree.ts';
import { BackwardWriter } from './wire-writer.ts';

/** What an object says of itself. */
export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object of a struct, in its envelope. */
export function protobufOf(object: object & TypeMeta, struct: StructType): Buffer {
  return enveloped(object, (writer) => writeStruct(writer, object, struct));
}

/** A list of objects of a struct, in its envelope. An object that is in many lists is written once. */
export function protobufListOf(
  list: TypeMeta & { readonly metadata: object; readonly items: readonly object[] },
  struct: StructType,
): Buffer {
  return enveloped(list, (writer) => {
    for (const item of list.items.toReversed()) writer.field(2, itemBytes(item, struct));
    writer.message(1, () => writeStruct(writer, list.metadata, structNamed('ListMeta')));
  });
}

const MAGIC = Buffer.from('k8s\0', 'latin1');
const written = new WeakMap<object, Buffer>();

function itemBytes(item: object, struct: StructType): Buffer {
  const known = written.get(item);
  if (known) return known;
  const writer = new BackwardWriter();
  writeStruct(writer, item, struct);
  const bytes = writer.bytes();
  written.set(item, bytes);
  return bytes;
}

/** runtime.Unknown around it: whose type it is, the object, and two empty texts. */
function enveloped({ apiVersion, kind }: TypeMeta, write: (writer: BackwardWriter) => void): Buffer {
  const writer = new BackwardWriter();
  writer.text(4, '');
  writer.text(3, '');
  writer.message(2, () => write(writer));
  writer.message(1, () => {
    writer.text(2, kind);
    writer.text(1, apiVersion);
  });
  writer.raw(MAGIC);
  return writer.bytes();
}

function writeStruct(writer: BackwardWriter, object: object, struct: StructType): void {
  writeTree(writer, object, treeOf(struct));
}

function writeTree(writer: BackwardWriter, object: object, tree: FieldTree): void {
  for (const [number, found] of tree.descending) {
    if ('descending' in found) writer.message(number, () => writeTree(writer, object, found));
    else writeField(writer, number, { field: found, value: Reflect.get(object, found.name) });
  }
}

function writeField(writer: BackwardWriter, number: number, { field, value }: { field: Field; value: unknown }): void {
  const { type } = field;
  if (type.kind === 'pointer' || type.kind === 'list' || type.kind === 'map') {
    if (value === undefined || value === null) return;
  }
  const plain = pointedTo(type);
  if (plain.kind === 'list')
    for (const item of listOf(value).toReversed()) writeValue(writer, number, [item, plain.of]);
  else if (plain.kind === 'map') writeMap(writer, number, [value, plain.of]);
  else writeValue(writer, number, [value, plain]);
}

function writeMap(writer: BackwardWriter, number: number, [map, of]: readonly [unknown, FieldType]): void {
  const entries = Object.entries(recordOf(map)).sort(([a], [b]) => (a < b ? 1 : -1));
  for (const [key, value] of entries) {
    writer.message(number, () => {
      writeValue(writer, 2, [value, of]);
      writer.text(1, key);
    });
  }
}

function writeValue(writer: BackwardWriter, number: number, [value, type]: readonly [unknown, FieldType]): void {
  const plain = pointedTo(type);
  switch (plain.kind) {
    case 'string':
      writer.text(number, textOf(value));
      break;
    case 'bool':
      writer.varint(number, value === true ? 1 : 0);
      break;
    case 'int':
      writer.varint(number, numberOf(value));
      break;
    case 'struct':
      writer.message(number, () => writeStruct(writer, recordOf(value), structNamed(plain.name)));
      break;
    case 'special':
      writeSpecial(writer, number, [value, plain.name]);
      break;
    // Neither is an item of anything.
    case 'list':
    case 'map':
      break;
  }
}

type SpecialName = (FieldType & { kind: 'special' })['name'];

function writeSpecial(writer: BackwardWriter, number: number, [value, type]: readonly [unknown, SpecialName]): void {
  if (type !== 'bytes') writer.message(number, () => writeSpecialMessage(writer, value, type));
  else if (typeof value === 'string') writer.field(number, Buffer.from(value, 'base64'));
}

function writeSpecialMessage(writer: BackwardWriter, value: unknown, type: Exclude<SpecialName, 'bytes'>): void {
  switch (type) {
    case 'Quantity':
      writer.text(1, textOf(value));
      break;
    case 'IntOrString':
      writer.text(3, typeof value === 'string' ? value : '');
      writer.varint(2, numberOf(value));
      writer.varint(1, typeof value === 'string' ? 1 : 0);
      break;
    case 'FieldsV1':
      writer.text(1, JSON.stringify(value));
      break;
    case 'Time':
    case 'MicroTime':
      writeTime(writer, textOf(value));
  }
}

const NANOS_PER_MICRO = 1000;

function writeTime(writer: BackwardWriter, text: string): void {
  if (text === '') return;
  const micros = /\.(\d{1,6})/.exec(text)?.[1]?.padEnd(6, '0') ?? '0';
  writer.varint(2, Number(micros) * NANOS_PER_MICRO);
  writer.varint(1, Math.floor(Date.parse(text) / 1000));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
