/** Reads the lines of `watch.jsonl`: one watch event each, in the order received. */
import type { ResourceName, StoredObject } from '../store.ts';
import { type Place, RecordingError } from './recording-error.ts';

/** One watch event. */
export interface RecordedEvent {
  /** Milliseconds since the recording began; never less than that of the event before. */
  readonly atMs: number;
  readonly resource: ResourceName;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object as the server sent it, its recorded resourceVersion included. */
  readonly object: StoredObject;
}

/** What of a recording is left out, told so that people can see that it is. */
export type Note = (what: string, place: Place) => void;

/** Takes the lines of a file one by one. */
export class EventReader {
  /** Those read so far. */
  readonly events: RecordedEvent[] = [];
  readonly #file: string;
  #line = 0;

  /** `file` names it in errors. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Takes the next line, which may be empty. Throws `RecordingError` with its number. */
  take(line: string): void {
    this.#line += 1;
    const text = this.#line === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') return;
    const event = parseEvent(text, (why) => new RecordingError(why, this.#place));
    if (!event) return;
    const latestMs = this.events.at(-1)?.atMs ?? 0;
    this.events.push({ ...event, atMs: Math.max(latestMs, event.atMs) });
  }

  /** Takes what stands after the last newline. A recorder that was stopped while it wrote leaves half a line there: it is left out. */
  end(rest: string, note: Note): void {
    try {
      this.take(rest);
    } catch (error) {
      if (isJson(rest) || this.events.length === 0) throw error;
      note('the last line is cut short and left out', this.#place);
    }
    if (this.events.length === 0) throw new RecordingError('no events', { file: this.#file, line: 1 });
  }

  get #place(): Place {
    return { file: this.#file, line: this.#line };
  }
}

/** Undefined for what a watch says beside its events: how far it has come, or that it begins anew. */
function parseEvent(line: string, wrong: (why: string) => RecordingError): RecordedEvent | undefined {
  const { at, resource, type, object } = parseRecord(line, wrong);
  if (type === 'BOOKMARK' || type === 'ERROR') return undefined;
  if (typeof at !== 'number' || !(at >= 0)) {
    throw wrong(`"at" must be seconds since the recording began, not ${shown(at)}`);
  }
  if (typeof resource !== 'string' || !/^[a-z]/.test(resource)) {
    throw wrong(`"resource" must be a plural name such as "jobs", not ${shown(resource)}`);
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
    throw wrong(`"type" must be ADDED, MODIFIED or DELETED, not ${shown(type)}`);
  }
  if (!isObject(object)) throw wrong(`"object" must be an object with metadata.name, not ${shown(object)}`);
  return { atMs: Math.round(at * 1000), resource: pluralOf(resource), type, object };
}

/** Without the group that may follow it: `workloads.kueue.x-k8s.io`. */
function pluralOf(resource: string): ResourceName {
  return resource.split('.', 1)[0] ?? resource;
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
