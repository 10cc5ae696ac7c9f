/** A recording as a task for the simulation: what was applied, what people did, how quick its nodes were, and what was seen. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Fields, fieldAt, listAt, textAt } from '../../../src/sandbox/api/fields.ts';
import { readRecording } from '../../../src/sandbox/replay/recording.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { durationMs } from '../../../src/sandbox/validation/go-duration.ts';
import { type Intervention, interventionsIn, type PodPlace, PodPlaces } from './interventions.ts';
import type { Change } from './seen.ts';

/** The task, and what the real cluster made of it. */
export interface RecordedTask {
  readonly name: string;
  readonly namespace: string;
  /** The documents of the manifest as text, and when each was applied; ms since the recording began. */
  readonly applied: readonly { readonly document: string; readonly atMs: number }[];
  /** The moment at which the recording began, in ms since the epoch. */
  readonly originMs: number;
  /** When nothing more was seen, ms since then. */
  readonly endMs: number;
  readonly nodes: readonly StoredObject[];
  readonly interventions: readonly Intervention[];
  /** How quick the nodes were with a pod. */
  paceOf(place: PodPlace): PodPace | undefined;
  /** Why the images of a pod could not be pulled, where they never were. */
  pullFailureOf(place: PodPlace): string | undefined;
  readonly changes: readonly Change[];
  /** What kubectl said at the end, and when, where that was kept. */
  readonly get: string | undefined;
  readonly describe: string | undefined;
  readonly saidAtMs: number;
}

/** Milliseconds from a pod's creation until its first container ran, and of them those that a pull of its image took. */
export interface PodPace {
  readonly startedMs: number;
  readonly pulledMs: number | undefined;
  /** How late its end was told, beyond what that takes anyway. */
  readonly endToldMs: number;
}

/** Reads a recording's folder. */
export async function recordedTask(folder: string, name: string): Promise<RecordedTask> {
  const path = join(folder, name);
  const { events } = await readRecording(path);
  const changes: readonly Change[] = events;
  const documents = readFileSync(join(path, 'manifest.yaml'), 'utf8')
    .split(/^---$/m)
    .map((document) => ({ document, object: fieldsOf(parse(document)) }))
    .filter(({ object }) => object.kind !== undefined);
  const keyOf = (one: Fields) => `${textAt(one, 'kind')}/${textAt(one, 'metadata.name')}`;
  const manifest = new Set(documents.map(({ object }) => keyOf(object)));
  const first = changes.find(({ object }) => manifest.has(keyOf(object)));
  if (!first) throw new Error(`${name}: nothing of the manifest was seen`);
  // What the recording does not show (a disruption budget) was applied just before what it shows first.
  const applied = documents.map(({ document, object }) => {
    const seen = changes.find((change) => keyOf(change.object) === keyOf(object));
    return { document, atMs: seen?.atMs ?? first.atMs - UNSEEN_MS };
  });
  const namespace = first.object.metadata.namespace ?? 'default';
  const originMs = Date.parse(first.object.metadata.creationTimestamp ?? '') - first.atMs;
  const said = textOf(path, 'get.txt');
  const endMs = changes.at(-1)?.atMs ?? 0;
  const starts = startsOf(changes, originMs);
  const failures = pullFailuresIn(changes);
  return {
    name,
    namespace,
    applied: applied.toSorted((a, b) => a.atMs - b.atMs),
    originMs,
    endMs,
    nodes: nodesOf(changes),
    interventions: interventionsIn(changes, manifest),
    paceOf: (place) => starts.get(placeKey(place)),
    pullFailureOf: (place) => failures.get(placeKey(place)),
    changes: changes.filter(({ resource }) => resource !== 'nodes'),
    get: said,
    describe: textOf(path, 'describe.txt'),
    saidAtMs: saidAt(said, changes) ?? endMs,
  };
}

const UNSEEN_MS = 500;

/** A pod's place as a key. */
export function placeKey({ job, index, ordinal }: PodPlace): string {
  return `${job}/${index}/${ordinal}`;
}

function textOf(path: string, file: string): string | undefined {
  return existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8') : undefined;
}

/** When kubectl printed its table: the first Job in it had this age then. */
function saidAt(table: string | undefined, changes: readonly Change[]): number | undefined {
  const [header = '', row = ''] = (table ?? '').split('\n');
  const name = /^(?:job\.batch\/)?(\S+)/.exec(row)?.[1];
  const job = changes.findLast(
    ({ resource, type, object }) => resource === 'jobs' && type === 'ADDED' && object.metadata.name === name,
  );
  const at = header.indexOf('AGE');
  if (!job || at < 0) return undefined;
  const parts = [...(row.slice(at).split(' ')[0] ?? '').matchAll(/(\d+)([smhd])/g)];
  return job.atMs + parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The nodes as they stood when the recording began. */
function nodesOf(changes: readonly Change[]): readonly StoredObject[] {
  const first = new Map<string, StoredObject>();
  for (const { resource, object } of changes) {
    if (resource === 'nodes' && !first.has(object.metadata.name)) first.set(object.metadata.name, object);
  }
  return [...first.values()];
}

/** When the first container of each pod ran, counted from the pod's creation. */
function startsOf(changes: readonly Change[], originMs: number): ReadonlyMap<string, PodPace> {
  const places = new PodPlaces();
  const pulls = pullsIn(changes);
  const starts = new Map<string, PodPace>();
  for (const { resource, object } of changes) {
    if (resource !== 'pods') continue;
    const key = placeKey(places.see(object));
    const started = ['initContainerStatuses', 'containerStatuses']
      .flatMap((list) => listAt(object, `status.${list}`))
      .flatMap(startOf)
      .toSorted()[0];
    if (started === undefined || starts.has(key)) continue;
    const startedMs = Date.parse(started) - Date.parse(object.metadata.creationTimestamp ?? '');
    starts.set(key, {
      startedMs,
      pulledMs: pulls.get(object.metadata.name),
      endToldMs: endToldIn(changes, originMs, object),
    });
  }
  return starts;
}

/** What the recorded nodes and ours take to tell of an end, whole seconds being what is known of it. */
const USUAL_END_MS = 2000;

/** From the end of a pod's last container until its last phase was seen. */
function endToldIn(changes: readonly Change[], originMs: number, { metadata }: StoredObject): number {
  const told = changes.find(
    ({ resource, object }) =>
      resource === 'pods' &&
      object.metadata.uid === metadata.uid &&
      /^(Succeeded|Failed)$/.test(textAt(object, 'status.phase')),
  );
  const ends = listAt(told?.object, 'status.containerStatuses').map((container) =>
    Date.parse(textAt(container, 'state.terminated.finishedAt')),
  );
  const late = told ? originMs + told.atMs - Math.max(...ends) - USUAL_END_MS : 0;
  return Number.isFinite(late) ? Math.max(0, late) : 0;
}

/** How long images were waited for, by the name of the pod. */
function pullsIn(changes: readonly Change[]): ReadonlyMap<string, number> {
  const pulls = new Map<string, number>();
  for (const { resource, object } of changes) {
    const waited = /\((\S+) including waiting\)/.exec(textAt(object, 'message'))?.[1];
    if (resource === 'events' && waited !== undefined)
      pulls.set(textAt(object, 'involvedObject.name'), durationMs(waited));
  }
  return pulls;
}

/** What registries said to pods none of whose containers ever ran. */
function pullFailuresIn(changes: readonly Change[]): ReadonlyMap<string, string> {
  const places = new PodPlaces();
  const keys = new Map<string, string>();
  const failures = new Map<string, string>();
  for (const { resource, object } of changes) {
    if (resource === 'pods') keys.set(object.metadata.name, placeKey(places.see(object)));
    if (resource !== 'events') continue;
    const why = /^Failed to pull image "[^"]*": (.*)$/s.exec(textAt(object, 'message'))?.[1];
    const key = keys.get(textAt(object, 'involvedObject.name'));
    if (key === undefined) continue;
    if (why !== undefined && !failures.has(key)) failures.set(key, why);
    if (object.reason === 'Started' || object.reason === 'Pulled') failures.delete(key);
  }
  return failures;
}

function startOf(container: Fields): readonly string[] {
  const times = ['state.running.startedAt', 'state.terminated.startedAt', 'lastState.terminated.startedAt'];
  return times.map((path) => fieldAt(container, path)).filter((time) => typeof time === 'string');
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
