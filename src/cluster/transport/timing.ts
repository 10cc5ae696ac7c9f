/** Waiting and chance, handed in so that a test can run an hour of trouble in a moment. */
export interface Timing {
  /** Calls `action` after `ms` (Infinity: never); returns a function that cancels it. */
  after(ms: number, action: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
}

/** The wall clock and real chance. */
export const realTiming: Timing = {
  after(ms, action) {
    if (ms === Number.POSITIVE_INFINITY) return () => {};
    const timer = setTimeout(action, Math.min(ms, 2_147_483_647));
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Waits; rejects at once with the signal's reason when it is aborted. */
export function pause(ms: number, timing: Timing, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = timing.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** The promise's outcome, or the signal's reason if that comes first. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
