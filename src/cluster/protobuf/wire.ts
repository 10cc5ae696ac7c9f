/** The wire format of protobuf (protobuf.dev/programming-guides/encoding), as far as Kubernetes writes it. */

/** Thrown for bytes that are no message. */
export class WireError extends Error {}

/** Thrown for bytes that end too early. */
export class TruncatedError extends WireError {
  constructor() {
    super('unexpected end');
  }
}

/** What stands before a number: which field it is. */
export function numberKey(field: number): number {
  return field << 3;
}

/** What stands before a text, a message or bytes: which field it is; their length follows. */
export function lengthKey(field: number): number {
  return (field << 3) | 2;
}

/** A place in bytes, from which fields are read one after another. */
export class Cursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#end;
  }

  /** A whole number that is not negative, exact up to 2^53; also the key of a field. */
  number(): number {
    let value = this.#byte();
    if (value < 0x80) return value;
    value &= 0x7f;
    for (let scale = 0x80, i = 1; i < LONGEST_VARINT; i += 1, scale *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new WireError('a number without an end');
  }

  /** An int32, which may be negative and then stands there as 64 bits. */
  int32(): number {
    let value = 0;
    for (let i = 0; i < LONGEST_VARINT; i += 1) {
      const byte = this.#byte();
      if (i < 5) value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) return value;
    }
    throw new WireError('a number without an end');
  }

  /** Where what begins here with its length ends; the cursor is then behind the length. */
  lengthEnd(): number {
    return this.#endOf(this.number());
  }

  /** A text with its length. */
  text(): string {
    const end = this.lengthEnd();
    const text = this.#bytes.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }

  /** What stands between here and there, each byte a letter, as a key to find it again by. Moves nothing. */
  letters(end: number): string {
    return this.#bytes.toString('latin1', this.at, end);
  }

  /** Bytes with their length: a view, not a copy. */
  bytes(): Uint8Array {
    return this.take(this.number());
  }

  /** The next so many bytes: a view, not a copy. */
  take(length: number): Uint8Array {
    const end = this.#endOf(length);
    const bytes = this.#bytes.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  /** Passes the value of a field over. */
  skip(key: number): void {
    const type = key & 7;
    if (type === 2) this.at = this.lengthEnd();
    else if (type === 0) this.number();
    else if (type === 1) this.at = this.#endOf(8);
    else if (type === 5) this.at = this.#endOf(4);
    else throw new WireError(`a field of wire type ${type}`);
  }

  #endOf(length: number): number {
    const end = this.at + length;
    if (end > this.#end) throw new TruncatedError();
    return end;
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new TruncatedError();
    this.at += 1;
    return byte;
  }
}

const LONGEST_VARINT = 10;
