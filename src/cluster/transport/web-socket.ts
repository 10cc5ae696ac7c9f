/** One WebSocket, opened; loaded only when there is need of one. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { SilenceError } from '../errors.ts';
import type { Exchange, Limits } from './exchange.ts';
import type { Timing } from './timing.ts';

/** How it is opened. */
export interface OpenSocket {
  /** As Node's request takes them; the package's own type knows of no header with several values. */
  readonly options: Omit<ClientOptions, 'headers'> & { readonly headers: OutgoingHttpHeaders };
  /** Best first. */
  readonly protocols: readonly string[];
  readonly signal: AbortSignal;
  readonly limits: Limits;
  readonly timing: Timing;
}

/** A WebSocket that is paused, or an answer that is none, whose body is to be read. */
export type Opened =
  | { readonly kind: 'socket'; readonly socket: WebSocket }
  | { readonly kind: 'answer'; readonly running: Exchange };

/** Rejects with Node's error, SilenceError, or the signal's reason. */
export function openSocket(url: string, { options, protocols, signal, limits, timing }: OpenSocket): Promise<Opened> {
  const settings = { ...options, perMessageDeflate: false, followRedirects: false } as ClientOptions;
  const socket = new WebSocket(url, [...protocols], settings);
  const { promise, resolve, reject } = Promise.withResolvers<Opened>();
  const fail = (why: unknown) => {
    reject(why);
    socket.terminate();
  };
  const onAbort = () => fail(signal.reason);
  const stopWaiting = timing.after(limits.answerMs, () => fail(new SilenceError('no answer', limits.answerMs)));
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', reject);
  socket.once('open', () => {
    // What comes with the handshake waits until somebody listens.
    socket.pause();
    resolve({ kind: 'socket', socket });
  });
  socket.once('unexpected-response', (_request, incoming: IncomingMessage) => {
    resolve({ kind: 'answer', running: exchangeOf(incoming) });
  });
  return promise.finally(() => {
    stopWaiting();
    signal.removeEventListener('abort', onAbort);
  });
}

function exchangeOf(incoming: IncomingMessage): Exchange {
  let reason: unknown;
  const cut = (why: unknown) => {
    reason ??= why;
    incoming.destroy();
  };
  incoming.on('error', () => {});
  return { incoming, cut, reason: () => reason, release: () => {} };
}
