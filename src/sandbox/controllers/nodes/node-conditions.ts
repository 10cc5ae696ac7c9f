/** What a node says of itself, and what is said of it when it says nothing (Kubernetes 1.36, pkg/kubelet/nodestatus, pkg/controller/nodelifecycle). */
import { type Fields, listAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';

/** The conditions of a node that is well, as its kubelet posts them; `now` is RFC 3339. */
export function healthyConditions(now: string): readonly Fields[] {
  return HEALTHY.map((condition) => ({ ...condition, lastHeartbeatTime: now, lastTransitionTime: now }));
}

/** The node as its kubelet posts it when it is back; as it is where it has no kubelet. */
export function withPostedConditions(node: StoredObject, now: string): StoredObject {
  return withConditions(node, (before) => {
    const posted = HEALTHY.find(({ type }) => type === before.type);
    if (!posted) return before;
    const lastTransitionTime = before.status === posted.status ? before.lastTransitionTime : now;
    return { ...posted, lastHeartbeatTime: now, lastTransitionTime };
  });
}

/** The node of which nothing has been heard for too long. */
export function withUnknownConditions(node: StoredObject, now: string): StoredObject {
  return withConditions(node, (before) =>
    before.status === 'Unknown'
      ? before
      : {
          ...before,
          status: 'Unknown',
          lastTransitionTime: now,
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
  );
}

const HEALTHY: readonly Fields[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
];

function withConditions(node: StoredObject, change: (condition: Fields) => Fields): StoredObject {
  const status: Fields = typeof node.status === 'object' && node.status !== null ? { ...node.status } : {};
  return { ...node, status: { ...status, conditions: listAt(node, 'status.conditions').map(change) } };
}
