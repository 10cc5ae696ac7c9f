/** What a pod waits for on the cluster's clock; all of it ends with the pod. */
import type { Clock } from '../clock.ts';

/** The timers of one pod. */
export class PodTimers {
  readonly #clock: Clock;
  readonly #cancels = new Set<() => void>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `action` after so many milliseconds, unless the timers are closed by then; returns what takes that back. */
  after(ms: number, action: () => void): () => void {
    if (this.#isClosed) return () => {};
    const stop = this.#clock.at(this.#clock.now() + ms, () => {
      this.#cancels.delete(stop);
      action();
    });
    this.#cancels.add(stop);
    return () => {
      this.#cancels.delete(stop);
      stop();
    };
  }

  /** Ends them all, and takes no more. */
  close(): void {
    this.#isClosed = true;
    for (const cancel of [...this.#cancels]) cancel();
    this.#cancels.clear();
  }
}
