/** Recordings (`test/recordings/`) told Job by Job: what was seen of each, and of its pods, in the order it was seen. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { normaliseJob, normalisePod } from '../../../src/cluster/normalise.ts';
import { RECORDINGS } from '../recordings.ts';

/** An object as it stood from `at` on, in seconds since the recording began. */
export interface Version<T> {
  readonly at: number;
  readonly deleted: boolean;
  readonly object: T;
  /** The same object word for word, for checks that must not lean on our own reading. */
  readonly raw: RawObject;
}

/** The few fields that checks read past our own shapes. */
export interface RawObject {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly uid: string; readonly controller?: boolean }[];
  };
  readonly spec: { readonly completions?: number; readonly suspend?: boolean; readonly backoffLimitPerIndex?: number };
  readonly status: {
    readonly succeeded?: number;
    readonly failed?: number;
    readonly completedIndexes?: string;
    readonly failedIndexes?: string;
    readonly uncountedTerminatedPods?: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] };
    readonly conditions?: readonly RawCondition[];
  };
}

/** A condition, word for word. */
export interface RawCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** One Job of a recording. */
export interface JobStory {
  readonly name: string;
  /** Never empty. */
  readonly versions: readonly Version<Job>[];
  /** Each pod's versions, oldest first. */
  readonly pods: readonly (readonly Version<Pod>[])[];
  /** Seconds since the recording began → the cluster's time in ms since the epoch: the latest that its objects allow. */
  readonly timeAt: (at: number) => number;
}

/** A Job as `kubectl get jobs` printed it at the end. */
export interface JobRow {
  readonly name: string;
  readonly status: string;
  readonly completions: string;
  readonly duration: string;
  readonly age: string;
}

const JOB = 'job.batch/';

/** The folders that hold a `watch.jsonl`, however deep. */
export function findRecordings(): readonly string[] {
  const files = readdirSync(RECORDINGS, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('watch.jsonl'))
    .map((file) => dirname(file))
    .sort();
}

/** Every Job that a recording has seen, those deleted before its end included. */
export function readStories(recording: string): readonly JobStory[] {
  const lines = readFileSync(join(RECORDINGS, recording, 'watch.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const events = lines.map((line) => JSON.parse(line) as RawEvent);
  const timeAt = clockOf(events);
  const pods = [...versionsOf(events, 'pods', normalisePod).values()];
  return [...versionsOf(events, 'jobs', normaliseJob)].map(([uid, versions]) => ({
    name: `${recording}/${versions[0]?.object.metadata.name}`,
    versions,
    pods: pods.filter(([first]) => first?.raw.metadata.ownerReferences?.some((owner) => owner.uid === uid)),
    timeAt,
  }));
}

/** The Jobs in `get.txt`; undefined if the recording has none. */
export function readRows(recording: string): readonly JobRow[] | undefined {
  const file = join(RECORDINGS, recording, 'get.txt');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const header = lines.find((line) => /^NAME +STATUS +COMPLETIONS/.test(line)) ?? '';
  const [status, completions, duration, age, next] = ['STATUS', 'COMPLETIONS', 'DURATION', 'AGE', 'CONTAINERS'].map(
    (name) => header.indexOf(name),
  );
  const cell = (line: string, from?: number, to?: number) => line.slice(from, to === -1 ? undefined : to).trim();
  return lines
    .filter((line) => line.startsWith(JOB))
    .map((line) => ({
      name: cell(line, JOB.length, status),
      status: cell(line, status, completions),
      completions: cell(line, completions, duration),
      duration: cell(line, duration, age),
      age: cell(line, age, next),
    }));
}

/** The pods of a Job that existed at a moment. */
export function podsAt(story: JobStory, at: number): readonly Pod[] {
  return story.pods.flatMap((versions) => {
    const seen = versions.findLast((version) => version.at <= at);
    return seen && !seen.deleted ? [seen.object] : [];
  });
}

/** A condition that is True, word for word. */
export function conditionOf(raw: RawObject, type: string): RawCondition | undefined {
  return raw.status.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** Whether a condition is True. */
export function hasCondition(raw: RawObject, type: string): boolean {
  return conditionOf(raw, type) !== undefined;
}

interface RawEvent {
  readonly at: number;
  readonly resource: string;
  readonly type: string;
  readonly object: RawObject;
}

function versionsOf<T>(
  events: readonly RawEvent[],
  resource: string,
  read: (object: unknown) => T,
): ReadonlyMap<string, readonly Version<T>[]> {
  const versions = new Map<string, Version<T>[]>();
  for (const { at, type, object } of events.filter((event) => event.resource === resource)) {
    const version = { at, deleted: type === 'DELETED', object: read(object), raw: object };
    const known = versions.get(object.metadata.uid);
    if (known) known.push(version);
    else versions.set(object.metadata.uid, [version]);
  }
  return versions;
}

/** Nothing is seen before it is created; the event that was delivered fastest sets the clock. */
function clockOf(events: readonly RawEvent[]): (at: number) => number {
  const created = events.filter(({ type, resource }) => type === 'ADDED' && resource !== 'nodes');
  const starts = created.map(({ at, object }) => Date.parse(object.metadata.creationTimestamp) - at * 1000);
  const start = Math.max(...starts);
  return (at) => start + at * 1000;
}
