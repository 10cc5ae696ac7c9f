/** Lines that have to wait for their turn outside memory. */
import { blockOf, type LogBlock, stampOf } from '../../batch/log-lines.ts';

/** Where bytes can be put aside. */
export interface Spill {
  /** Resolves to where they are. */
  write(bytes: Uint8Array): Promise<number>;
  read(offset: number, length: number): Promise<Buffer>;
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
    const lines = block.starts.map((start, i) => block.bytes.subarray(start, block.ends[i]));
    const offset = await this.#spill.write(Buffer.concat(lines));
    let segment = { offset, length: 0, before: block.before };
    for (const [i, line] of lines.entries()) {
      if (segment.length > 0 && segment.length + line.length > SEGMENT_BYTES) {
        this.#segments.push(segment);
        segment = { offset: segment.offset + segment.length, length: 0, before: stampOf(block, i - 1) };
      }
      segment.length += line.length;
    }
    if (segment.length > 0) this.#segments.push(segment);
  }

  /** Takes the next lines back; undefined when there are no more. */
  async take(): Promise<LogBlock | undefined> {
    const segment = this.#segments.shift();
    if (!segment) return undefined;
    return blockOf(await this.#spill.read(segment.offset, segment.length), segment.before);
  }
}
