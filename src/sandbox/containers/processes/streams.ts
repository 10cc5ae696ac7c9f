/** What processes read from and write to. */
import { FileError } from '../files/file-error.ts';
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

/** /dev/full. */
export const FULL_STREAM: Stream = {
  read: ZERO_STREAM.read,
  write: () => {
    throw new FileError('ENOSPC', '/dev/full');
  },
};

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
      try {
        tree.write(node, bytes, where);
      } finally {
        at = Math.min(where + bytes.length, node.bytes.length);
      }
    },
  };
}

/** What a pipe holds before its writer must wait. */
const PIPE_BYTES = 65_536;

/** Both ends of a pipe. A write without a reader is SIGPIPE. */
export function pipe(): { readonly reader: Stream; readonly writer: Stream } {
  const held = new Pipe();
  const refuse = () => Promise.reject(new Error('the wrong end of a pipe'));
  return {
    reader: { read: (process, most) => held.read(process, most), write: refuse, close: () => held.closeReader() },
    writer: { read: refuse, write: (process, bytes) => held.write(process, bytes), close: () => held.closeWriter() },
  };
}

class Pipe {
  readonly #pieces: Uint8Array[] = [];
  readonly #waiting = new Set<() => void>();
  #bytes = 0;
  #isReaderGone = false;
  #isWriterGone = false;

  async read(process: Process, most: number): Promise<Uint8Array | undefined> {
    while (this.#bytes === 0 && !this.#isWriterGone) await this.#news(process);
    return this.#bytes === 0 ? undefined : this.#take(most);
  }

  async write(process: Process, bytes: Uint8Array): Promise<void> {
    while (this.#bytes >= PIPE_BYTES && !this.#isReaderGone) await this.#news(process);
    if (this.#isReaderGone) return process.brokenPipe();
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    this.#wake();
  }

  closeReader(): void {
    this.#isReaderGone = true;
    this.#wake();
  }

  closeWriter(): void {
    this.#isWriterGone = true;
    this.#wake();
  }

  #take(most: number): Uint8Array {
    const [first = NOTHING] = this.#pieces;
    const piece = first.subarray(0, most);
    if (piece.length === first.length) this.#pieces.shift();
    else this.#pieces[0] = first.subarray(piece.length);
    this.#bytes -= piece.length;
    this.#wake();
    return piece;
  }

  #wake(): void {
    for (const go of [...this.#waiting]) go();
  }

  #news(process: Process): Promise<void> {
    return process.block<void>((done) => {
      const go = () => {
        this.#waiting.delete(go);
        done();
      };
      this.#waiting.add(go);
      return () => this.#waiting.delete(go);
    });
  }
}
