/**
 * Reads a recording of a real cluster: every watch event of a namespace in the order received (`watch.jsonl`), and what `kubectl logs
 * --timestamps --all-containers --prefix` said of each pod that still existed at the end (`logs.txt` beside it, if there is one).
 */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EventReader, type Note, type RecordedEvent } from './recorded-events.ts';
import { parseLogs, type RecordedLog } from './recorded-lines.ts';
import { placed, RecordingError } from './recording-error.ts';

/** A recording, read and checked. */
export interface Recording {
  /** The name of its folder, for people. */
  readonly name: string;
  /** At least one. */
  readonly events: readonly RecordedEvent[];
  /** By the pod's name; empty without `logs.txt`. */
  readonly logs: ReadonlyMap<string, RecordedLog>;
  /** What of it was left out, a sentence each that begins with `FILE:LINE:`. */
  readonly notes: readonly string[];
}

/** Reads a recording's folder, or its `watch.jsonl` under any name. Throws `RecordingError`. */
export async function readRecording(path: string): Promise<Recording> {
  const file = (await isFolder(path)) ? join(path, 'watch.jsonl') : path;
  const folder = dirname(resolve(file));
  const notes: string[] = [];
  const note: Note = (what, place) => notes.push(placed(what, place));
  const events = await eventsIn(file, note);
  if (!events) throw new RecordingError(`${path} is no recording: it has no watch.jsonl`);
  const logs = await bytesOf(join(folder, 'logs.txt'));
  return {
    name: basename(folder),
    events,
    logs: logs ? parseLogs(logs, join(folder, 'logs.txt'), note) : new Map(),
    notes,
  };
}

/** A recording may be larger than the longest string, so it is read piece by piece. Undefined if there is no such file. */
async function eventsIn(file: string, note: Note): Promise<readonly RecordedEvent[] | undefined> {
  const reader = new EventReader(file);
  let rest = '';
  try {
    for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: PIECE_BYTES })) {
      const lines = `${rest}${piece}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) reader.take(line);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error instanceof RecordingError ? error : new RecordingError(`cannot read ${file}: ${reasonOf(error)}`);
  }
  reader.end(rest, note);
  return reader.events;
}

const PIECE_BYTES = 1 << 20;

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
