/** Memory: what makes much that is soon forgotten takes far more of it than lives at any moment, if the engine is left to itself. */
import { setFlagsFromString } from 'node:v8';

/** How eagerly to clean up. */
export interface Frugality {
  /** By how much more than what lives the heap may grow before that, in percent; V8's own measure is up to three times as much. */
  readonly growth: number;
  /** Where the engine has no such measure: a process as large as this is cleaned up whenever it has grown by so much since the last time. */
  readonly largeBytes: number;
  readonly grownBytes: number;
}

/** A cluster that runs ten thousand pods, in a process that is nothing else. */
export const AS_CLUSTER: Frugality = { growth: 60, largeBytes: 200_000_000, grownBytes: 10_000_000 };

/** Logs of thousands of pods that are merged: pieces of each wait for their turn. */
export const AS_MERGE: Frugality = { growth: 30, largeBytes: 80_000_000, grownBytes: 10_000_000 };

/** How often growth is looked at: some 100 MB a second are made where a lot goes on. */
const EVERY_MS = 20;

/** Has the engine clean up earlier from now on, until the process ends: less memory for somewhat more work. */
export function keepHeapSmall(frugality: Frugality): void {
  const bun: unknown = Object(globalThis).Bun;
  if (typeof bun === 'object' && bun !== null && 'gc' in bun) cleanUpAsItGrows(bun.gc, frugality);
  else setFlagsFromString(`--heap-growing-percent=${frugality.growth}`);
}

function cleanUpAsItGrows(gc: unknown, { largeBytes, grownBytes }: Frugality): void {
  if (typeof gc !== 'function') return;
  let grownFrom = largeBytes;
  const look = () => {
    if (process.memoryUsage.rss() < grownFrom + grownBytes) return;
    gc(true);
    grownFrom = Math.max(largeBytes, process.memoryUsage.rss());
  };
  setInterval(look, EVERY_MS).unref();
}
