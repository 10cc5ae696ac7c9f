/** The wire format of protobuf: a message as fields of numbers, varints and bytes (protobuf.dev/programming-guides/encoding). */

/** One field of a message: a number, or bytes that are a string or another message. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** Thrown for bytes that are no message. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** The fields of a message, in their order. Throws a `WireError`. */
export function fieldsOfMessage(bytes: Uint8Array): readonly WireField[] {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length; ) {
    const key = varint(bytes, at);
    const read = valueAt(bytes, key.next, Number(key.value & 7n));
    fields.push({ number: Number(key.value >> 3n), value: read.value });
    at = read.next;
  }
  return fields;
}

/** A varint as the signed number that it holds. */
export function signed(value: bigint | Uint8Array): number {
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
}

/** The text of a field. */
export function textOf(value: bigint | Uint8Array): string {
  return typeof value === 'bigint' ? String(value) : Buffer.from(value).toString('utf8');
}

/** The bytes of a field; none for a number. */
export function bytesOf(value: bigint | Uint8Array): Uint8Array {
  return typeof value === 'bigint' ? new Uint8Array() : value;
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

interface Read<Value> {
  readonly value: Value;
  /** Where the next begins. */
  readonly next: number;
}

function valueAt(bytes: Uint8Array, at: number, type: number): Read<bigint | Uint8Array> {
  switch (type) {
    case VARINT:
      return varint(bytes, at);
    case FIXED_64:
      return slice(bytes, at, 8);
    case FIXED_32:
      return slice(bytes, at, 4);
    case BYTES: {
      const length = varint(bytes, at);
      return slice(bytes, length.next, Number(length.value));
    }
    default:
      throw new WireError(`proto: illegal wireType ${type}`);
  }
}

const LONGEST_VARINT = 10;

function varint(bytes: Uint8Array, at: number): Read<bigint> {
  let value = 0n;
  for (let i = 0; i < LONGEST_VARINT; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new WireError('unexpected EOF');
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  throw new WireError('proto: integer overflow');
}

function slice(bytes: Uint8Array, at: number, length: number): Read<Uint8Array> {
  if (at + length > bytes.length) throw new WireError('unexpected EOF');
  return { value: bytes.subarray(at, at + length), next: at + length };
}
