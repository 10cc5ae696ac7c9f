/** What a watch sleeps on: a change, the next bookmark, its own end, its client's going. */

/** Why a sleep ended. */
export type Woken = 'change' | 'interval' | 'timeout' | 'aborted';

/** Sleeps of one watcher. Time here is the wall's: it is about a connection, not about the cluster. */
export class Wakeup {
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #changed = false;
  #isOver = false;
  #rouse: () => void = () => {};

  /** `timeoutMs` 0 never ends. */
  constructor(options: { readonly timeoutMs: number; readonly signal: AbortSignal }) {
    this.#signal = options.signal;
    this.#onAbort = () => this.#rouse();
    this.#signal.addEventListener('abort', this.#onAbort);
    if (options.timeoutMs === 0) return;
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#rouse();
    }, options.timeoutMs);
  }

  /** There is something new. */
  wake(): void {
    this.#changed = true;
    this.#rouse();
  }

  /** Sleeps until something happens, at most `intervalMs`. A change since the last sleep ends it at once. */
  async wait(intervalMs: number): Promise<Woken> {
    let interval: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#rouse = resolve;
      interval = setTimeout(resolve, intervalMs);
      if (this.#changed || this.#isOver || this.#signal.aborted) resolve();
    });
    clearTimeout(interval);
    const changed = this.#changed;
    this.#changed = false;
    if (this.#signal.aborted) return 'aborted';
    if (this.#isOver) return 'timeout';
    return changed ? 'change' : 'interval';
  }

  /** Lets go of timers and listeners. */
  close(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}
