/**
 * A list in protobuf, item by item as it arrives: its envelope (runtime.Unknown), in it the list, in that its metadata and its items
 * (Kubernetes 1.36, apimachinery/pkg/runtime/serializer/protobuf).
 */
import { Cursor, lengthKey, TruncatedError, WireError } from './wire.ts';

/** What a list says of itself. */
export interface ListMeta {
  readonly resourceVersion: string;
  /** Empty at the end of the collection. */
  readonly continue: string;
}

/** What comes out of a list: its metadata, which stands first, and the bytes of each item. */
export type ListPiece = { readonly metadata: ListMeta } | { readonly item: Uint8Array };

/** Takes a list apart. */
export class ListReader {
  /** What has come of a field that is not complete. */
  #rest: Uint8Array = new Uint8Array();
  #place: 'magic' | 'envelope' | 'list' | 'end' = 'magic';
  /** How many bytes of the list have still to come. */
  #left = 0;

  /** What is complete with these bytes; to be taken before the next bytes come. Throws a `WireError`. */
  *take(bytes: Uint8Array): Generator<ListPiece, void, void> {
    let more = bytes;
    while (this.#rest.length > 0 && more.length > 0) {
      const before = this.#rest.length;
      const joined = Buffer.concat([this.#rest, more.subarray(0, JOINED)]);
      const done = yield* this.#takeWhole(joined);
      const isThrough = done >= before;
      more = isThrough ? more.subarray(done - before) : more.subarray(JOINED);
      this.#rest = isThrough ? new Uint8Array() : joined.subarray(done);
    }
    if (more.length > 0) this.#rest = more.subarray(yield* this.#takeWhole(more));
  }

  /** Throws a `WireError` when the list has not come to its end. */
  end(): void {
    if (this.#place !== 'end') throw new TruncatedError();
  }

  /** Returns how many bytes are done with. */
  *#takeWhole(bytes: Uint8Array): Generator<ListPiece, number, void> {
    const cursor = new Cursor(bytes);
    let done = 0;
    try {
      while (!cursor.isAtEnd && this.#place !== 'end') {
        const piece = this.#next(cursor);
        done = cursor.at;
        if (piece) yield piece;
      }
    } catch (error) {
      if (!(error instanceof TruncatedError)) throw error;
    }
    return this.#place === 'end' ? bytes.length : done;
  }

  #next(cursor: Cursor): ListPiece | undefined {
    switch (this.#place) {
      case 'magic':
        return this.#magic(cursor);
      case 'envelope':
        return this.#envelope(cursor);
      case 'list':
        return this.#field(cursor);
      case 'end':
        return undefined;
    }
  }

  #magic(cursor: Cursor): undefined {
    if (Buffer.from(cursor.take(MAGIC.length)).toString('latin1') !== MAGIC) throw new WireError('no protobuf');
    this.#place = 'envelope';
  }

  #envelope(cursor: Cursor): undefined {
    const key = cursor.number();
    if (key === RAW) {
      this.#left = cursor.number();
      this.#place = this.#left === 0 ? 'end' : 'list';
    } else cursor.skip(key);
  }

  #field(cursor: Cursor): ListPiece | undefined {
    const before = cursor.at;
    const key = cursor.number();
    const bytes = key === METADATA || key === ITEM ? cursor.bytes() : cursor.skip(key);
    this.#left -= cursor.at - before;
    if (this.#left <= 0) this.#place = 'end';
    if (!bytes) return undefined;
    return key === ITEM ? { item: bytes } : { metadata: readListMeta(new Cursor(bytes)) };
  }
}

const MAGIC = 'k8s\0';
const RAW = lengthKey(2);
const METADATA = lengthKey(1);
const ITEM = lengthKey(2);

/** How much is copied to have an item in one piece: more than most are long. */
const JOINED = 16 * 1024;

const RESOURCE_VERSION = lengthKey(2);
const CONTINUE = lengthKey(3);

function readListMeta(cursor: Cursor): ListMeta {
  let resourceVersion = '';
  let token = '';
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === RESOURCE_VERSION) resourceVersion = cursor.text();
    else if (key === CONTINUE) token = cursor.text();
    else cursor.skip(key);
  }
  return { resourceVersion, continue: token };
}
