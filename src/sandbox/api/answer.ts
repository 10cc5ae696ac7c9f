/** What a request is answered with, and how it goes over the wire. */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Status } from './status.ts';

/** An answer: whole, or in pieces as they come. */
export interface Answer {
  readonly code: number;
  readonly contentType: string;
  /** A list of values is a header for each. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** What is done over the streams that the connection becomes (code 101) where the client has asked for that; a failure's Status, if it is one. */
  readonly streams?: (channels: Channels, signal: AbortSignal) => Promise<Status | undefined>;
}

/** The streams of `exec`, as the container's side knows them. */
export interface Channels {
  /** Ends when the client closes it, or goes. */
  readonly stdin: AsyncIterable<Uint8Array>;
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

/** A JSON answer. */
export function json(body: unknown, options: { readonly code?: number; readonly contentType?: string } = {}): Answer {
  const { code = 200, contentType = 'application/json' } = options;
  return { code, contentType, body: JSON.stringify(body) };
}

/** A plain text answer. */
export function plainText(body: string, code = 200): Answer {
  return { code, contentType: 'text/plain; charset=utf-8', body };
}

/** Writes an answer; a stream's headers go out at once, and its pieces as fast as the client takes them. Ends early when `signal` aborts. */
export async function send(response: ServerResponse, answer: Answer, signal: AbortSignal): Promise<void> {
  response.statusCode = answer.code;
  response.setHeader('Content-Type', answer.contentType);
  response.setHeader('Cache-Control', 'no-cache, private');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (typeof answer.body === 'string' || answer.body instanceof Uint8Array) {
    response.end(answer.body);
    return;
  }
  response.flushHeaders();
  for await (const piece of answer.body) {
    if (signal.aborted) break;
    if (!response.write(piece)) await once(response, 'drain', { signal });
  }
  response.end();
}
