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

/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP (the terminal was closed); the second one kills the process as if nobody had listened. The listener stays until then: other
 * packages' listeners kill the process at once when they find that they are the only ones.
 */
export function endingSignal(): AbortController {
  const ending = new AbortController();
  const listener = (signal: NodeJS.Signals) => {
    if (!ending.signal.aborted) return ending.abort(new Interrupted(signal));
    for (const name of SIGNALS) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  };
  for (const name of SIGNALS) process.on(name, listener);
  return ending;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
