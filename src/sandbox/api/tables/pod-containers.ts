/** The containers of a pod, as READY, STATUS and RESTARTS look at them (Kubernetes 1.36, printers.go `printPod`). */

import type { StoredObject } from '../../store.ts';
import { type Fields, fieldAt, listAt, numberAt, textAt } from '../fields.ts';

/** One container status. */
export interface ContainerState {
  readonly status: Fields;
  /** An init container that goes on running beside the main ones. */
  readonly isSidecar: boolean;
}

/** The statuses of the init containers, in order. */
export function initContainers(pod: StoredObject): readonly ContainerState[] {
  const sidecars = new Set(sidecarSpecs(pod).map((spec) => textAt(spec, 'name')));
  return listAt(pod, 'status.initContainerStatuses').map((status) => ({
    status,
    isSidecar: sidecars.has(textAt(status, 'name')),
  }));
}

/** The specs of the sidecars. */
export function sidecarSpecs(pod: StoredObject): readonly Fields[] {
  return listAt(pod, 'spec.initContainers').filter((spec) => textAt(spec, 'restartPolicy') === 'Always');
}

/** The first init container that holds the pod up, with its place; undefined when all are done. */
export function pendingInit(pod: StoredObject): { readonly status: Fields; readonly place: number } | undefined {
  const all = initContainers(pod);
  const place = all.findIndex((container) => !isPast(container));
  const status = all[place]?.status;
  return status && { status, place };
}

/** Whether the main containers are what counts: no init container holds the pod up, or the pod says it is initialized. */
export function isPastInit(pod: StoredObject): boolean {
  const initialized = listAt(pod, 'status.conditions').some(
    (condition) => condition.type === 'Initialized' && condition.status === 'True',
  );
  return initialized || pendingInit(pod) === undefined;
}

/** Whether a main container runs and is ready. */
export function isReadyAndRunning(status: Fields): boolean {
  return status.ready === true && fieldAt(status, 'state.running') !== undefined;
}

/** `ExitCode:2`, `Signal:9`, for a container that ended without a reason. */
export function exitText(status: Fields): string {
  const signal = numberAt(status, 'state.terminated.signal') ?? 0;
  if (signal !== 0) return `Signal:${signal}`;
  return `ExitCode:${numberAt(status, 'state.terminated.exitCode') ?? 0}`;
}

/** Done with exit code 0, or a sidecar that has started. */
function isPast({ status, isSidecar }: ContainerState): boolean {
  const terminated = fieldAt(status, 'state.terminated');
  if (terminated !== undefined && (numberAt(terminated, 'exitCode') ?? 0) === 0) return true;
  return isSidecar && status.started === true;
}
