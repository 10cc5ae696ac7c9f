/** A clock whose hands can be moved: what clocks do that are set right, and machines that were asleep. */
import type { Clock } from './clock.ts';

/** A clock that can be moved while it runs. */
export interface JumpingClock extends Clock {
  /** Moves it by so many milliseconds, forward or back. What was awaited comes when the clock says so, what lies in the past now at once. */
  jump(byMs: number): void;
}

/** The same clock, with hands that can be moved. */
export function jumpingClock(inner: Clock): JumpingClock {
  const waiting = new Set<Waiting>();
  let offsetMs = 0;
  const arm = (moment: Waiting) => {
    moment.cancel = inner.at(moment.atMs - offsetMs, () => {
      waiting.delete(moment);
      moment.action();
    });
  };
  return {
    ...inner,
    now: () => inner.now() + offsetMs,
    at(atMs, action) {
      const moment: Waiting = { atMs, action, cancel: () => {} };
      waiting.add(moment);
      arm(moment);
      return () => {
        waiting.delete(moment);
        moment.cancel();
      };
    },
    jump(byMs) {
      offsetMs += byMs;
      for (const moment of [...waiting].sort((a, b) => a.atMs - b.atMs)) {
        moment.cancel();
        arm(moment);
      }
    },
  };
}

interface Waiting {
  readonly atMs: number;
  readonly action: () => void;
  cancel: () => void;
}
