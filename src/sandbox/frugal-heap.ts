/** Memory: a cluster that runs ten thousand pods makes much that is soon forgotten. */
import { setFlagsFromString } from 'node:v8';

/** By how much more than what lives the heap may grow before it is cleaned up, in percent; V8's own measure is up to three times as much. */
const GROWTH = 60;

/** A process as large as this is cleaned up so often, where the engine has no such measure. */
const LARGE_BYTES = 200_000_000;
const EVERY_MS = 1000;

/** Has the engine clean up earlier: less memory for somewhat more work. For a process that is a cluster and nothing else. */
export function keepHeapSmall(): void {
  const bun: unknown = Object(globalThis).Bun;
  if (typeof bun === 'object' && bun !== null && 'gc' in bun) cleanUpOften(bun.gc);
  else setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}

function cleanUpOften(gc: unknown): void {
  const look = () => {
    if (typeof gc === 'function' && process.memoryUsage.rss() > LARGE_BYTES) gc(true);
  };
  setInterval(look, EVERY_MS).unref();
}
