/** Writes protobuf from its end to its beginning, so that the length of a message is known when it is to be written. */

/** The wire type of numbers. */
export const VARINT = 0;
/** The wire type of texts, bytes and messages. */
export const BYTES = 2;

/** A message in the making; what is added stands before what was added earlier. */
export class BackwardWriter {
  #buffer = Buffer.allocUnsafe(1024);
  #at = this.#buffer.length;

  /** What was written. */
  bytes(): Buffer {
    return this.#buffer.subarray(this.#at);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#make(bytes.length);
    this.#at -= bytes.length;
    this.#buffer.set(bytes, this.#at);
  }

  /** A field of bytes. */
  field(number: number, bytes: Uint8Array): void {
    this.raw(bytes);
    this.#head(number, bytes.length);
  }

  /** A field of text. */
  text(number: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.#make(length);
    this.#at -= length;
    this.#buffer.write(text, this.#at);
    this.#head(number, length);
  }

  /** A field that is a message, which `write` writes. */
  message(number: number, write: () => void): void {
    const before = this.#written();
    write();
    this.#head(number, this.#written() - before);
  }

  /** A field of a whole number, which may be negative. */
  varint(number: number, value: number): void {
    this.#number(value);
    this.#number(number * 8 + VARINT);
  }

  #head(number: number, length: number): void {
    this.#number(length);
    this.#number(number * 8 + BYTES);
  }

  #number(value: number): void {
    this.raw(Uint8Array.from(varintOf(value)));
  }

  #written(): number {
    return this.#buffer.length - this.#at;
  }

  #make(room: number): void {
    if (this.#at >= room) return;
    const written = this.bytes();
    const bigger = Buffer.allocUnsafe(2 * (written.length + room));
    this.#at = bigger.length - written.length;
    bigger.set(written, this.#at);
    this.#buffer = bigger;
  }
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
function varintOf(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}
