/** Builds what a recording holds: watch events of pods and Jobs, and stores to play them into. */
import type { RecordedEvent } from '../../src/sandbox/replay/recorded-events.ts';
import type { StoredObject } from '../../src/sandbox/store.ts';

/** Where the recordings that tests make up begin. */
export const BEGIN = Date.parse('2026-11-21T10:00:00Z');

/** The time so many seconds after `BEGIN`, as objects carry it. */
export function timeAt(seconds: number): string {
  return `${new Date(BEGIN + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** A watch event of a resource, so many seconds into the recording. */
export function eventAt(
  seconds: number,
  resource: string,
  change: { readonly type?: RecordedEvent['type']; readonly object: StoredObject },
): RecordedEvent {
  return { atMs: seconds * 1000, resource, type: change.type ?? 'ADDED', object: change.object };
}

/** A pod `x` in namespace `n` whose container `main` is in this state. */
export function podWith(
  state: Readonly<Record<string, unknown>> | undefined,
  more: { readonly uid?: string; readonly version?: string; readonly last?: object; readonly node?: string } = {},
): StoredObject {
  const { uid = 'u1', version = '1', last, node = 'node1' } = more;
  const running = state?.running ? { containerID: 'containerd://1' } : {};
  const statuses = [{ name: 'main', state, ...running, ...(last ? { lastState: { terminated: last } } : {}) }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: 'n', uid, resourceVersion: version, creationTimestamp: timeAt(0) },
    spec: { ...(node === '' ? {} : { nodeName: node }), containers: [{ name: 'main' }] },
    status: state ? { containerStatuses: statuses } : {},
  };
}

/** A container's state: it runs. */
export const RUNNING = { running: { startedAt: timeAt(1) } };

/** A container's state: it has ended. */
export const ENDED = {
  terminated: { exitCode: 0, containerID: 'containerd://1', startedAt: timeAt(1), finishedAt: timeAt(5) },
};

/** A container's state: it waits for this reason. */
export function waiting(reason: string): Readonly<Record<string, unknown>> {
  return { waiting: { reason } };
}
