/**
 * Which run of a container a log request means, from the pod's status, and what the kubelet says when there is none
 * (Kubernetes 1.36, pkg/kubelet/kubelet_pods.go, validateContainerLogStatus).
 */
import { fieldAt, listAt, textAt } from '../api/fields.ts';
import type { StoredObject } from '../store.ts';

/** One run of a container: a restart makes another. */
export interface ContainerRun {
  /** The runtime's id; never empty once the run has ended. */
  readonly containerID: string;
  /** Whether it may still write. */
  readonly running: boolean;
}

/** Why there is no log to read. */
export interface NoRun {
  readonly refusal: string;
}

/** The run that a log request means, or why that run has no log (yet), in the kubelet's words (it answers 400). */
export function containerRunOf(pod: StoredObject, container: string, previous = false): ContainerRun | NoRun {
  const which = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)}`;
  const status = statusOf(pod, container);
  if (!status) return { refusal: `${which} is not available` };
  const terminated = fieldAt(status, 'state.terminated');
  const last = fieldAt(status, 'lastState.terminated');
  if (previous) return ended(last) ?? { refusal: `previous terminated ${which} not found` };
  if (fieldAt(status, 'state.running')) return { containerID: textAt(status, 'containerID'), running: true };
  if (terminated || last) return ended(terminated) ?? ended(last) ?? { refusal: `${which} is terminated` };
  const waiting = fieldAt(status, 'state.waiting');
  if (waiting) return { refusal: `${which} is waiting to start: ${waitingFor(textAt(waiting, 'reason'))}` };
  return { refusal: `${which} is waiting to start - no logs yet` };
}

/** Whether a node has been found for the pod. */
export function isScheduled(pod: StoredObject): boolean {
  return textAt(pod, 'spec.nodeName') !== '';
}

/** A run that has ended; undefined when no container was ever made for it. */
function ended(terminated: unknown): ContainerRun | undefined {
  const containerID = textAt(terminated, 'containerID');
  return containerID === '' ? undefined : { containerID, running: false };
}

function waitingFor(reason: string): string {
  if (reason === 'ErrImagePull') return "image can't be pulled";
  if (reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason;
}

function statusOf(pod: StoredObject, container: string): unknown {
  const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];
  return lists.flatMap((list) => listAt(pod, `status.${list}`)).find(({ name }) => name === container);
}
