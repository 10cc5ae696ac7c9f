import type { Timing } from '../../src/cluster/transport/timing.ts';

/**
 * Time that a test moves: what waits for less than a minute (back-off) goes on at once and is written down, what waits
 * longer (silence, the age of a watch) does so when the test says that time has passed.
 */
export interface VirtualTiming extends Timing {
  /** The waits of less than a minute, in milliseconds, in order. */
  readonly waits: readonly number[];
  /** Lets `ms` pass: fires what was set for no more than that. */
  pass(ms: number): void;
  /** Whether something waits for this long. */
  isSet(ms: number): boolean;
  /** How many timers are set and neither fired nor cancelled. */
  pending(): number;
}

/** Makes one; `chance` is what `random` says. */
export function virtualTiming(chance = 0.5): VirtualTiming {
  const waits: number[] = [];
  const set = new Map<object, { readonly ms: number; readonly fire: () => void }>();
  return {
    waits,
    random: () => chance,
    pending: () => set.size,
    isSet: (ms) => [...set.values()].some((timer) => timer.ms === ms),
    after(ms, action) {
      const id = {};
      const fire = () => {
        if (set.delete(id)) action();
      };
      if (ms !== Number.POSITIVE_INFINITY) set.set(id, { ms, fire });
      if (ms < 60_000 && !LIMITS.includes(ms)) {
        waits.push(ms);
        setImmediate(fire);
      }
      return () => void set.delete(id);
    },
    pass(ms) {
      for (const timer of [...set.values()]) if (timer.ms <= ms) timer.fire();
    },
  };
}

/** The limit for making a connection, and when a watch counts as good: no waits. */
const LIMITS: readonly number[] = [30_000, 20_000];
