/** What a controller has still to look at, and when: at most one entry a key, the earliest wins, on the cluster's own time. */
import type { Clock } from '../clock.ts';

/** Keys to be handled. */
export interface WorkQueue {
  /** Handles a key once `delayMs` of the cluster's time have passed, or sooner if it is already due sooner. */
  add(key: string, delayMs?: number): void;
  /** Drops everything. */
  close(): void;
}

/** A queue that calls `handle` with each key when it is due. What `handle` throws ends nothing: the key is tried again a second later. */
export function workQueue(clock: Clock, handle: (key: string) => void): WorkQueue {
  const due = new Map<string, { readonly at: number; readonly cancel: () => void }>();
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
      handle(key);
    } catch {
      add(key, RETRY_MS);
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

const RETRY_MS = 1000;
