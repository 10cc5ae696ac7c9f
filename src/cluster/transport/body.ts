import type { Readable } from 'node:stream';
import { SilenceError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import type { Timing } from './timing.ts';

/** How to read a body. */
export interface Reading {
  /** Milliseconds that may pass while the next piece is waited for. */
  readonly silenceMs: number;
  readonly timing: Timing;
  /** Turns what went wrong on the wire into what the reader is told. */
  readonly explain: (error: unknown) => unknown;
}

/**
 * The body of an answer, unzipped if need be, as it arrives and no faster than it is read. A silent sender is given up.
 * Throws what `explain` makes of an error, or the reason for which the exchange was cut.
 */
export async function* readBody(running: Exchange, reading: Reading): AsyncGenerator<Uint8Array, void, void> {
  const { incoming } = running;
  try {
    const chunks = (await unzipped(incoming))[Symbol.asyncIterator]();
    while (true) {
      const stop = reading.timing.after(reading.silenceMs, () => {
        running.cut(new SilenceError('nothing more came', reading.silenceMs));
      });
      const next: IteratorResult<Uint8Array> = await chunks.next().finally(stop);
      if (next.done && !incoming.complete) throw brokenOff();
      if (next.done) return;
      yield next.value;
      if (next.value.length >= LARGE_BYTES) await roundOfEvents();
    }
  } catch (error) {
    const reason = running.reason() ?? error;
    throw reason === error || reason instanceof SilenceError ? reading.explain(reason) : reason;
  } finally {
    if (!incoming.complete || incoming.readableLength > 0) incoming.destroy();
    running.release();
  }
}

/** Where pieces are large, more of them lie ready: taken together they cost a reader less than one by one. */
const LARGE_BYTES = 8 * 1024;

/** Resolves when everything that has arrived meanwhile is at hand. */
function roundOfEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Node ends a body in good order when its connection broke before anybody listened. */
function brokenOff(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}

async function unzipped(incoming: Readable & { readonly headers: NodeJS.Dict<string | string[]> }): Promise<Readable> {
  if (incoming.headers['content-encoding'] !== 'gzip') return incoming;
  const [{ createGunzip }, { pipeline }] = await Promise.all([import('node:zlib'), import('node:stream')]);
  const gunzip = createGunzip();
  // Errors of both ends up in `gunzip`, which is what is read.
  pipeline(incoming, gunzip, () => {});
  return gunzip;
}
