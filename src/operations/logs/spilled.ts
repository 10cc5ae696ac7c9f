/** Lines that have to wait for their turn outside memory. */
import { blockOf, type LogBlock } from '../../batch/log-lines.ts';

/** Where bytes can be put aside. */
export interface Spill {
  /** Resolves to where they are. */
  write(bytes: Uint8Array): Promise<number>;
  read(offset: number, length: number): Promise<Buffer>;
}

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
    const bytes = Buffer.concat(lines);
    const offset = await this.#spill.write(bytes);
    this.#segments.push({ offset, length: bytes.length, before: block.before });
  }

  /** Takes the next lines back; undefined when there are no more. */
  async take(): Promise<LogBlock | undefined> {
    const segment = this.#segments.shift();
    if (!segment) return undefined;
    return blockOf(await this.#spill.read(segment.offset, segment.length), segment.before);
  }
}
