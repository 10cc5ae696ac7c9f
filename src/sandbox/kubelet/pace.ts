/** How long a kubelet and its runtime take for what they do, in milliseconds. Each pod's own chance varies them. */
import type { Random } from '../random.ts';
import type { PodLife } from './services.ts';

/** The steps. */
export const PACE = {
  /** From being bound to a node to the first word of its kubelet. */
  notice: 120,
  /** Until the pod has its network. */
  sandbox: 700,
  /** Until a container is made, and until it runs. */
  create: 120,
  start: 80,
  /** From a change in a container until the pod's status tells of it. */
  tell: 350,
  /** From the end of the last container until nothing of the pod is left on the node. */
  tearDown: 1200,
  /** From then until a pod that is being deleted is gone. */
  remove: 250,
  /** From the end of a container until it is started again. */
  restart: 800,
  /** A pull of an image that has to be asked for. */
  pull: 600,
  /** From the first failure to begin a container until the kubelet, which hears of the pod's new sandbox, looks at it again. */
  seenAgain: 2500,
  /** What the registry takes to say that it has no such image. */
  pullFails: 300,
} as const;

/** A time that is now a little shorter and now a little longer. */
export function varied(ms: number, random: Random): number {
  return Math.round(ms * (0.8 + 0.4 * random.next()));
}

/**
 * Milliseconds until the kubelet looks again at a pod in which something failed (pkg/kubelet/pod_workers.go: backOffPeriod, and up to half of it
 * more by chance).
 */
export function untilNextSync(random: Random): number {
  return 10_000 + Math.round(5000 * random.next());
}

/** A time until the end of a container is told of, which a scenario may make longer. */
export function untilTold(ms: number, { random, override }: Pick<PodLife, 'random' | 'override'>): number {
  return varied(ms, random) + (override?.endToldMs ?? 0);
}
