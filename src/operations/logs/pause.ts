/** Waiting between two tries. */

/** Resolves after `ms`; rejects with the signal's reason if that comes first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Ever longer waits while nothing gets better: 0.2 s, doubled each time, at most 5 s, and by chance down to half of that. */
export class Patience {
  #failures = 0;

  /** How often in a row it has failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Something went well: the next failure is the first again. */
  progress(): void {
    this.#failures = 0;
  }

  /** Waits after one more failure; rejects with the signal's reason. */
  async wait(signal: AbortSignal): Promise<void> {
    const longest = Math.min(5000, 200 * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    await pause(longest * (0.5 + Math.random() / 2), signal);
  }
}
