/**
 * The embedded cluster's time. Everything in the sandbox asks this clock, never `Date.now`, so that it can run ten times
 * as fast, stand still, or be moved by a test.
 */

/** A clock in milliseconds since the epoch, with timers on its own time. */
export interface Clock {
  now(): number;
  /** Calls `action` once `now()` has reached `atMs`; returns a function that cancels it. A time in the past fires soon. */
  at(atMs: number, action: () => void): () => void;
  /** Whether it leaps to what is awaited, instead of running. */
  readonly leaps: boolean;
  /** Time does not leap until the returned function is called: something still computes. Nothing else holds up a clock that only runs. */
  hold(): () => void;
}

/** The longest wait that setTimeout takes. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** Time that starts at `startMs` and runs `speed` times as fast as the wall clock; speed 0 stands still. */
export function scaledClock(startMs: number, speed: number): Clock {
  const begun = performance.now();
  const now = () => startMs + (performance.now() - begun) * speed;
  const at = (atMs: number, action: () => void): (() => void) => {
    if (speed === 0 && atMs > startMs) return () => {};
    let timer: NodeJS.Timeout | undefined;
    const fire = () => (now() < atMs ? arm() : action());
    const arm = () => {
      const waitMs = Math.max(0, (atMs - now()) / (speed || 1));
      timer = setTimeout(fire, Math.min(waitMs, MAX_TIMEOUT_MS));
    };
    arm();
    return () => clearTimeout(timer);
  };
  return { now, at, leaps: false, hold: () => () => {} };
}
