/** Reads what there is of the logs of Jobs, in order, each line once. */
import { parseTime } from '../../batch/durations.ts';
import type { LogBlock } from '../../batch/log-lines.ts';
import type { ContainerLog, PodLogList } from '../../batch/log-selection.ts';
import { secondOf } from '../../batch/log-stamps.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { mayHoldLines, rangeOf, wantedOf } from './amount.ts';
import { inTurn } from './buffered.ts';
import type { LogEvent } from './events.ts';
import { inTime } from './in-time.ts';
import { findJobs, podsOfJobs } from './jobs.ts';
import { LogReading } from './log-reading.ts';
import { mergeByTime } from './merge.ts';
import { Misses } from './misses.ts';
import { NewestLines } from './newest-lines.ts';
import { PlainReading } from './plain-reading.ts';
import { planLogs } from './plan.ts';
import { readWhole } from './read-whole.ts';
import type { LogsRequest } from './request.ts';
import { TimeStreams } from './time-streams.ts';

/** At most so many pods are read ahead of the one whose turn it is, each into so many bytes. */
const AHEAD = 15;
const ROOM_BYTES = 256 * 1024;

/**
 * Finds the Jobs and their pods, reads the logs that are wanted, and ends. Memory does not grow with logs or pods. What could not be had of single
 * logs is told at the end. Throws `ApiError` when Jobs or pods cannot be read, `ConnectionError`, or the signal's reason.
 */
export async function* readLogs(cluster: Cluster, request: LogsRequest, call: Call): AsyncGenerator<LogEvent> {
  const ending = new AbortController();
  const inner = { signal: AbortSignal.any([call.signal, ending.signal]) };
  try {
    const { jobs, notices } = await findJobs(cluster, request, inner);
    const pods = await podsOfJobs(cluster, jobs, inner);
    const misses = new Misses();
    const { selection, maxPods } = request;
    const listed = jobs.map((job) => ({ job, pods: pods.get(job.metadata.uid) ?? [] }));
    const plan = planLogs(listed, { selection, maxPods, now: cluster.now() }, misses);
    for (const notice of [...notices, ...plan.notices]) yield { kind: 'notice', notice };
    yield* new LogsRead({ cluster, request, misses, call: inner }).all(plan.pods);
    for (const notice of misses.all()) yield { kind: 'notice', notice };
    yield { kind: 'end', jobs, deleted: [], unread: misses.anyFailed };
  } finally {
    ending.abort();
  }
}

/** What reading stands on. */
interface ReadingParts {
  readonly cluster: Cluster;
  readonly request: LogsRequest;
  readonly misses: Misses;
  readonly call: Call;
}

class LogsRead {
  readonly #parts: ReadingParts;
  readonly #range: ReturnType<typeof rangeOf>;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
    this.#range = rangeOf(parts.request.amount, parts.cluster.now());
  }

  async *all(pods: readonly PodLogList[]): AsyncGenerator<LogEvent> {
    const { order, amount, selection, stamps } = this.#parts.request;
    // The tail of a container lies in its latest run.
    const isWanted = (log: ContainerLog) =>
      mayHoldLines(log, this.#range) && (!log.previous || selection.previous || this.#range.tailLines === undefined);
    const wanted = pods.map(({ logs }) => logs.filter(isWanted)).filter((logs) => logs.length > 0);
    if (amount.tailTotal !== undefined) yield* this.#newest(wanted, amount.tailTotal);
    else if (order === 'time') yield* this.#byTime(wanted.flat());
    else yield* this.#podAfterPod(wanted, stamps);
  }

  #podAfterPod(pods: readonly (readonly ContainerLog[])[], stamps: boolean): AsyncIterable<LogEvent> {
    const streams = pods.map((logs) => () => (logs.length === 1 ? this.#one(logs, stamps) : this.#byTime(logs)));
    // The logs of one pod are read at the same time.
    const atOnce = Math.floor(this.#parts.request.maxStreams / Math.max(1, ...pods.map(({ length }) => length)));
    return inTurn(streams, { ahead: Math.max(0, Math.min(AHEAD, atOnce - 1)), room: ROOM_BYTES, sizeOf });
  }

  async *#one(logs: readonly ContainerLog[], stamps: boolean): AsyncGenerator<LogEvent> {
    for (const log of logs) {
      for await (const block of this.#blocks(log, stamps || !log.ended)) yield { kind: 'lines', log, block };
    }
  }

  async *#byTime(logs: readonly ContainerLog[]): AsyncGenerator<LogEvent> {
    const { spill, maxStreams } = this.#parts.request;
    const streams = new TimeStreams({ open: maxStreams, spill });
    const timed = logs.map((log) => streams.stream(log, earliestLineOf(log), () => inTime(this.#blocks(log, true))));
    timed.sort((a, b) => (a.notBefore < b.notBefore ? -1 : a.notBefore > b.notBefore ? 1 : 0));
    try {
      for await (const turns of mergeByTime(timed, AHEAD)) {
        yield { kind: 'merged', lines: turns.map(({ source, block }) => ({ log: source, block })) };
      }
    } finally {
      await streams.close();
    }
  }

  async *#newest(pods: readonly (readonly ContainerLog[])[], count: number): AsyncGenerator<LogEvent> {
    const newest = new NewestLines<ContainerLog>(count);
    for await (const event of this.#podAfterPod(pods, true)) {
      if (event.kind === 'lines') newest.offer(event.log, event.block);
      else if (event.kind === 'merged') for (const { log, block } of event.lines) newest.offer(log, block);
    }
    if (newest.isCut) yield { kind: 'notice', notice: { kind: 'tail-cut', lines: newest.count } };
    const lines = [...newest.take()];
    if (this.#parts.request.order === 'index') lines.sort((a, b) => a.offered - b.offered);
    for (const { source, block } of lines) yield { kind: 'lines', log: source, block };
  }

  /** The lines that are wanted of one log. Trouble with it is noted, and ends it. */
  async *#blocks(log: ContainerLog, stamps: boolean): AsyncGenerator<LogBlock, void, void> {
    const { cluster, request, misses, call } = this.#parts;
    const reading = new (stamps ? LogReading : PlainReading)(cluster.logs, log, this.#range);
    const { previous, ended } = log;
    try {
      yield* wantedOf(readWhole(reading, { previous, ended, thorough: false }, call), request.amount);
    } catch (error) {
      call.signal.throwIfAborted();
      misses.failed(log, error);
    }
    if (reading instanceof LogReading && reading.doubt) misses.add({ kind: 'rotated', logs: [log] });
  }
}

/** About what a turn of a merge takes; the bytes themselves belong to larger blocks. */
const MERGED_BYTES = 256;

/** A runtime notes the start once the program runs already, and status holds whole seconds. */
function earliestLineOf({ startedAt }: ContainerLog): string {
  const started = parseTime(startedAt);
  return started === undefined ? '' : secondOf(new Date(started - 2000).toISOString());
}

function sizeOf(event: LogEvent): number {
  if (event.kind === 'merged') return event.lines.length * MERGED_BYTES;
  return event.kind === 'lines' ? event.block.bytes.length : 0;
}
