/** Lines that have to wait for their turn outside memory. */
import { blockOf, type LogBlock, rawBytes, stampOf } from '../../batch/log-lines.ts';

/** Where bytes can be put aside. */
export interface Spill {
  /** Resolves to where they are. */
  write(bytes: Uint8Array): Promise<number>;
  read(offset: number, length: number): Promise<Buffer>;
  /** Once nothing of it is needed any more. */
  close(): Promise<void>;
}

/** So much of each log is taken back at a time, or one line: there may be thousands of logs. */
const SEGMENT_BYTES = 8 * 1024;

/** The blocks of one log, put aside and taken back in the same order. */
export class SpilledBlocks {
  readonly #spill: Spill;
  readonly #segments: { readonly offset: number; readonly length: number; readonly before: string }[] = [];

  constructor(spill: Spill) {
    this.#spill = spill;
  }

  /** Puts a block aside. */
  async put(block: LogBlock): Promise<void> {
    const { starts, ends } = block;
    let offset = await this.#spill.write(rawBytes(block, true));
    let length = 0;
    let before = block.before;
    for (const [line, start] of starts.entries()) {
      const lineLength = (ends[line] ?? 0) - start;
      if (length > 0 && length + lineLength > SEGMENT_BYTES) {
        this.#segments.push({ offset, length, before });
        offset += length;
        length = 0;
        before = stampOf(block, line - 1);
      }
      length += lineLength;
    }
    if (length > 0) this.#segments.push({ offset, length, before });
  }

  /** Takes the next lines back; undefined when there are no more. */
  async take(): Promise<LogBlock | undefined> {
    const segment = this.#segments.shift();
    if (!segment) return undefined;
    return blockOf(await this.#spill.read(segment.offset, segment.length), segment.before);
  }
}
