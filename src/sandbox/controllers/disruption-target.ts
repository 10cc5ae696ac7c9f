/** The condition by which a pod says that it goes for no fault of its own (Kubernetes 1.36, `DisruptionTarget`). */
import { type Fields, isConditionTrue, listAt } from '../api/fields.ts';
import type { StoredObject } from '../store.ts';

/** Why a pod goes. */
export interface DisruptionReason {
  readonly reason: 'DeletionByPodGC' | 'DeletionByTaintManager' | 'PreemptionByScheduler' | 'TerminationByKubelet';
  readonly message: string;
}

/** The pod with the condition; as it is where it has one. `nowMs` in ms since the epoch. */
export function withDisruption(pod: StoredObject, because: DisruptionReason, nowMs: number): StoredObject {
  if (isConditionTrue(pod, 'DisruptionTarget')) return pod;
  const others = listAt(pod, 'status.conditions').filter(({ type }) => type !== 'DisruptionTarget');
  const condition: Fields = {
    type: 'DisruptionTarget',
    observedGeneration: pod.metadata.generation,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
    ...because,
  };
  const status: Fields = typeof pod.status === 'object' && pod.status !== null ? { ...pod.status } : {};
  return { ...pod, status: { ...status, conditions: [...others, condition] } };
}
