/**
 * Reads a recording of a real cluster: every watch event of a namespace in the order received (`watch.jsonl`), and what `kubectl logs
 * --timestamps --all-containers --prefix` said of each pod that still existed at the end (`logs.txt` beside it, if there is one).
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ResourceName, StoredObject } from '../store.ts';
import { parseLogs, type RecordedLog } from './recorded-lines.ts';
import { RecordingError } from './recording-error.ts';

/** One watch event. */
export interface RecordedEvent {
  /** Milliseconds since the recording began; never less than that of the event before. */
  readonly atMs: number;
  readonly resource: ResourceName;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object as the server sent it, its recorded resourceVersion included. */
  readonly object: StoredObject;
}

/** A recording, read and checked. */
export interface Recording {
  /** The name of its folder, for people. */
  readonly name: string;
  /** At least one. */
  readonly events: readonly RecordedEvent[];
  /** By the pod's name; empty without `logs.txt`. */
  readonly logs: ReadonlyMap<string, RecordedLog>;
}

/** Reads a recording's folder, or its `watch.jsonl` under any name. Throws `RecordingError`. */
export async function readRecording(path: string): Promise<Recording> {
  const file = (await isFolder(path)) ? join(path, 'watch.jsonl') : path;
  const folder = dirname(resolve(file));
  const logs = await bytesOf(join(folder, 'logs.txt'));
  const events = await bytesOf(file);
  if (!events) throw new RecordingError(`${path} is no recording: it has no watch.jsonl`);
  return {
    name: basename(folder),
    events: parseEvents(events.toString('utf8'), file),
    logs: logs ? parseLogs(logs, join(folder, 'logs.txt')) : new Map(),
  };
}

/** Parses `watch.jsonl`; `source` names it in errors. Throws `RecordingError` with the number of the first line that is wrong. */
export function parseEvents(text: string, source: string): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let latestMs = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const event = parseEvent(line, (why) => new RecordingError(why, { file: source, line: index + 1 }));
    latestMs = Math.max(latestMs, event.atMs);
    events.push({ ...event, atMs: latestMs });
  }
  if (events.length === 0) throw new RecordingError('no events', { file: source, line: 1 });
  return events;
}

function parseEvent(line: string, wrong: (why: string) => RecordingError): RecordedEvent {
  const { at, resource, type, object } = parseRecord(line, wrong);
  if (typeof at !== 'number' || !(at >= 0))
    throw wrong(`"at" must be seconds since the recording began, not ${shown(at)}`);
  if (typeof resource !== 'string' || resource === '') {
    throw wrong(`"resource" must be a plural name such as "jobs", not ${shown(resource)}`);
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
    throw wrong(`"type" must be ADDED, MODIFIED or DELETED, not ${shown(type)}`);
  }
  if (!isObject(object)) throw wrong(`"object" must be an object with metadata.name, not ${shown(object)}`);
  return { atMs: Math.round(at * 1000), resource, type, object };
}

function parseRecord(line: string, wrong: (why: string) => RecordingError): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw wrong(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(value)) throw wrong(`a watch event must be a JSON object, not ${shown(value)}`);
  return value;
}

function isObject(value: unknown): value is StoredObject {
  if (!isRecord(value) || !isRecord(value.metadata)) return false;
  const { name, namespace } = value.metadata;
  return typeof name === 'string' && name !== '' && (namespace === undefined || typeof namespace === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new RecordingError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The file's bytes; undefined if there is none. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new RecordingError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return 'no such file or folder';
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
