/** Memory: a cluster that runs ten thousand pods makes much that is soon forgotten. */
import { setFlagsFromString } from 'node:v8';

/** By how much more than what lives the heap may grow before it is cleaned up, in percent; V8's own measure is up to three times as much. */
const GROWTH = 60;

/** Where the engine has no such measure: a process as large as this is cleaned up whenever it has grown by so much since the last time. */
const LARGE_BYTES = 200_000_000;
const GROWN_BYTES = 40_000_000;
/** How often that is looked at: a busy cluster makes some 100 MB a second. */
const EVERY_MS = 100;

/** Has the engine clean up earlier: less memory for somewhat more work. For a process that is a cluster and nothing else. */
export function keepHeapSmall(): void {
  const bun: unknown = Object(globalThis).Bun;
  if (typeof bun === 'object' && bun !== null && 'gc' in bun) cleanUpAsItGrows(bun.gc);
  else setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}

function cleanUpAsItGrows(gc: unknown): void {
  if (typeof gc !== 'function') return;
  let grownFrom = LARGE_BYTES;
  const look = () => {
    if (process.memoryUsage.rss() < grownFrom + GROWN_BYTES) return;
    gc(true);
    grownFrom = Math.max(LARGE_BYTES, process.memoryUsage.rss());
  };
  setInterval(look, EVERY_MS).unref();
}
