/** What `logs` writes: lines as bytes to standard output, notices to standard error. */
import type { LogEvent } from '../operations/logs/events.ts';
import { jsonLines } from './logs/json.ts';
import { type LineOptions, LineWriter, rawBytes } from './logs/lines.ts';
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
  if (written.head) yield text(written.head);
  for await (const event of events) {
    if (event.kind === 'lines') yield written.lines(event);
    else if (event.kind === 'notice') {
      const said = noticeText(event.notice);
      written.note?.(said);
      yield { kind: 'notice', text: said };
    } else {
      if (written.tail) yield text(written.tail());
      yield { kind: 'end', end: event };
    }
  }
}

type Lines = Extract<LogEvent, { readonly kind: 'lines' }>;

/** A format: how lines are written, and what stands around them all. */
interface Written {
  readonly head?: string;
  lines(event: Lines): LogsPiece;
  note?(notice: string): void;
  tail?(): string;
}

function formatOf(view: LogsView): Written {
  switch (view.format) {
    case 'text': {
      const writer = new LineWriter(view);
      return { lines: ({ log, block }) => linesPiece(writer.write(log, block), view) };
    }
    case 'raw':
      return { lines: ({ block }) => ({ kind: 'bytes', bytes: rawBytes(block, view.timestamps !== undefined) }) };
    case 'jsonl':
      return { lines: ({ log, block }) => text(`${jsonLines(log, block).join('\n')}\n`) };
    case 'json':
      return new JsonDocument();
  }
}

/** `kind: JobLogs`, written piece by piece: it may be longer than memory. */
class JsonDocument implements Written {
  readonly head = '{"apiVersion":"kubectl-job/v1","kind":"JobLogs","lines":[';
  readonly #notices: string[] = [];
  #isEmpty = true;

  lines({ log, block }: Lines): LogsPiece {
    const written = `${this.#isEmpty ? '\n' : ',\n'}${jsonLines(log, block).join(',\n')}`;
    this.#isEmpty = false;
    return text(written);
  }

  note(notice: string): void {
    this.#notices.push(...plainLines(notice).filter((line) => line !== ''));
  }

  tail(): string {
    return `\n],"notices":${escapeUnsafe(JSON.stringify(this.#notices))}}\n`;
  }
}

function linesPiece(bytes: Buffer, view: LogsView): LogsPiece {
  return view.harmless ? text(bytes.toString()) : { kind: 'bytes', bytes };
}

function text(written: string): LogsPiece {
  return { kind: 'text', text: written };
}
