/** Which pods of a node a drain takes, and which stop it (Kubernetes 1.36, staging/src/k8s.io/kubectl/pkg/drain/filters.go). */
import { parseTime } from '../durations.ts';

/** What a drain looks at of a pod on the node. */
export interface NodePod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: string;
  /** Its controller's kind, or undefined without one. */
  readonly controller: { readonly kind: string; readonly name: string } | undefined;
  /** A static pod of the kubelet's, which the API server only shows. */
  readonly isMirror: boolean;
  readonly hasEmptyDir: boolean;
  /** When it was told to go and had its grace period behind it (RFC 3339); undefined while nobody told it to. */
  readonly deletionTimestamp: string | undefined;
  /** Its grace period. */
  readonly graceSeconds: number;
}

/** kubectl drain's flags. */
export interface DrainFlags {
  readonly ignoreDaemonsets: boolean;
  readonly deleteEmptydirData: boolean;
  readonly force: boolean;
  /** Pods that should have been gone for longer than so many seconds are left alone; 0: none are. */
  readonly skipWaitForDeleteSeconds: number;
}

/** What becomes of a pod of the node. */
export type DrainDecision =
  | { readonly kind: 'evict'; readonly warning: string }
  /** It stays; `warning` is empty where nobody has to know. */
  | { readonly kind: 'stay'; readonly warning: string }
  /** It stops the whole drain, unless the flag is given. */
  | { readonly kind: 'refuse'; readonly reason: string; readonly flag: string };

/** Whether a pod should have been gone for so long that nobody waits for it. `now` in ms since the epoch. */
export function isOverdue(
  { deletionTimestamp }: Pick<NodePod, 'deletionTimestamp'>,
  { skipWaitForDeleteSeconds }: Pick<DrainFlags, 'skipWaitForDeleteSeconds'>,
  now: number,
): boolean {
  const dueAt = parseTime(deletionTimestamp);
  if (skipWaitForDeleteSeconds <= 0 || dueAt === undefined) return false;
  return Math.floor((now - dueAt) / 1000) > skipWaitForDeleteSeconds;
}

/** Decides for one pod: the first filter that keeps it, or stops the drain, decides. `now` in ms since the epoch. */
export function drainDecision(pod: NodePod, flags: DrainFlags, now: number): DrainDecision {
  if (isOverdue(pod, flags, now)) return { kind: 'stay', warning: 'not waiting for Pods that should be gone by now' };
  return ofDaemonSet(pod, flags) ?? ofMirror(pod) ?? withLocalStorage(pod, flags) ?? unmanaged(pod, flags) ?? EVICT;
}

/** The pods that are evicted, what is to be told, and what stops the drain, each reason with its pods. */
export interface NodeDrain {
  readonly evicted: readonly NodePod[];
  readonly warnings: readonly DrainRemark[];
  readonly refusals: readonly (DrainRemark & { readonly flag: string })[];
}

/** A remark and the pods that it is about, `namespace/name`. */
export interface DrainRemark {
  readonly text: string;
  readonly pods: readonly string[];
}

/** Decides for all pods of a node. `now` in ms since the epoch. */
export function nodeDrain(pods: readonly NodePod[], flags: DrainFlags, now: number): NodeDrain {
  const decided = pods.map((pod) => ({ pod, decision: drainDecision(pod, flags, now) }));
  const warned = decided.flatMap(({ pod, decision }) =>
    decision.kind === 'refuse' || decision.warning === '' ? [] : [{ text: decision.warning, flag: '', pod }],
  );
  const refused = decided.flatMap(({ pod, decision }) =>
    decision.kind === 'refuse' ? [{ text: decision.reason, flag: decision.flag, pod }] : [],
  );
  return {
    evicted: decided.filter(({ decision }) => decision.kind === 'evict').map(({ pod }) => pod),
    warnings: grouped(warned),
    refusals: grouped(refused),
  };
}

const EVICT: DrainDecision = { kind: 'evict', warning: '' };

function hasEnded({ phase }: NodePod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function ofDaemonSet(pod: NodePod, { ignoreDaemonsets }: DrainFlags): DrainDecision | undefined {
  if (pod.controller?.kind !== 'DaemonSet' || hasEnded(pod)) return undefined;
  if (ignoreDaemonsets) return { kind: 'stay', warning: 'ignoring DaemonSet-managed Pods' };
  return { kind: 'refuse', reason: 'cannot delete DaemonSet-managed Pods', flag: '--ignore-daemonsets' };
}

function ofMirror({ isMirror }: NodePod): DrainDecision | undefined {
  return isMirror ? { kind: 'stay', warning: '' } : undefined;
}

function withLocalStorage(pod: NodePod, { deleteEmptydirData }: DrainFlags): DrainDecision | undefined {
  if (!pod.hasEmptyDir || hasEnded(pod)) return undefined;
  if (!deleteEmptydirData) {
    return { kind: 'refuse', reason: 'cannot delete Pods with local storage', flag: '--delete-emptydir-data' };
  }
  return isManaged(pod) ? { kind: 'evict', warning: 'deleting Pods with local storage' } : undefined;
}

function unmanaged(pod: NodePod, { force }: DrainFlags): DrainDecision | undefined {
  if (isManaged(pod) || hasEnded(pod)) return undefined;
  if (!force) return { kind: 'refuse', reason: 'cannot delete Pods that declare no controller', flag: '--force' };
  return { kind: 'evict', warning: 'deleting Pods that declare no controller' };
}

function isManaged({ controller }: NodePod): boolean {
  return controller !== undefined;
}

function grouped(
  remarks: readonly { readonly text: string; readonly flag: string; readonly pod: NodePod }[],
): readonly (DrainRemark & { readonly flag: string })[] {
  const groups = new Map<string, { readonly text: string; readonly flag: string; readonly pods: string[] }>();
  for (const { text, flag, pod } of remarks) {
    const group = groups.get(text) ?? { text, flag, pods: [] };
    group.pods.push(`${pod.namespace}/${pod.name}`);
    groups.set(text, group);
  }
  return [...groups.values()];
}
