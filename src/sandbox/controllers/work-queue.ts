/** What a controller has still to look at, and when: at most one entry a key, the earliest wins, on the cluster's own time. */
import type { Clock } from '../clock.ts';

/** Keys to be looked at. */
export interface WorkQueue {
  /** Looks at a key once `delayMs` of the cluster's time have passed, or sooner if it is already due sooner. */
  add(key: string, delayMs?: number): void;
  /** Drops everything. */
  close(): void;
}

/** Thrown by a look that has not come to its end: something was refused. */
export class LookAgain extends Error {}

/** When a look that threw is made again: so soon, and after twice as long each time that it throws again. */
export interface Retries {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A queue that calls `look` with each key when it is due. What it throws ends nothing: the key is looked at again, later each time. */
export function workQueue(clock: Clock, look: (key: string) => void, retries: Retries = RETRIES): WorkQueue {
  const due = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  const failures = new Map<string, number>();
  let isClosed = false;
  const add = (key: string, delayMs = 0) => {
    const at = clock.now() + delayMs;
    const waiting = due.get(key);
    if (isClosed || (waiting && waiting.at <= at)) return;
    waiting?.cancel();
    due.set(key, { at, cancel: clock.at(at, () => run(key)) });
  };
  const run = (key: string) => {
    due.delete(key);
    try {
      look(key);
      failures.delete(key);
    } catch {
      const before = failures.get(key) ?? 0;
      failures.set(key, before + 1);
      add(key, Math.min(retries.lastMs, retries.firstMs * 2 ** before));
    }
  };
  return {
    add,
    close() {
      isClosed = true;
      for (const { cancel } of due.values()) cancel();
      due.clear();
    },
  };
}

/** DefaultJobApiBackOff and MaxJobApiBackOff of the Job controller (pkg/controller/job/job_controller.go); nothing else here is refused anything. */
const RETRIES: Retries = { firstMs: 1000, lastMs: 60_000 };
