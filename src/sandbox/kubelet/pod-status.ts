/** A pod's status as the kubelet writes it (Kubernetes 1.36, pkg/kubelet/kubelet_pods.go, generateAPIPodStatus). Pure. */
import { type Fields, fieldAt, listAt, mapAt, textAt } from '../api/fields.ts';
import type { StoredObject } from '../store.ts';
import { isLastPhase, phaseOf } from './phase.ts';
import { podConditions } from './pod-conditions.ts';
import type { ContainerRecord, ContainerState, PodRecord, Terminated } from './records.ts';

/** What the status is made of, beside what stands there. */
export interface StatusSource {
  readonly record: PodRecord;
  readonly nowMs: number;
  /** The pod is being ended: nothing is started again. */
  readonly isEnding: boolean;
  /** Everything of it has ended: its last phase may be told. */
  readonly isOver: boolean;
}

/** The new status. The last phase is told only when nothing runs any more, because others may then take the pod's place. */
export function podStatus(pod: StoredObject, { record, nowMs, isEnding, isOver }: StatusSource): Fields {
  const before = fieldAt(pod, 'status');
  const computed = phaseOf(record, textAt(pod, 'spec.restartPolicy'), isEnding);
  const told = textAt(pod, 'status.phase');
  const phase: string = isLastPhase(told) ? told : isLastPhase(computed) && !isOver ? told || 'Pending' : computed;
  const conditions = podConditions(listAt(pod, 'status.conditions'), { record, phase: computed, now: stamp(nowMs) });
  const init = record.containers.filter(({ role }) => role !== 'main');
  const main = record.containers.filter(({ role }) => role === 'main');
  const failure = record.failure && isLastPhase(phase) ? record.failure : undefined;
  const total = podResources(record);
  return {
    observedGeneration: record.generation,
    phase,
    conditions,
    ...(failure ? { message: failure.message, reason: failure.reason } : keptReason(before)),
    hostIP: record.hostIP,
    hostIPs: [{ ip: record.hostIP }],
    ...(record.podIP === undefined ? {} : { podIP: record.podIP, podIPs: [{ ip: record.podIP }] }),
    startTime: stamp(record.startMs),
    ...(init.length > 0 ? { initContainerStatuses: init.map(containerStatus) } : {}),
    containerStatuses: main.map(containerStatus),
    ...(record.ephemeral.length > 0 ? { ephemeralContainerStatuses: record.ephemeral.map(ephemeralStatus) } : {}),
    qosClass: textAt(pod, 'status.qosClass'),
    ...(total.requests === undefined ? {} : { allocatedResources: total.requests }),
    resources: total,
  };
}

/** What somebody else has said about why the pod failed. */
function keptReason(before: unknown): Fields {
  const reason = textAt(before, 'reason');
  const message = textAt(before, 'message');
  return { ...(message === '' ? {} : { message }), ...(reason === '' ? {} : { reason }) };
}

/** Nobody asks whether such a container is ready. */
function ephemeralStatus(container: ContainerRecord): Fields {
  return { ...containerStatus(container), ready: false, started: container.state.is === 'running' };
}

function containerStatus(container: ContainerRecord): Fields {
  const { name, state, lastState, restarts, image, isStarted, isReady, spec } = container;
  const id = state.is === 'waiting' ? (lastState?.containerID ?? '') : state.containerID;
  const resources = resourcesOf(spec);
  const mounts = listAt(spec, 'volumeMounts');
  return {
    name,
    state: writtenState(state),
    lastState: lastState ? { terminated: writtenEnd(lastState) } : {},
    ready: isReady,
    restartCount: restarts,
    image: image?.name ?? textAt(spec, 'image'),
    imageID: image?.id ?? '',
    ...(id === '' ? {} : { containerID: id }),
    started: isStarted,
    ...(image && resources.requests !== undefined ? { allocatedResources: resources.requests } : {}),
    ...(image ? { resources } : {}),
    ...(mounts.length > 0 ? { volumeMounts: mounts.map(mountStatus) } : {}),
  };
}

function mountStatus(mount: Fields): Fields {
  const { name, mountPath } = mount;
  return { name, mountPath, ...(mount.readOnly === true ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}) };
}

/** Limits and requests of a container; a limit without a request is one (which defaults have filled in already). */
function resourcesOf(spec: Fields): { readonly limits?: Fields; readonly requests?: Fields } {
  const limits = mapAt(spec, 'resources.limits');
  const requests = mapAt(spec, 'resources.requests');
  return {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
  };
}

/** Those of a pod with one container are that one's; with more they are left to the spec. */
function podResources({ containers }: PodRecord): ReturnType<typeof resourcesOf> {
  const [only, ...others] = containers.filter(({ role }) => role === 'main');
  return only && others.length === 0 && only.image ? resourcesOf(only.spec) : {};
}

function writtenState(state: ContainerState): Fields {
  switch (state.is) {
    case 'waiting':
      return { waiting: { reason: state.reason, ...(state.message === undefined ? {} : { message: state.message }) } };
    case 'running':
      return { running: { startedAt: stamp(state.startedMs) } };
    case 'terminated':
      return { terminated: writtenEnd(state) };
  }
}

function writtenEnd({ exitCode, reason, message, startedMs, finishedMs, containerID }: Terminated): Fields {
  return {
    exitCode,
    reason,
    ...(message === undefined ? {} : { message }),
    startedAt: startedMs === undefined ? null : stamp(startedMs),
    finishedAt: finishedMs === undefined ? null : stamp(finishedMs),
    ...(containerID === '' ? {} : { containerID }),
  };
}

/** RFC 3339 in whole seconds. */
export function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
