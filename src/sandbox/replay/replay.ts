/** Plays a recording into the store: what has happened by the clock's time at once, the rest when its time comes. */
import type { Clock } from '../clock.ts';
import { type Store, type StoredObject, storeKey } from '../store.ts';
import type { RecordedEvent } from './recording.ts';

/** What is played, on which clock, from which moment of it on (milliseconds since the epoch, of `atMs` 0). */
export interface Score {
  readonly events: readonly RecordedEvent[];
  readonly originMs: number;
  readonly clock: Clock;
}

/**
 * Starts playing; returns a function that stops. The namespaces of the recording exist from its beginning. What has happened before
 * the clock's present goes through the store's history too, so that a watch can begin before it.
 */
export function play(store: Store, score: Score): () => void {
  const { events, originMs, clock } = score;
  const stage = stageOf(store);
  for (const namespace of namespacesOf(events)) stage(namespaceAdded(namespace, originMs));
  let next = 0;
  let cancel = () => {};
  const advance = () => {
    for (let event = events[next]; event; event = events[next]) {
      const dueMs = originMs + event.atMs;
      if (dueMs > clock.now()) {
        cancel = clock.at(dueMs, advance);
        return;
      }
      next += 1;
      stage(event);
    }
  };
  advance();
  return () => cancel();
}

/** Puts events on the store. An event that repeats what stands there (a recorder's watch began anew) changes nothing. */
function stageOf(store: Store): (event: RecordedEvent) => void {
  const seen = new Map<string, StoredObject>();
  return ({ resource, type, object }) => {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const key = `${resource} ${storeKey(namespace, name)}`;
    const before = seen.get(key)?.metadata;
    if (type === 'DELETED') {
      seen.delete(key);
      store.removeAs(resource, object);
      return;
    }
    if (before && before.uid !== uid) store.remove(resource, namespace, name);
    else if (before && resourceVersion !== undefined && before.resourceVersion === resourceVersion) return;
    seen.set(key, object);
    store.put(resource, object);
  };
}

/** The namespaces that objects lie in and that the recording does not itself hold, plus `default`, which every cluster has. */
function namespacesOf(events: readonly RecordedEvent[]): ReadonlySet<string> {
  const named = new Set(['default']);
  for (const { object } of events) if (object.metadata.namespace) named.add(object.metadata.namespace);
  for (const { resource, object } of events) if (resource === 'namespaces') named.delete(object.metadata.name);
  return named;
}

function namespaceAdded(name: string, originMs: number): RecordedEvent {
  const object = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      creationTimestamp: `${new Date(originMs).toISOString().slice(0, 19)}Z`,
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
  return { atMs: 0, resource: 'namespaces', type: 'ADDED', object };
}
