/** What is known of a pod when its kubelet first sees it. */
import { type Fields, listAt, numberAt, textAt } from '../api/fields.ts';
import type { StoredObject } from '../store.ts';
import type { ContainerRecord, ContainerRole, PodRecord } from './records.ts';

/** A record in which nothing has begun. */
export function recordFor(
  pod: StoredObject,
  { startMs, hostIP }: { readonly startMs: number; readonly hostIP: string },
): PodRecord {
  const before = listAt(pod, 'spec.initContainers');
  const reason = before.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  return {
    containers: [
      ...before.map((spec) =>
        containerRecord(spec, textAt(spec, 'restartPolicy') === 'Always' ? 'sidecar' : 'init', reason),
      ),
      ...listAt(pod, 'spec.containers').map((spec) => containerRecord(spec, 'main', reason)),
    ],
    ephemeral: [],
    startMs,
    hostIP,
    podIP: undefined,
    isSandboxReady: false,
    failure: undefined,
    generation: numberAt(pod, 'metadata.generation') ?? 1,
  };
}

/** A container that was added to a pod while it runs. It is never started again. */
export function ephemeralRecord(spec: Fields): ContainerRecord {
  return containerRecord({ ...spec, restartPolicy: 'Never' }, 'ephemeral', 'ContainerCreating');
}

function containerRecord(spec: Fields, role: ContainerRole, reason: string): ContainerRecord {
  return {
    name: textAt(spec, 'name'),
    role,
    spec,
    state: { is: 'waiting', reason },
    lastState: undefined,
    restarts: 0,
    image: undefined,
    isStarted: false,
    isReady: false,
  };
}
