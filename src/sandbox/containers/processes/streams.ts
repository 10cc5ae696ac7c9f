/** What processes read from and write to. */
import type { FileTree } from '../files/file-tree.ts';
import { bytesOf, type FileNode } from '../files/inodes.ts';
import type { Process } from './process.ts';

/** One end of something. */
export interface Stream {
  /** At most so many bytes; undefined at the end. May wait. */
  read(process: Process, most: number): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** May wait. */
  write(process: Process, bytes: Uint8Array): void | Promise<void>;
  /** Nobody has it open any more. */
  close?(): void;
  readonly isTerminal?: boolean;
}

/** A stream that some descriptors share. */
export class OpenFile {
  readonly stream: Stream;
  #holders = 1;

  constructor(stream: Stream) {
    this.stream = stream;
  }

  /** One more descriptor. */
  retain(): this {
    this.#holders += 1;
    return this;
  }

  /** One less. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.stream.close?.();
  }
}

const NOTHING = new Uint8Array();

/** /dev/null, and what nobody listens to. */
export const NULL_STREAM: Stream = { read: () => undefined, write: () => {} };

/** /dev/zero. */
export const ZERO_STREAM: Stream = { read: (_, most) => new Uint8Array(Math.min(most, 4096)), write: () => {} };

/** Something that only takes. */
export function sink(write: (bytes: Uint8Array) => void, isTerminal = false): Stream {
  return { read: () => undefined, write: (_, bytes) => write(bytes), isTerminal };
}

/** Something that only gives, once: a here-document. */
export function source(bytes: Uint8Array): Stream {
  let left = bytes;
  return {
    read: (_, most) => {
      if (left.length === 0) return undefined;
      const piece = left.subarray(0, most);
      left = left.subarray(piece.length);
      return piece;
    },
    write: () => {},
  };
}

/** A file, from its beginning, or (for `isAppended`) with everything that is written at its end. */
export function fileStream(tree: FileTree, node: FileNode, isAppended = false): Stream {
  let at = 0;
  return {
    read: (_, most) => {
      const piece = bytesOf(node).subarray(at, at + most);
      at += piece.length;
      return piece.length === 0 ? undefined : piece;
    },
    write: (_, bytes) => {
      const where = isAppended ? node.bytes.length : Math.min(at, node.bytes.length);
      tree.write(node, bytes, where);
      at = where + bytes.length;
    },
  };
}

/** What a pipe holds before its writer must wait. */
const PIPE_BYTES = 65_536;

/** Both ends of a pipe. A write without a reader is SIGPIPE. */
export function pipe(): { readonly reader: Stream; readonly writer: Stream } {
  const pieces: Uint8Array[] = [];
  let held = 0;
  let isReaderGone = false;
  let isWriterGone = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const go of [...waiting]) go();
  };
  const news = (process: Process) =>
    process.block<void>((done) => {
      const go = () => {
        waiting.delete(go);
        done();
      };
      waiting.add(go);
      return () => waiting.delete(go);
    });
  const take = (most: number): Uint8Array => {
    const [first = NOTHING] = pieces;
    const piece = first.subarray(0, most);
    if (piece.length === first.length) pieces.shift();
    else pieces[0] = first.subarray(piece.length);
    held -= piece.length;
    wake();
    return piece;
  };
  const refuse = () => Promise.reject(new Error('bad end of a pipe'));
  return {
    reader: {
      async read(process, most) {
        while (held === 0 && !isWriterGone) await news(process);
        return held === 0 ? undefined : take(most);
      },
      write: refuse,
      close() {
        isReaderGone = true;
        wake();
      },
    },
    writer: {
      read: refuse,
      async write(process, bytes) {
        while (held >= PIPE_BYTES && !isReaderGone) await news(process);
        if (isReaderGone) return process.brokenPipe();
        if (bytes.length === 0) return;
        pieces.push(bytes);
        held += bytes.length;
        wake();
      },
      close() {
        isWriterGone = true;
        wake();
      },
    },
  };
}
