/** A clock of the embedded cluster that a test moves by hand. */
import type { Clock } from '../../src/sandbox/clock.ts';

/** Stands still until it is moved; what was due by then happens at once. */
export interface SteppedClock extends Clock {
  /** In milliseconds since the epoch. */
  moveTo(ms: number): void;
}

/** A clock that stands at a moment, in milliseconds since the epoch. */
export function steppedClock(startMs: number): SteppedClock {
  const set = new Set<{ readonly atMs: number; readonly action: () => void }>();
  let now = startMs;
  return {
    now: () => now,
    leaps: false,
    hold: () => () => {},
    at(atMs, action) {
      const timer = { atMs, action };
      set.add(timer);
      return () => set.delete(timer);
    },
    moveTo(ms) {
      now = ms;
      for (const timer of [...set]) if (timer.atMs <= now && set.delete(timer)) timer.action();
    },
  };
}
