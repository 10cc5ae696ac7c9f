/** A pod's state in a line, to compare sequences of them. */
import { fieldAt, isConditionTrue, listAt, numberAt, textAt } from '../../../src/sandbox/api/fields.ts';

/** Phase, readiness with its reason, deletion, disruption, and what each container does. */
export function compact(pod: unknown): string {
  const ready = listAt(pod, 'status.conditions').find(({ type }) => type === 'Ready');
  const statuses = [...listAt(pod, 'status.initContainerStatuses'), ...listAt(pod, 'status.containerStatuses')];
  return [
    textAt(pod, 'status.phase'),
    ready ? `${ready.status}${ready.reason === undefined ? '' : `:${ready.reason}`}` : 'new',
    ...(fieldAt(pod, 'metadata.deletionTimestamp') === undefined ? [] : ['deleted']),
    ...(isConditionTrue(pod, 'DisruptionTarget') ? ['disrupted'] : []),
    ...statuses.map(containerState),
    textAt(pod, 'status.reason'),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function containerState(status: unknown): string {
  const waiting = textAt(status, 'state.waiting.reason');
  if (waiting !== '') return `${textAt(status, 'name')}=${waiting}`;
  const code = numberAt(status, 'state.terminated.exitCode');
  if (code !== undefined) return `${textAt(status, 'name')}=${textAt(status, 'state.terminated.reason')}(${code})`;
  return `${textAt(status, 'name')}=running${fieldAt(status, 'ready') === true ? '' : ' unready'}`;
}

/** Neighbours that are alike are one. */
export function sequence(pods: Iterable<unknown>): readonly string[] {
  const all: string[] = [];
  for (const pod of pods) {
    const state = pod === undefined ? 'gone' : compact(pod);
    if (all.at(-1) !== state) all.push(state);
  }
  return all;
}
