/** Lines of logs as bytes: what a program wrote stays as it wrote it. */
import { type LogBlock, rawBytes, stampOf, textBounds } from '../../batch/log-lines.ts';
import type { ContainerLog } from '../../batch/log-selection.ts';
import type { LogLines } from '../../operations/logs/events.ts';
import { harmless } from '../text.ts';
import { type PrefixOptions, prefixOf } from './prefix.ts';
import type { LineTemplate, TemplateField } from './template.ts';
import { type TimestampKind, timeText } from './times.ts';

/** How lines are written. */
export interface LineOptions extends PrefixOptions {
  /** Undefined: no times. */
  readonly timestamps: TimestampKind | undefined;
  /** In the place of prefix, time and text. */
  readonly template: LineTemplate | undefined;
  /** Take out what a terminal would act on. */
  readonly harmless: boolean;
}

/** Writes blocks one after the other; it remembers whose line has not ended. */
export class LineWriter {
  readonly #options: LineOptions;
  readonly #prefixes = new WeakMap<ContainerLog, Buffer>();
  #unfinished: ContainerLog | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** The lines of a block, each with its prefix and a newline. */
  write(log: ContainerLog, block: LogBlock): Buffer {
    if (this.#isPlain(block)) return this.#plain([{ log, block }]);
    const goesOn = block.continued && this.#unfinished === log;
    const isMended = this.#unfinished !== undefined && !goesOn;
    this.#unfinished = block.goesOn ? log : undefined;
    const lines = block.starts.map((_, line) => this.#line({ log, block, line, goesOn: goesOn && line === 0 }));
    return Buffer.concat(isMended ? [NEWLINE, ...lines] : lines);
  }

  /** The same for lines of several logs by turns. */
  writeAll(lines: readonly LogLines[]): Buffer {
    if (lines.every(({ block }) => this.#isPlain(block))) return this.#plain(lines);
    return Buffer.concat(lines.map(({ log, block }) => this.write(log, block)));
  }

  /** Nearly all lines: prefix, the stamp as it came, the text, a newline. */
  #isPlain({ goesOn }: LogBlock): boolean {
    const { template, timestamps, harmless: safe } = this.#options;
    const isWritten = !template && !safe && (timestamps === undefined || timestamps === 'utc');
    return isWritten && this.#unfinished === undefined && !goesOn;
  }

  /** Plain lines, in one piece. */
  #plain(lines: readonly LogLines[]): Buffer {
    const withStamps = this.#options.timestamps !== undefined;
    const [only] = lines;
    if (only && lines.length === 1 && this.#prefixOf(only.log).length === 0) {
      const raw = rawBytes(only.block, withStamps);
      if (raw.at(-1) === LINE_FEED) return raw;
    }
    const size = lines.reduce((sum, { log, block }) => sum + plainSize(block, this.#prefixOf(log)), 0);
    const written = Buffer.allocUnsafe(size);
    let at = 0;
    for (const { log, block } of lines) {
      const prefix = this.#prefixOf(log);
      for (let line = 0; line < block.starts.length; line += 1) {
        const { from, to } = textBounds(block, line);
        at += prefix.copy(written, at);
        at += block.bytes.copy(written, at, withStamps ? block.starts[line] : from, to);
        at = written.writeUInt8(LINE_FEED, at);
      }
    }
    return written.subarray(0, at);
  }

  #line(of: OneLine): Buffer {
    const { log, block, line, goesOn } = of;
    const isCut = block.goesOn && line === block.starts.length - 1;
    const { from, to } = textBounds(block, line);
    const text = this.#options.harmless
      ? Buffer.from(shown(block.bytes.toString('utf8', from, to)))
      : block.bytes.subarray(from, to);
    if (this.#options.template) return Buffer.concat([...this.#filled(this.#options.template, of, text), NEWLINE]);
    const head = goesOn ? [] : [this.#prefixOf(log), Buffer.from(this.#timeOf(of))];
    return Buffer.concat([...head, text, ...(isCut ? [] : [NEWLINE])]);
  }

  #timeOf({ log, block, line }: OneLine): string {
    const { timestamps } = this.#options;
    const stamp = timestamps === undefined ? '' : timeText(stampOf(block, line), timestamps, log.jobStartTime);
    return stamp === '' ? '' : `${stamp} `;
  }

  #filled(template: LineTemplate, of: OneLine, text: Buffer): readonly Buffer[] {
    return template.map((part) => {
      if (part.kind === 'text') return Buffer.from(part.text);
      return part.field === 'line' ? text : Buffer.from(this.#field(part.field, of));
    });
  }

  #field(field: Exclude<TemplateField, 'line'>, { log, block, line }: OneLine): string {
    switch (field) {
      case 'timestamp':
        return timeText(stampOf(block, line), this.#options.timestamps ?? 'utc', log.jobStartTime);
      case 'prefix':
        return this.#prefixOf(log).toString().trimEnd();
      default:
        return String(log[field] ?? '');
    }
  }

  #prefixOf(log: ContainerLog): Buffer {
    const known = this.#prefixes.get(log);
    const prefix = known ?? ownBytes(prefixOf(log, this.#options));
    if (!known) this.#prefixes.set(log, prefix);
    return prefix;
  }
}

/** What the lines of a block take at most. */
function plainSize({ starts, ends }: LogBlock, prefix: Buffer): number {
  let size = starts.length * (prefix.length + 1);
  for (let line = 0; line < starts.length; line += 1) size += (ends[line] ?? 0) - (starts[line] ?? 0);
  return size;
}

/** Bytes that keep nothing else in memory: short ones from `Buffer.from` lie in a pool with others. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.alloc(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

interface OneLine {
  readonly log: ContainerLog;
  readonly block: LogBlock;
  readonly line: number;
  /** It goes on with what has been written before. */
  readonly goesOn: boolean;
}

const LINE_FEED = 0x0a;
const NEWLINE = Buffer.from([LINE_FEED]);

/** A line on a terminal. Carriage returns, with which programs draw over what they wrote, become blanks. */
function shown(text: string): string {
  return harmless(text).replace(/\n+$/, '').replaceAll('\n', ' ');
}
