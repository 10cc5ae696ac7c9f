/** How long after a Job's end the `wait` for it is over: for a test, and for whoever measures. */
import { watchesOf } from './fault-proxy.ts';
import { type Ended, runCli } from './run-cli.ts';
import { rawJob, storeCluster } from './store-cluster.ts';

/** What `wait` left behind, and the milliseconds from the Job's last status to its exit. */
export interface Delayed extends Ended {
  readonly delayMs: number;
}

/** Lets a Job come to `status` (`COMPLETE`, `FAILED`) while the built program waits for it against the embedded cluster. */
export async function exitDelay(status: object): Promise<Delayed> {
  await using at = await storeCluster();
  at.store.put('jobs', rawJob('x'));
  const running = runCli(['wait', 'x'], { env: at.proxy.env });
  await at.proxy.seen(watchesOf('jobs'));
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const began = performance.now();
  at.store.put('jobs', rawJob('x', { status }));
  const ended = await running;
  return { ...ended, delayMs: performance.now() - began };
}

/** The watch is asked for by then; this long, and it has been answered. */
const SETTLED_MS = 100;
