/** What ends the program from outside. */

/** The user pressed Ctrl-C, or somebody sent SIGTERM. */
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

/** Aborted by the first SIGINT or SIGTERM; the second one kills the process as if nobody had listened. */
export function endingSignal(): AbortController {
  const ending = new AbortController();
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
  const listener = (signal: NodeJS.Signals) => {
    for (const name of signals) process.off(name, listener);
    ending.abort(new Interrupted(signal));
  };
  for (const name of signals) process.on(name, listener);
  return ending;
}
