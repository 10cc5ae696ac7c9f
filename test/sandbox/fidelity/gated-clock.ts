/** A clock that leaps like the embedded cluster's own, but only up to a moment that the test has reached: beyond it time stands still. */
import type { Clock } from '../../../src/sandbox/clock.ts';
import { leapingClock } from '../../../src/sandbox/leaping-clock.ts';

/** A leaping clock with a gate. */
export interface GatedClock extends Clock {
  /** Lets time pass up to a moment, in ms since the epoch; resolves when it has come. */
  runUntil(ms: number): Promise<void>;
}

/** Stands still at `startMs` until it may run. */
export function gatedClock(startMs: number): GatedClock {
  const inner = leapingClock(startMs);
  const parked = new Set<Parked>();
  let gateMs = startMs;
  const admit = (moment: Parked) => {
    parked.delete(moment);
    moment.cancel = inner.at(moment.atMs, moment.action);
  };
  return {
    ...inner,
    now: () => inner.now(),
    at(atMs, action) {
      const moment: Parked = { atMs, action, cancel: () => {} };
      if (atMs <= gateMs) admit(moment);
      else parked.add(moment);
      return () => {
        parked.delete(moment);
        moment.cancel();
      };
    },
    async runUntil(ms) {
      gateMs = ms;
      const due = [...parked].filter(({ atMs }) => atMs <= ms);
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const moment of due) admit(moment);
      inner.at(ms, resolve);
      await promise;
    },
  };
}

interface Parked {
  readonly atMs: number;
  readonly action: () => void;
  cancel: () => void;
}
