/**
 * Which wall time each moment of a recording was. The recording tells seconds since it began, not when that was; but an object
 * cannot reach a watcher before the moment that it names, so the latest of (moment named − seconds since the beginning) is a lower
 * bound of the beginning, and with enough events it is off by less than the time a change takes to be seen.
 */
import type { RecordedLog } from './recorded-lines.ts';
import type { RecordedEvent } from './recording.ts';
import { RecordingError } from './recording-error.ts';
import type { StoredObject } from './store.ts';

/** A recording's beginning and end. */
export interface Timeline {
  /** When it began, in milliseconds since the epoch. */
  readonly originMs: number;
  /** How long it lasts: its last event, or its last log line if that is later. Milliseconds. */
  readonly lengthMs: number;
}

/** Places a recording in time. Throws `RecordingError` if no object in it names any moment. */
export function timelineOf(events: readonly RecordedEvent[], logs: Iterable<RecordedLog> = []): Timeline {
  const originMs = originOf(events);
  let lengthMs = events.at(-1)?.atMs ?? 0;
  for (const { lines } of logs) {
    for (const { timeMs } of lines) lengthMs = Math.max(lengthMs, timeMs - originMs);
  }
  return { originMs, lengthMs };
}

function originOf(events: readonly RecordedEvent[]): number {
  let originMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, object } of events) {
    for (const moment of momentsOf(object)) originMs = Math.max(originMs, moment - atMs);
  }
  if (originMs === Number.NEGATIVE_INFINITY) {
    throw new RecordingError('no object in the recording tells a time (such as metadata.creationTimestamp)');
  }
  return originMs;
}

/**
 * The moments an object names that had passed when it did, in milliseconds since the epoch: written by the API server, a controller,
 * the scheduler or a kubelet as «now». A deletionTimestamp is not one of them: it lies a grace period ahead.
 */
function* momentsOf(object: StoredObject): Generator<number> {
  yield* momentsIn(object.metadata, ['creationTimestamp']);
  yield* momentsIn(object, ['eventTime', 'firstTimestamp', 'lastTimestamp']);
  yield* momentsIn(object.series, ['lastObservedTime']);
  const status = object.status;
  yield* momentsIn(status, ['startTime', 'completionTime', 'lastScheduleTime', 'lastSuccessfulTime']);
  for (const condition of listIn(status, 'conditions')) {
    yield* momentsIn(condition, ['lastTransitionTime', 'lastProbeTime', 'lastHeartbeatTime']);
  }
  for (const list of ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']) {
    for (const container of listIn(status, list)) yield* containerMoments(container);
  }
}

function* containerMoments(container: unknown): Generator<number> {
  for (const state of [fieldOf(container, 'state'), fieldOf(container, 'lastState')]) {
    yield* momentsIn(fieldOf(state, 'running'), ['startedAt']);
    yield* momentsIn(fieldOf(state, 'terminated'), ['startedAt', 'finishedAt']);
  }
}

function* momentsIn(value: unknown, fields: readonly string[]): Generator<number> {
  for (const field of fields) {
    const text = fieldOf(value, field);
    const moment = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(moment)) yield moment;
  }
}

function listIn(value: unknown, field: string): readonly unknown[] {
  const list = fieldOf(value, field);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}
