/**
 * Which wall time each moment of a recording was. The recording tells seconds since it began, not when that was; but an object
 * cannot reach a watcher before the moment that it names, so the latest of (moment named − seconds since the beginning) is a lower
 * bound of the beginning, and with enough events it is off by less than the time a change takes to be seen.
 */
import { listAt, textAt } from '../api/fields.ts';
import type { StoredObject } from '../store.ts';
import type { RecordedEvent } from './recorded-events.ts';
import type { RecordedLog } from './recorded-lines.ts';
import { RecordingError } from './recording-error.ts';

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
  const sureMs = latestBound(events, surelyPast);
  const toldMs = latestBound(events, ({ object }) => toldInStatus(object));
  if (sureMs !== undefined && toldMs !== undefined && toldMs < sureMs + CUT_MS) return Math.max(sureMs, toldMs);
  const originMs = sureMs ?? toldMs;
  if (originMs !== undefined) return originMs;
  throw new RecordingError('no object in the recording tells a time (such as metadata.creationTimestamp)');
}

/** Times in objects are cut to whole seconds, so that a bound may lie this far before the truth. */
const CUT_MS = 1000;

function latestBound(
  events: readonly RecordedEvent[],
  momentsOf: (event: RecordedEvent) => Iterable<number>,
): number | undefined {
  let latest: number | undefined;
  for (const event of events) {
    for (const moment of momentsOf(event)) latest = Math.max(latest ?? moment - event.atMs, moment - event.atMs);
  }
  return latest;
}

/**
 * The moments that had passed when an object named them, in milliseconds since the epoch: written by the API server, the scheduler or a
 * kubelet as «now». A deletionTimestamp is not one of them: it lies a grace period ahead. What the status of a Job tells may be
 * anything: whoever manages the Job writes it, or a user.
 */
function* surelyPast({ resource, object }: RecordedEvent): Generator<number> {
  yield* momentsAt(object, OBJECT_MOMENTS);
  if (resource !== 'jobs' && resource !== 'cronjobs') yield* toldInStatus(object);
}

function* toldInStatus(object: StoredObject): Generator<number> {
  yield* momentsAt(object, STATUS_MOMENTS);
  for (const condition of listAt(object, 'status.conditions')) yield* momentsAt(condition, CONDITION_MOMENTS);
  for (const list of ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']) {
    for (const container of listAt(object, `status.${list}`)) yield* momentsAt(container, CONTAINER_MOMENTS);
  }
}

const OBJECT_MOMENTS = [
  'metadata.creationTimestamp',
  'eventTime',
  'firstTimestamp',
  'lastTimestamp',
  'series.lastObservedTime',
];
const STATUS_MOMENTS = [
  'status.startTime',
  'status.completionTime',
  'status.lastScheduleTime',
  'status.lastSuccessfulTime',
];
const CONDITION_MOMENTS = ['lastTransitionTime', 'lastProbeTime', 'lastHeartbeatTime'];
const CONTAINER_MOMENTS = ['state', 'lastState'].flatMap((state) => [
  `${state}.running.startedAt`,
  `${state}.terminated.startedAt`,
  `${state}.terminated.finishedAt`,
]);

function* momentsAt(value: unknown, paths: readonly string[]): Generator<number> {
  for (const path of paths) {
    const moment = Date.parse(textAt(value, path));
    if (!Number.isNaN(moment)) yield moment;
  }
}
