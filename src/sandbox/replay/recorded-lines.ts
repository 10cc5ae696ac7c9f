/**
 * Parses what `kubectl logs --timestamps --all-containers --prefix` printed for each pod of a recording, under `== pod/NAME`.
 * The log's bytes are kept as they are: a program may print what is no UTF-8, and may end without a newline, so that the next
 * `== pod/NAME` follows on the same line.
 */
import type { Note } from './recorded-events.ts';

/** One line of a container's log. */
export interface RecordedLine {
  readonly container: string;
  /** As the kubelet printed it; empty if it printed none. */
  readonly timestamp: string;
  /** The same in milliseconds since the epoch; `-Infinity` without one: the line was always there. */
  readonly timeMs: number;
  /** What the container wrote, with the newline if it wrote one. */
  readonly text: Uint8Array;
}

/** What the server answered instead of a log. */
export interface RecordedFailure {
  /** `BadRequest`, `NotFound`, …; empty if kubectl named none. */
  readonly reason: string;
  readonly message: string;
}

/** All that was said about one pod. */
export interface RecordedLog {
  /** In the order printed: container by container, each in the order of time. */
  readonly lines: readonly RecordedLine[];
  /** kubectl stops at the first container that the server has no log of. */
  readonly failure: RecordedFailure | undefined;
}

/** Parses `logs.txt`; `source` names it in notes. By the pod's name. What is no line of a log is left out, and noted. */
export function parseLogs(bytes: Uint8Array, source: string, note: Note): Map<string, RecordedLog> {
  const logs = new Map<string, GrowingLog>();
  let pod = '';
  for (const [index, whole] of linesOf(bytes).entries()) {
    const { line, section } = splitSection(whole, logs);
    const odd = line === '' ? undefined : take(line, pod, logs.get(pod));
    if (odd !== undefined) note(odd, { file: source, line: index + 1 });
    if (section === undefined) continue;
    pod = section;
    logs.set(pod, { lines: [], failure: undefined });
  }
  return logs;
}

interface GrowingLog {
  readonly lines: RecordedLine[];
  failure: RecordedFailure | undefined;
}

/** Lines with their newlines, a byte a character. */
function linesOf(bytes: Uint8Array): readonly string[] {
  return (
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  );
}

const SECTION = /^(.*)== pod\/([a-z0-9][-.a-z0-9]*)\n?$/s;

/** Takes off the heading that begins the next pod's log. A pod has one: the text of a log that looks like its heading is text. */
function splitSection(
  whole: string,
  known: ReadonlyMap<string, RecordedLog>,
): { readonly line: string; readonly section: string | undefined } {
  const [, line, section] = SECTION.exec(whole) ?? [];
  if (line === undefined || section === undefined || known.has(section)) return { line: whole, section: undefined };
  return { line, section };
}

/** Adds a line to a pod's log; returns why not if it cannot. */
function take(line: string, pod: string, log: GrowingLog | undefined): string | undefined {
  if (!log) return 'left out: it stands before the first «== pod/NAME»';
  const entry = parseLine(line, pod);
  if (typeof entry === 'string') return entry;
  if ('message' in entry) log.failure ??= entry;
  else log.lines.push(entry);
  return undefined;
}

const PREFIXED = /^\[pod\/([^\]/]+)\/([^\]/]+)\] (.*)$/s;
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) (.*)$/s;
const FAILURE = /^(?:Error from server(?: \((\w+)\))?|[Ee]rror): ([^\n]*)\n?$/;

function parseLine(line: string, pod: string): RecordedLine | RecordedFailure | string {
  const [, of, container, rest] = PREFIXED.exec(line) ?? [];
  if (container === undefined || rest === undefined) return parseFailure(line);
  if (of !== pod) return `left out: a line of pod/${of} under «== pod/${pod}»`;
  const [, timestamp = '', text = ''] = STAMPED.exec(rest) ?? [];
  const timeMs = Date.parse(timestamp);
  return Number.isNaN(timeMs)
    ? { container, timestamp: '', timeMs: Number.NEGATIVE_INFINITY, text: Buffer.from(rest, 'latin1') }
    : { container, timestamp, timeMs, text: Buffer.from(text, 'latin1') };
}

function parseFailure(line: string): RecordedFailure | string {
  const [, reason = '', message] = FAILURE.exec(line) ?? [];
  if (message === undefined) {
    return 'left out: neither «[pod/NAME/CONTAINER] TIMESTAMP text» nor «Error from server (REASON): message»';
  }
  return { reason, message: Buffer.from(message, 'latin1').toString('utf8') };
}
