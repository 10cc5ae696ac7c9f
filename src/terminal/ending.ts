/** What ends the program from outside. */

/** The user pressed Ctrl-C or closed the terminal, or somebody sent SIGTERM. */
export class Interrupted extends Error {
  readonly kind = 'Interrupted';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/** Whoever read standard output has closed it (`| head`): nothing more is worth doing, and nothing is wrong. */
export class OutputClosed extends Error {
  readonly kind = 'OutputClosed';

  constructor() {
    super('standard output was closed');
    this.name = 'OutputClosed';
  }
}

/** Standard output cannot be written to: the disk is full, the file system is gone. */
export class OutputFailed extends Error {
  readonly kind = 'OutputFailed';

  constructor(cause: Error) {
    super(`cannot write to standard output: ${cause.message}`, { cause });
    this.name = 'OutputFailed';
  }
}

/** A signal that comes so soon after the first is no second one, in milliseconds: `timeout`, `npm` and CI pass on what the terminal has sent already. */
const ECHO_MS = 1000;

/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP (the terminal was closed); a second one, unless it is an echo of the first, kills the process as if nobody had listened.
 * The listener stays until then: other packages' listeners kill the process at once when they find that they are the only ones.
 */
export function endingSignal(): AbortController {
  const ending = new AbortController();
  let firstMs = 0;
  const listener = (signal: NodeJS.Signals) => {
    if (!ending.signal.aborted) {
      firstMs = performance.now();
      return ending.abort(new Interrupted(signal));
    }
    if (performance.now() - firstMs < ECHO_MS) return;
    for (const name of SIGNALS) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  };
  for (const name of SIGNALS) process.on(name, listener);
  return ending;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
