/** READY, RESTARTS, IP and READINESS GATES of a pod (Kubernetes 1.36, printers.go `printPod`). */

import { humanDuration, parseTime } from '../../../batch/durations.ts';
import type { StoredObject } from '../../store.ts';
import { type Fields, isConditionTrue, listAt, numberAt, textAt } from '../fields.ts';
import { NONE } from './cells.ts';
import { initContainers, isPastInit, isReadyAndRunning, pendingInit, sidecarSpecs } from './pod-containers.ts';

/** Containers and their restarts. */
export interface PodCounts {
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When a container last ended and was started again, in milliseconds; undefined when none was. */
  readonly lastRestart: number | undefined;
}

/** Counts sidecars with the main containers; init containers only while they hold the pod up. */
export function podCounts(pod: StoredObject): PodCounts {
  const total = listAt(pod, 'spec.containers').length + sidecarSpecs(pod).length;
  const init = initContainers(pod);
  const pending = pendingInit(pod)?.place ?? init.length;
  const reached = init.slice(0, pending + 1);
  const passed = init.slice(0, pending);
  const readySidecars = passed.filter(({ status, isSidecar }) => isSidecar && isStartedAndReady(status)).length;
  if (!isPastInit(pod)) {
    return { ready: readySidecars, total, ...restartsOf(reached.map(({ status }) => status)) };
  }
  const main = listAt(pod, 'status.containerStatuses');
  const sidecars = reached.filter(({ isSidecar }) => isSidecar).map(({ status }) => status);
  const ready = readySidecars + main.filter(isReadyAndRunning).length;
  return { ready, total, ...restartsOf([...sidecars, ...main]) };
}

/** `3 (5s ago)`; `0`. */
export function restartsText({ restarts, lastRestart }: PodCounts, now: number): string {
  if (restarts === 0 || lastRestart === undefined) return String(restarts);
  return `${restarts} (${humanDuration(now - lastRestart)} ago)`;
}

/** The pod's first address, or ''. */
export function podIp(pod: StoredObject): string {
  const [first] = listAt(pod, 'status.podIPs');
  return textAt(first, 'ip') || textAt(pod, 'status.podIP');
}

/** `1/2` gates that are True; `<none>` without gates. */
export function readinessGates(pod: StoredObject): string {
  const gates = listAt(pod, 'spec.readinessGates');
  const open = gates.filter((gate) => isConditionTrue(pod, textAt(gate, 'conditionType')));
  return gates.length === 0 ? NONE : `${open.length}/${gates.length}`;
}

function isStartedAndReady(status: Fields): boolean {
  return status.ready === true && status.started === true;
}

function restartsOf(statuses: readonly Fields[]): Pick<PodCounts, 'restarts' | 'lastRestart'> {
  const ends = statuses
    .map((status) => parseTime(textAt(status, 'lastState.terminated.finishedAt') || undefined))
    .filter((end) => end !== undefined);
  return {
    restarts: statuses.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0),
    lastRestart: ends.length === 0 ? undefined : Math.max(...ends),
  };
}
