/** What is asked of a server, and what it answers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { WebSocket } from 'ws';

/** One request, a GET unless said. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** What is sent with it. */
  readonly content?: { readonly type: string; readonly text: string };
  /** From `/api` or `/apis` on, escaped. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Media types, best first; JSON unless said. */
  readonly accept?: string;
  /** A body without an end (a watch, a followed log): the request timeout ends with the headers, gzip is not asked for. */
  readonly endless?: boolean;
  /** How long the body may pause, in milliseconds; 90 s unless said, without limit for an endless one. */
  readonly silenceMs?: number;
}

/** What came back. Its body must be read to the end, left by `break`, or discarded; else its connection stays taken. */
export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  /** `GET https://…`, for messages. */
  readonly attempt: string;
  /** As it arrives, and no faster than it is read. Throws ConnectionError, or the signal's reason. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body. Throws like `body`. */
  text(): Promise<string>;
  discard(): void;
}

/** A GET that is to become a WebSocket. */
export interface UpgradeRequest extends Pick<ApiRequest, 'path' | 'signal'> {
  readonly query: URLSearchParams;
  /** Subprotocols, best first. */
  readonly protocols: readonly string[];
}

/** A WebSocket, or what the server answered instead. */
export type Upgraded =
  | { readonly kind: 'socket'; readonly socket: WebSocket; explain(error: unknown): Error }
  | { readonly kind: 'answer'; readonly answer: Answer };
