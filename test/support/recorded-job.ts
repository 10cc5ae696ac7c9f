/** Objects of a recording (`test/recordings/`) as they stood at a moment, in the shapes of `src/batch/objects.ts`. */
import { readFileSync } from 'node:fs';
import type { Job, KubeEvent, Pod } from '../../src/batch/objects.ts';
import { normaliseEvent, normaliseJob, normalisePod } from '../../src/cluster/normalise.ts';
import { composeDescription } from '../../src/operations/describe/compose.ts';
import { podScopes } from '../../src/operations/describe/reads.ts';
import type { JobDescription, RowSelection } from '../../src/operations/describe-result.ts';

/** One Job of a recording with what belongs to it. */
export interface RecordedJob {
  readonly job: Job;
  /** All pods of the Job, succeeded ones included. */
  readonly pods: readonly Pod[];
  /** Events about the Job and about its pods. */
  readonly events: readonly KubeEvent[];
  /** The moment, in milliseconds since the epoch. */
  readonly now: number;
  /** The same pods as the server sent them. */
  readonly rawPods: readonly object[];
}

/** Names of the folders that hold a `watch.jsonl`. */
export type Recording = string;

/**
 * The Job of a recording `seconds` after it began, or at its end. `name` chooses among several Jobs. A Job that was deleted by then is not there:
 * throws. The clock is the earliest one on which nothing recorded lies in the future.
 */
export function recordedAt(recording: Recording, seconds: number | 'end', name?: string): RecordedJob {
  const lines = linesOf(recording);
  const end = lines.at(-1)?.at ?? 0;
  const moment = seconds === 'end' ? end : seconds;
  const state = stateAt(lines, moment);
  const jobs = of(state, 'jobs').map(normaliseJob);
  const job = name === undefined ? jobs[0] : jobs.find(({ metadata }) => metadata.name === name);
  if (job === undefined) throw new Error(`${recording} has no such Job at ${moment} s`);
  const isOurs = (pod: Pod) => pod.metadata.ownerReferences.some(({ uid }) => uid === job.metadata.uid);
  const rawPods = of(state, 'pods').filter((raw) => isOurs(normalisePod(raw)));
  const pods = rawPods.map(normalisePod);
  const uids = new Set([job.metadata.uid, ...pods.map(({ metadata }) => metadata.uid)]);
  const events = of(state, 'events')
    .map(normaliseEvent)
    .filter(({ involved }) => uids.has(involved.uid));
  return { job, pods, events, now: startOf(lines) + moment * 1000, rawPods };
}

/** The description of that Job, made of what `describe` would have read at that moment. */
export function describedAt(
  recording: Recording,
  seconds: number | 'end',
  options: { readonly name?: string; readonly rows?: RowSelection } = {},
): JobDescription {
  const { job, pods, events, now } = recordedAt(recording, seconds, options.name);
  const { read } = podScopes(job, options.rows);
  const listed = read === 'not-needed' ? [] : pods.filter(({ phase }) => read === 'all' || phase !== 'Succeeded');
  const facts = { job, pods: listed, podsRead: read, events: [], unread: [], now };
  const stuck = composeDescription(facts, options.rows).stuck.flatMap((reason) => reason.pods);
  const told = events.filter(({ involved }) => involved.uid === job.metadata.uid || stuck.includes(involved.name));
  return composeDescription({ ...facts, events: told }, options.rows);
}

interface Line {
  readonly at: number;
  readonly resource: string;
  readonly type: string;
  readonly object: { readonly metadata: { readonly uid: string } };
}

const read = new Map<string, readonly Line[]>();

function linesOf(recording: string): readonly Line[] {
  const file = new URL(`../recordings/${recording}/watch.jsonl`, import.meta.url);
  const lines =
    read.get(recording) ??
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  read.set(recording, lines);
  return lines;
}

function stateAt(lines: readonly Line[], moment: number): ReadonlyMap<string, Line> {
  const state = new Map<string, Line>();
  for (const line of lines) {
    if (line.at > moment) break;
    const key = line.object.metadata.uid;
    if (line.type === 'DELETED') state.delete(key);
    else state.set(key, line);
  }
  return state;
}

function of(state: ReadonlyMap<string, Line>, resource: string): readonly Line['object'][] {
  return [...state.values()].filter((line) => line.resource === resource).map(({ object }) => object);
}

/** Objects arrive after what they tell of: the recording began no earlier than any of its times less its offset. */
function startOf(lines: readonly Line[]): number {
  const offsets = lines
    .filter(({ resource }) => resource !== 'nodes')
    .flatMap(({ at, object }) => timesIn(object).map((time) => time - at * 1000));
  return Math.max(...offsets);
}

function timesIn(value: unknown): readonly number[] {
  const text = JSON.stringify(value, (key, inner: unknown) => (key === 'deletionTimestamp' ? undefined : inner));
  return (text.match(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g) ?? []).map((quoted) =>
    Date.parse(quoted.slice(1, -1)),
  );
}
