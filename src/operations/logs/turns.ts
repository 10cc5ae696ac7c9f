/** Who may have a stream open: so many at once, the others in a row. When somebody waits, a log that is quiet, or has been followed for long, makes room. */
import { Turnstile } from './turnstile.ts';

/** While others wait, a stream that brings nothing for so long makes room, */
const QUIET_MS = 300;
/** and every other one after so long. */
const TURN_MS = 5000;

/** Thrown into a stream whose turn is over. */
export class TurnIsOver extends Error {
  override readonly name = 'TurnIsOver';
}

/** The turn of one log. */
export interface Turn {
  /** Aborted with `TurnIsOver` when others shall have theirs. */
  readonly signal: AbortSignal;
  /** The stream has brought something. */
  touch(): void;
  /** Must be called when it is done. */
  end(): void;
}

/** The turns of many logs over few streams. */
export class Turns {
  readonly streams: number;
  readonly #turnstile: Turnstile;
  readonly #onCrowd: () => void;

  /** `onCrowd` is called each time a log has to make room for another. */
  constructor(streams: number, onCrowd: () => void) {
    this.streams = streams;
    this.#turnstile = new Turnstile(streams);
    this.#onCrowd = onCrowd;
  }

  /** Resolves when there is room. What is sure to end by itself need not make room. */
  async begin(kind: 'endless' | 'finite'): Promise<Turn> {
    await this.#turnstile.enter();
    const over = new AbortController();
    const begun = performance.now();
    let touched = begun;
    const timer = setInterval(() => {
      const now = performance.now();
      if (kind === 'finite' || this.#turnstile.waiting === 0 || (now - touched < QUIET_MS && now - begun < TURN_MS))
        return;
      clearInterval(timer);
      this.#onCrowd();
      over.abort(new TurnIsOver());
    }, QUIET_MS / 2);
    return {
      signal: over.signal,
      touch: () => {
        touched = performance.now();
      },
      end: () => {
        clearInterval(timer);
        this.#turnstile.leave();
      },
    };
  }
}
