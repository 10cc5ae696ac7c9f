/** Plays a recording into the store: what has happened by the clock's time at once, the rest when its time comes. */
import type { Clock } from '../clock.ts';
import type { Store, StoredObject } from '../store.ts';
import type { RecordedEvent } from './recorded-events.ts';

/** What is played, on which clock, from which moment of it on (milliseconds since the epoch, of `atMs` 0). */
export interface Score {
  readonly events: readonly RecordedEvent[];
  readonly originMs: number;
  readonly clock: Clock;
}

/**
 * Starts playing; returns a function that stops. The namespaces of the recording exist from its beginning, and so does what was created
 * before it. What has happened before the clock's present goes through the store's history too, so that a watch can begin before it.
 */
export function play(store: Store, score: Score): () => void {
  const { originMs, clock } = score;
  const events = withoutLateness(score);
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

/** A recorder takes a moment until it has listed what there is; what is older than the recording was there when it began. */
function withoutLateness({ events, originMs }: Score): readonly RecordedEvent[] {
  const seen = new Set<string>();
  const wasThere = ({ resource, type, object: { metadata } }: RecordedEvent): boolean => {
    const key = `${resource} ${metadata.namespace ?? ''}/${metadata.name}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && type === 'ADDED' && Date.parse(metadata.creationTimestamp ?? '') + CREATION_MS <= originMs;
  };
  const timed = events.map((event) => (wasThere(event) ? { ...event, atMs: 0 } : event));
  return timed.sort((a, b) => a.atMs - b.atMs);
}

/** A creationTimestamp is cut to the second. */
const CREATION_MS = 1000;

/** The revision before the first that a recording tells of, so that asking for an older one is asking for what nobody knows. */
export function revisionBefore(events: readonly RecordedEvent[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { object } of events) first = Math.min(first, versionOf(object) ?? first);
  return Number.isFinite(first) ? Math.max(1, first - 1) : 1;
}

/** Puts events on the store. One that tells nothing new (a recorder's watch began anew, and told again what had been) changes nothing. */
function stageOf(store: Store): (event: RecordedEvent) => void {
  return (event) => {
    const { resource, type, object } = event;
    const { namespace, name, uid } = object.metadata;
    const standing = store.get(resource, namespace, name);
    if (standing && isPast(event, standing)) return;
    if (type === 'DELETED') {
      store.removeAs(resource, object, versionOf(object));
      return;
    }
    if (standing && standing.metadata.uid !== uid) store.removeAs(resource, standing, store.revisionOf(resource) + 1);
    store.put(resource, object, versionOf(object));
  };
}

/** Whether an event is of a time before what stands there. Versions grow, and a uid does not come back once it has gone. */
function isPast({ type, object }: RecordedEvent, standing: StoredObject): boolean {
  const [version, latest] = [versionOf(object), versionOf(standing)];
  if (version === undefined || latest === undefined) return false;
  if (object.metadata.uid !== standing.metadata.uid) return version < latest;
  return type !== 'DELETED' && version <= latest;
}

/** The recorded resourceVersion; undefined for what is none. */
function versionOf({ metadata: { resourceVersion } }: StoredObject): number | undefined {
  return resourceVersion !== undefined && /^[1-9]\d{0,14}$/.test(resourceVersion) ? Number(resourceVersion) : undefined;
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
