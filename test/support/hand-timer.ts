/** A time limit that is up when a test says so, however fast the machine is. */
import { vi } from 'vitest';

/** Stands for the timers of one length; `using` puts things right again. */
export interface HandTimer extends Disposable {
  /** Their time is up. */
  up(): void;
}

/** From now on timers of exactly `ms` milliseconds go off by hand, all others as ever. */
export function handTimer(ms: number): HandTimer {
  const { setTimeout: real } = globalThis;
  const waiting: (() => void)[] = [];
  const byHand = (action: () => void, after?: number) => {
    if (after !== ms) return real(action, after);
    waiting.push(action);
    return real(() => {}, 0);
  };
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(byHand as typeof setTimeout);
  return {
    up: () => {
      for (const action of waiting.splice(0)) action();
    },
    [Symbol.dispose]: () => spy.mockRestore(),
  };
}
