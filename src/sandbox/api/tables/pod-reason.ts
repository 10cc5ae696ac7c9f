/** The STATUS of a pod (Kubernetes 1.36, printers.go `printPod`). */

import type { StoredObject } from '../../store.ts';
import { type Fields, fieldAt, isConditionTrue, listAt, textAt } from '../fields.ts';
import { exitText, isPastInit, isReadyAndRunning, pendingInit } from './pod-containers.ts';

/** Completed, Error, Init:0/1, ErrImagePull, Terminating, Running, … */
export function podReason(pod: StoredObject): string {
  const phase = textAt(pod, 'status.phase');
  const isDeleted = pod.metadata.deletionTimestamp !== undefined;
  if (isDeleted && textAt(pod, 'status.reason') === 'NodeLost') return 'Unknown';
  if (isDeleted && phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  const whileInitializing = initReason(pod) ?? ownReason(pod);
  return isPastInit(pod) ? mainReason(pod, whileInitializing) : whileInitializing;
}

function ownReason(pod: StoredObject): string {
  const isGated = listAt(pod, 'status.conditions').some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  return isGated ? 'SchedulingGated' : textAt(pod, 'status.reason') || textAt(pod, 'status.phase');
}

function initReason(pod: StoredObject): string | undefined {
  const pending = pendingInit(pod);
  if (!pending) return undefined;
  const { status, place } = pending;
  if (fieldAt(status, 'state.terminated') !== undefined) {
    return `Init:${textAt(status, 'state.terminated.reason') || exitText(status)}`;
  }
  const waiting = textAt(status, 'state.waiting.reason');
  if (waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${place}/${listAt(pod, 'spec.initContainers').length}`;
}

/** The first container with something to say has the last word; `Completed` gives way to one that still runs. */
function mainReason(pod: StoredObject, otherwise: string): string {
  const containers = listAt(pod, 'status.containerStatuses');
  const reasons = containers.map(containerReason).filter((reason) => reason !== undefined);
  const reason = reasons[0] ?? otherwise;
  const isRunning = containers.some((status) => containerReason(status) === undefined && isReadyAndRunning(status));
  if (reason !== 'Completed' || !isRunning) return reason;
  return isConditionTrue(pod, 'Ready') ? 'Running' : 'NotReady';
}

function containerReason(status: Fields): string | undefined {
  const waiting = textAt(status, 'state.waiting.reason');
  if (waiting !== '') return waiting;
  if (fieldAt(status, 'state.terminated') === undefined) return undefined;
  return textAt(status, 'state.terminated.reason') || exitText(status);
}
