/** Answers log requests from a recording's logs, as of the clock's time. It plays the kubelet (Kubernetes 1.36, pkg/kubelet/kuberuntime/logs). */

import type { LogRequest, LogSource } from '../api/log-source.ts';
import { StatusError } from '../api/status.ts';
import type { Clock } from '../clock.ts';
import type { Store, StoredObject } from '../store.ts';
import { type ContainerRun, containerRunOf, isScheduled } from './container-run.ts';
import { cutTo, printLine, sinceMs, tailOf } from './log-lines.ts';
import type { RecordedFailure, RecordedLine } from './recorded-lines.ts';
import type { Recording } from './recording.ts';

/** What the logs are told by: the recording, its beginning in milliseconds since the epoch, the store it is played into, the clock. */
export interface LogStage {
  readonly recording: Recording;
  readonly originMs: number;
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * The recorded logs as a log source. A line is there from the moment it was written. `kubectl logs` reads a container's latest run alone, of
 * the pods that are there: any other run was not recorded. Once such a run has ended, the answer is the kubelet's when the runtime
 * has forgotten a container; while it runs, it writes nothing. A pod without a node has no log to ask for: an empty answer.
 */
export function recordedLogs(stage: LogStage): LogSource {
  const lastStates = lastStatesOf(stage);
  return {
    async *open(request, signal) {
      if (!isScheduled(request.pod)) return;
      const refused = recordedRefusal(stage, lastStates, request);
      if (refused) throw refusalAnswer(refused);
      const run = containerRunOf(request.pod, request.container, request.previous);
      if ('refusal' in run) throw StatusError.badRequest(run.refusal);
      const lines = recordedLines(stage, lastStates, { request, run });
      if (!lines && !run.running) {
        yield Buffer.from(`unable to retrieve container logs for ${run.containerID}`);
        return;
      }
      yield* cutTo(request.limitBytes, chunksOf(stage, { request, run, lines: lines ?? [], signal }));
    },
  };
}

/** What a request has come to: the lines of the run it means. */
interface Reading {
  readonly request: LogRequest;
  readonly run: ContainerRun;
  readonly lines: readonly RecordedLine[];
  readonly signal: AbortSignal;
}

async function* chunksOf(stage: LogStage, reading: Reading): AsyncIterable<Uint8Array> {
  const { request, lines } = reading;
  const fromMs = sinceMs(request, stage.clock.now());
  let next = written(stage, reading, isRunning(stage, reading));
  for (const line of tailOf(lines.slice(0, next), request.tailLines)) {
    if (line.timeMs >= fromMs) yield printLine(line, request.timestamps);
  }
  while (request.follow && !reading.signal.aborted) {
    const running = isRunning(stage, reading);
    const end = written(stage, reading, running);
    for (const line of lines.slice(next, end)) yield printLine(line, request.timestamps);
    if (!running) return;
    if (next === end) await news(stage, reading, lines[next]?.timeMs);
    next = end;
  }
}

/** How many lines the run has written by now. All of them once it has ended: the clock may lag behind by what a change takes to be seen. */
function written({ clock }: LogStage, { lines }: Reading, running: boolean): number {
  if (!running) return lines.length;
  const now = clock.now();
  const later = lines.findIndex((line) => line.timeMs > now);
  return later < 0 ? lines.length : later;
}

/** Whether the run still writes, by the pod's present status. */
function isRunning({ store }: LogStage, { request, run }: Reading): boolean {
  const { namespace, name, uid } = request.pod.metadata;
  const pod = store.get('pods', namespace, name);
  if (!pod || pod.metadata.uid !== uid) return false;
  const latest = containerRunOf(pod, request.container);
  return !('refusal' in latest) && latest.running && latest.containerID === run.containerID;
}

/** Waits until the pod changes, the clock reaches `untilMs`, or the signal aborts. */
function news({ store, clock }: LogStage, { request, signal }: Reading, untilMs: number | undefined): Promise<void> {
  const { namespace, name } = request.pod.metadata;
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const done = () => {
      for (const stop of stops) stop();
      resolve();
    };
    stops.push(
      store.subscribe(({ resource, object: { metadata } }) => {
        if (resource === 'pods' && metadata.name === name && metadata.namespace === namespace) done();
      }),
    );
    if (untilMs !== undefined) stops.push(clock.at(untilMs, done));
    signal.addEventListener('abort', done, { once: true });
    stops.push(() => signal.removeEventListener('abort', done));
    if (signal.aborted) done();
  });
}

/** A pod as it was last seen, and when (milliseconds since the epoch). */
interface LastState {
  readonly pod: StoredObject;
  readonly seenMs: number;
}

/** The last state of every pod that logs were recorded of: its run is the one they are of. By namespace and name. */
function lastStatesOf({ recording, originMs }: LogStage): ReadonlyMap<string, LastState> {
  const states = new Map<string, LastState>();
  for (const { resource, object, atMs } of recording.events) {
    if (resource !== 'pods' || !recording.logs.has(object.metadata.name)) continue;
    states.set(`${object.metadata.namespace}/${object.metadata.name}`, { pod: object, seenMs: originMs + atMs });
  }
  return states;
}

/** The state that the requested pod was in when its logs were read; undefined if they were not, or of another pod of that name. */
function lastStateOf(lastStates: ReadonlyMap<string, LastState>, { pod }: LogRequest): LastState | undefined {
  const { namespace, name, uid } = pod.metadata;
  const last = lastStates.get(`${namespace}/${name}`);
  return last?.pod.metadata.uid === uid ? last : undefined;
}

/** What the real server answered instead of the log, once the pod is in the state in which it was asked. */
function recordedRefusal(
  { recording, clock }: LogStage,
  lastStates: ReadonlyMap<string, LastState>,
  request: LogRequest,
): RecordedFailure | undefined {
  const last = lastStateOf(lastStates, request);
  const log = recording.logs.get(request.pod.metadata.name);
  if (!last || !log?.failure || request.previous || clock.now() < last.seenMs) return undefined;
  if (log.lines.some(({ container }) => container === request.container)) return undefined;
  const named = /container "([^"]+)"/.exec(log.failure.message)?.[1];
  return named === undefined || named === request.container ? log.failure : undefined;
}

/** What was recorded of a run; undefined when its log was not read. */
function recordedLines(
  { recording }: LogStage,
  lastStates: ReadonlyMap<string, LastState>,
  { request, run }: Pick<Reading, 'request' | 'run'>,
): readonly RecordedLine[] | undefined {
  const last = lastStateOf(lastStates, request);
  const log = recording.logs.get(request.pod.metadata.name);
  if (!last || !log || !isLatestRun(last.pod, request.container, run)) return undefined;
  const lines = log.lines.filter(({ container }) => container === request.container);
  return lines.length === 0 && log.failure ? undefined : lines;
}

/** Whether `run` is the one whose log is read of a pod in this state. */
function isLatestRun(pod: StoredObject, container: string, run: ContainerRun): boolean {
  const latest = containerRunOf(pod, container);
  return !('refusal' in latest) && latest.containerID === run.containerID;
}

function refusalAnswer({ reason, message }: RecordedFailure): StatusError {
  return new StatusError(CODES[reason] ?? 500, reason, { message });
}

/** The codes of the reasons that a log request is refused for (apimachinery, pkg/apis/meta/v1/types.go, StatusReason). */
const CODES: Readonly<Record<string, number>> = {
  BadRequest: 400,
  Forbidden: 403,
  NotFound: 404,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
};
