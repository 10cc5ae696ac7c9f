/** What `logs` writes: lines as bytes to standard output, notices to standard error. */
import { rawBytes } from '../batch/log-lines.ts';
import type { LogEvent, LogLines } from '../operations/logs/events.ts';
import { jsonLines } from './logs/json.ts';
import { type LineOptions, LineWriter } from './logs/lines.ts';
import { noticeText } from './logs/notices.ts';
import { escapeUnsafe, plainLines } from './text.ts';

/** How logs are written. */
export interface LogsView extends LineOptions {
  readonly format: 'text' | 'raw' | 'jsonl' | 'json';
}

/** The last event. */
export type LogsEnd = Extract<LogEvent, { readonly kind: 'end' }>;

/** A piece of output: bytes to be written as they are, text that is for a terminal, a word to the reader, or how it came out. */
export type LogsPiece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'end'; readonly end: LogsEnd };

/** The pieces, in the order of the events. `json` is one document, written as it grows; with all the others each block stands for itself. */
export async function* logsOutput(events: AsyncIterable<LogEvent>, view: LogsView): AsyncGenerator<LogsPiece> {
  const written = formatOf(view);
  if (written.head) yield bytes(Buffer.from(written.head));
  for await (const event of events) {
    if (event.kind === 'end' && written.tail) yield bytes(Buffer.from(written.tail()));
    yield pieceOf(event, written);
  }
}

/** A function from events to pieces, for lines as text among other output. */
export function logsText(view: LineOptions): (event: LogEvent) => LogsPiece {
  const written = formatOf({ ...view, format: 'text' });
  return (event) => pieceOf(event, written);
}

function pieceOf(event: LogEvent, written: Written): LogsPiece {
  switch (event.kind) {
    case 'lines':
      return written.lines([event]);
    case 'merged':
      return written.lines(event.lines);
    case 'notice': {
      const said = noticeText(event.notice);
      written.note?.(said);
      return { kind: 'notice', text: said };
    }
    case 'end':
      return { kind: 'end', end: event };
  }
}

/** A format: how lines are written, and what stands around them all. */
interface Written {
  readonly head?: string;
  lines(lines: readonly LogLines[]): LogsPiece;
  note?(notice: string): void;
  tail?(): string;
}

function formatOf(view: LogsView): Written {
  switch (view.format) {
    case 'text': {
      const writer = new LineWriter(view);
      return { lines: (lines) => linesPiece(writer.writeAll(lines), view) };
    }
    case 'raw':
      return {
        lines: (lines) => bytes(joined(lines.map(({ block }) => rawBytes(block, view.timestamps !== undefined)))),
      };
    case 'jsonl':
      return { lines: (lines) => bytes(Buffer.from(`${jsonOf(lines).join('\n')}\n`)) };
    case 'json':
      return new JsonDocument();
  }
}

/** `kind: JobLogs`, written piece by piece: it may be longer than memory. */
class JsonDocument implements Written {
  readonly head = '{"apiVersion":"kubectl-job/v1","kind":"JobLogs","lines":[';
  readonly #notices: string[] = [];
  #isEmpty = true;

  lines(lines: readonly LogLines[]): LogsPiece {
    const written = `${this.#isEmpty ? '\n' : ',\n'}${jsonOf(lines).join(',\n')}`;
    this.#isEmpty = false;
    return bytes(Buffer.from(written));
  }

  note(notice: string): void {
    this.#notices.push(...plainLines(notice).filter((line) => line !== ''));
  }

  tail(): string {
    return `\n],"notices":${escapeUnsafe(JSON.stringify(this.#notices))}}\n`;
  }
}

function linesPiece(lines: Buffer, view: LogsView): LogsPiece {
  return view.harmless ? { kind: 'text', text: lines.toString() } : { kind: 'bytes', bytes: lines };
}

function jsonOf(lines: readonly LogLines[]): readonly string[] {
  return lines.flatMap(({ log, block }) => jsonLines(log, block));
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
}

function bytes(written: Uint8Array): LogsPiece {
  return { kind: 'bytes', bytes: written };
}
