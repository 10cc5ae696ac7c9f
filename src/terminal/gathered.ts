/** Many small pieces written as few large ones: what came while the last ones were dealt with goes out together. */
import type { Output } from './streams.ts';

/** Takes bytes at the pace at which the stream takes them. */
export interface GatheredOutput {
  /** Resolves at once, or, when a lot has gathered, once that is written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all is written. */
  flush(): Promise<void>;
}

/** So much is gathered at most. */
const MOST_BYTES = 64 * 1024;

const LARGE_BYTES = 8 * 1024;

/** Gathers for as long as there is something else to do; nothing waits longer than that. */
export function gathered(out: Pick<Output, 'writeBytes'>): GatheredOutput {
  let pieces: Uint8Array[] = [];
  let size = 0;
  let written: Promise<void> = Promise.resolve();
  let isPlanned = false;
  const flush = () => {
    const taken = pieces;
    pieces = [];
    size = 0;
    if (taken.length > 0) written = written.then(() => out.writeBytes(joined(taken)));
    return written;
  };
  return {
    flush,
    async write(bytes) {
      // What is large already is not copied once more.
      if (bytes.length >= LARGE_BYTES) void flush();
      pieces.push(bytes);
      size += bytes.length;
      if (bytes.length >= LARGE_BYTES || size >= MOST_BYTES) return flush();
      if (isPlanned) return;
      isPlanned = true;
      setImmediate(() => {
        isPlanned = false;
        void flush();
      });
    },
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
}
