import type { ContainerState, ContainerStatus, Pod, Terminated } from '../../batch/objects.ts';
import { Fields } from './fields.ts';
import { readConditions, readMeta } from './meta.ts';

/** A pod (core/v1) as the API sent it → the slim `Pod`. Never throws: whatever is of the wrong type is left out. */
export function normalisePod(object: unknown): Pod {
  const fields = Fields.of(object);
  const spec = fields.object('spec');
  const status = fields.object('status');
  return {
    metadata: readMeta(fields, isOfBatch),
    nodeName: spec.text('nodeName'),
    restartPolicy: spec.text('restartPolicy') ?? 'Always',
    phase: status.text('phase') ?? 'Unknown',
    reason: status.text('reason') ?? '',
    message: status.text('message') ?? '',
    startTime: status.time('startTime'),
    conditions: readConditions(status),
    initContainerStatuses: status.objects('initContainerStatuses').map(readContainerStatus),
    containerStatuses: status.objects('containerStatuses').map(readContainerStatus),
  };
}

function isOfBatch(annotation: string): boolean {
  return annotation.startsWith('batch.kubernetes.io/');
}

function readContainerStatus(container: Fields): ContainerStatus {
  const lastState = container.object('lastState');
  return {
    name: container.text('name') ?? '',
    ready: container.flag('ready') ?? false,
    restartCount: container.count('restartCount') ?? 0,
    state: readState(container.object('state')),
    lastTerminated: lastState.has('terminated') ? readTerminated(lastState.object('terminated')) : undefined,
  };
}

function readState(state: Fields): ContainerState {
  if (state.has('terminated')) return { kind: 'terminated', ...readTerminated(state.object('terminated')) };
  if (state.has('running')) return { kind: 'running', startedAt: state.object('running').time('startedAt') };
  if (!state.has('waiting')) return { kind: 'none' };
  const waiting = state.object('waiting');
  return { kind: 'waiting', reason: waiting.text('reason') ?? '', message: waiting.text('message') ?? '' };
}

function readTerminated(terminated: Fields): Terminated {
  return {
    exitCode: terminated.integer('exitCode') ?? 0,
    signal: terminated.integer('signal'),
    reason: terminated.text('reason') ?? '',
    message: terminated.text('message') ?? '',
    startedAt: terminated.time('startedAt'),
    finishedAt: terminated.time('finishedAt'),
  };
}
