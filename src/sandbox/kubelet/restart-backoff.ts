/** When a container is started again (Kubernetes 1.36, client-go/util/flowcontrol/backoff.go, pkg/kubelet/kuberuntime, doBackOff). Pure. */
import type { StoredObject } from '../store.ts';
import type { Trouble } from './image-pull.ts';

/** What is remembered of a container's failures. */
export interface RestartBackoff {
  readonly delayMs: number;
  readonly updatedMs: number;
}

const FIRST_MS = 10_000;
const MOST_MS = 300_000;

/** What follows from a container's end. */
export interface NextStart {
  /** Milliseconds from its end until it may start; 0: at once. */
  readonly waitMs: number;
  /** The delay that the kubelet names while it waits. */
  readonly delayMs: number;
  /** What is to be remembered once it has started. */
  readonly after: RestartBackoff;
}

/** The next start of a container that ended at `endedMs`. A container that ran twice the longest delay begins anew. */
export function nextStart(before: RestartBackoff | undefined, endedMs: number): NextStart {
  const known = before && endedMs - before.updatedMs <= 2 * MOST_MS ? before : undefined;
  if (!known) return { waitMs: 0, delayMs: 0, after: { delayMs: FIRST_MS, updatedMs: endedMs } };
  return {
    waitMs: known.delayMs,
    delayMs: known.delayMs,
    after: { delayMs: Math.min(MOST_MS, known.delayMs * 2), updatedMs: endedMs + known.delayMs },
  };
}

/** Why a container waits for its restart. */
export function crashLoop(container: string, pod: string, delayMs: number): Trouble {
  return {
    reason: 'CrashLoopBackOff',
    message: `back-off ${printDelay(delayMs)} restarting failed container=${container} pod=${pod}`,
  };
}

/** A pod as the kubelet names it in what it says: `NAME_NAMESPACE(UID)`. */
export function podNameInWords({ metadata: { name, namespace, uid } }: StoredObject): string {
  return `${name}_${namespace}(${uid})`;
}

/** A delay as the kubelet prints it: `10s`, `1m20s`, `5m0s`. */
export function printDelay(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
