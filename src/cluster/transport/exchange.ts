import type { ClientRequest, IncomingMessage } from 'node:http';
import { SilenceError } from '../errors.ts';
import type { Timing } from './timing.ts';

/** How long what may take, in milliseconds; Infinity for no limit. */
export interface Limits {
  /** Until there is a connection and the request is on its way. */
  readonly connectMs: number;
  /** Until the answer's headers. */
  readonly answerMs: number;
  /** Between two pieces of the body, while somebody waits for the next. */
  readonly silenceMs: number;
  /** Until the body's end. */
  readonly wholeMs: number;
}

/** A request under way, which can be cut off for a reason. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  /** Ends it; whoever reads the body gets `reason`. */
  cut(reason: unknown): void;
  /** Why it was cut; undefined while it was not. */
  reason(): unknown;
  /** Must be called once the body is done with. */
  release(): void;
}

/** A kept-open connection turned out to be dead before anything was answered: asking again is safe. */
export class StaleConnection extends Error {}

/** Sends a request, with its body if it has one, and waits for the headers. Throws Node's error, SilenceError, or the signal's reason. */
export async function exchange(
  outgoing: ClientRequest,
  how: { readonly signal: AbortSignal; readonly limits: Limits; readonly timing: Timing; readonly body?: string },
): Promise<Exchange> {
  const { signal, limits, timing } = how;
  let reason: unknown;
  const cut = (why: unknown) => {
    reason ??= why;
    // Without the error: a socket that is just given back to its agent has nobody who listens for one, and would end the program.
    outgoing.destroy();
  };
  const limit = (ms: number, what: string) => timing.after(ms, () => cut(new SilenceError(what, ms)));
  const stopConnecting = limit(limits.connectMs, 'no connection');
  const stopWaiting = limit(limits.answerMs, 'no answer');
  const stopWhole = limit(limits.wholeMs, 'not finished');
  const onAbort = () => cut(signal.reason ?? new Error('aborted'));
  signal.addEventListener('abort', onAbort, { once: true });
  outgoing.once('finish', stopConnecting);
  const release = () => {
    stopWhole();
    signal.removeEventListener('abort', onAbort);
  };
  try {
    const incoming = await headersOf(outgoing, how.body);
    return { incoming, cut, reason: () => reason, release };
  } catch (error) {
    release();
    if (reason !== undefined) throw reason;
    throw outgoing.reusedSocket && isReset(error) ? new StaleConnection('stale', { cause: error }) : error;
  } finally {
    stopConnecting();
    stopWaiting();
  }
}

function headersOf(outgoing: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', (incoming) => {
      // Cut before anybody reads it: the reader gets the reason, and the program goes on.
      incoming.on('error', () => {});
      resolve(incoming);
    });
    // Stays: an error after the headers reaches whoever reads the body, and must not end the program here.
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
