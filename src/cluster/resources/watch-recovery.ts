import { ApiError, ConnectionError, KubeconfigError } from '../errors.ts';
import { BrokenLine } from '../transport/lines.ts';
import type { Timing } from '../transport/timing.ts';

/** The server ended a watch in good order. API servers do so every few minutes. */
export class EndOfWatch extends Error {
  override readonly name = 'EndOfWatch';

  constructor() {
    super('the server ended the watch');
  }
}

/** Nothing came for so long that a living server would have sent a bookmark. */
export class SilentWatch extends Error {
  override readonly name = 'SilentWatch';
}

/** The failure that an ERROR event of a watch carries. */
export class ErrorEvent extends Error {
  override readonly name = 'ErrorEvent';
  readonly failure: ApiError;

  constructor(failure: ApiError) {
    super(failure.message);
    this.failure = failure;
  }
}

/** How a watch goes on after it broke. */
export interface Plan {
  /** Whether what was missed can only be learned from a new list. */
  readonly relist: boolean;
  readonly waitMs: number;
  /** What to tell the user; undefined for what is part of every watch's life. */
  readonly announce: Error | undefined;
}

/** client-go's reflector: 0.8 s, doubled each time, at most 30 s, with jitter. */
const FIRST_WAIT_MS = 800;
const LONGEST_WAIT_MS = 30_000;

/** Decides how to go on, ever more slowly while nothing gets better. */
export class Recovery {
  readonly #timing: Timing;
  #failures = 0;
  #isSteady = false;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Something was delivered: the next failure is the first again. */
  progress(): void {
    this.#failures = 0;
  }

  /** The connection has held: the next failure is the first again, and proxies that cut what is idle do it by a reset, too. */
  steady(): void {
    this.#failures = 0;
    this.#isSteady = true;
  }

  /**
   * The plan after `error`; undefined when asking again cannot mend it. `isRunning` says that all was well before, so that
   * trouble with certificates or credentials is taken for a passing one.
   */
  after(error: unknown, isRunning: boolean): Plan | undefined {
    const failure = error instanceof ErrorEvent ? error.failure : error;
    if (!isMendable(failure, isRunning)) return undefined;
    const isExpired = failure instanceof ApiError && failure.code === 410;
    const isIdleCut = this.#isSteady && failure instanceof ConnectionError && failure.trouble === 'reset';
    const isOrdinary = isExpired || isIdleCut || failure instanceof EndOfWatch || failure instanceof SilentWatch;
    const isFirst = this.#failures === 0;
    this.#isSteady = false;
    const waitMs = isOrdinary && isFirst ? 0 : this.#wait(failure);
    this.#failures += 1;
    // A server that fails in the midst of a watch may have lost the version to go on from; older ones say so with a 500.
    const relist = isExpired || error instanceof ErrorEvent;
    return { relist, waitMs, announce: isOrdinary && isFirst ? undefined : asError(failure) };
  }

  #wait(failure: unknown): number {
    const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#failures, 10));
    const jittered = growing * (0.5 + this.#timing.random() / 2);
    const asked = failure instanceof ApiError ? (failure.retryAfterSeconds ?? 0) * 1000 : 0;
    return Math.round(Math.max(jittered, asked * (1 + this.#timing.random() / 5)));
  }
}

function isMendable(failure: unknown, isRunning: boolean): boolean {
  if (failure instanceof ApiError) return failure.code >= 500 || [408, 410, 425, 429].includes(failure.code);
  if (failure instanceof EndOfWatch || failure instanceof SilentWatch || failure instanceof BrokenLine) return true;
  if (failure instanceof KubeconfigError) return isRunning;
  if (!(failure instanceof ConnectionError)) return false;
  return isRunning || !['tls', 'not-kubernetes'].includes(failure.trouble);
}

function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}
