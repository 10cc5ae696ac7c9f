/** The logs of containers, as the kubelet serves them (Kubernetes 1.36, pkg/kubelet/kuberuntime/logs). */
import { listAt, textAt } from '../api/fields.ts';
import type { LogRequest, LogSource } from '../api/log-source.ts';
import { StatusError } from '../api/status.ts';
import type { Clock } from '../clock.ts';
import { ContainerLog, type LoggedLine, timestampOf } from '../containers/container-log.ts';
import { containerRunOf, isScheduled } from '../replay/container-run.ts';
import { cutTo, sinceMs } from '../replay/log-lines.ts';
import type { StoredObject } from '../store.ts';

/** What ended containers may keep in all, in bytes: the oldest go first. */
const MOST_BYTES = 128 * 1024 * 1024;

/** The logs by the containers' ids. */
export class PodLogs implements LogSource {
  readonly #clock: Clock;
  readonly #logs = new Map<string, ContainerLog>();
  /** Those that have ended, the oldest first. */
  readonly #ended = new Map<string, number>();
  #endedBytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A log for a run that begins. */
  begin(containerID: string): ContainerLog {
    const log = new ContainerLog(() => this.#clock.now());
    this.#logs.set(containerID, log);
    return log;
  }

  /** The run has ended; its log is kept as long as there is room. */
  end(containerID: string): void {
    const bytes = this.#logs.get(containerID)?.bytes ?? 0;
    this.#ended.set(containerID, bytes);
    this.#endedBytes += bytes;
    for (const oldest of this.#ended.keys()) {
      if (this.#endedBytes <= MOST_BYTES) return;
      this.forget(oldest);
    }
  }

  /** Nobody can ask for it any more. */
  forget(containerID: string): void {
    this.#logs.delete(containerID);
    this.#endedBytes -= this.#ended.get(containerID) ?? 0;
    this.#ended.delete(containerID);
  }

  /** The pod is gone, and its logs with it. */
  forgetPod(pod: StoredObject): void {
    const lists = ['initContainerStatuses', 'containerStatuses'];
    for (const status of lists.flatMap((list) => listAt(pod, `status.${list}`))) {
      for (const path of ['containerID', 'state.terminated.containerID', 'lastState.terminated.containerID']) {
        const id = textAt(status, path);
        if (id !== '') this.forget(id);
      }
    }
  }

  async *open(request: LogRequest, signal: AbortSignal): AsyncIterable<Uint8Array> {
    if (!isScheduled(request.pod)) return;
    const run = containerRunOf(request.pod, request.container, request.previous);
    if ('refusal' in run) throw StatusError.badRequest(run.refusal);
    const log = this.#logs.get(run.containerID);
    if (!log) {
      yield Buffer.from(`unable to retrieve container logs for ${run.containerID}`);
      return;
    }
    yield* cutTo(request.limitBytes, pieces(log, { request, nowMs: this.#clock.now(), signal }));
  }
}

interface Reading {
  readonly request: LogRequest;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

async function* pieces(log: ContainerLog, { request, nowMs, signal }: Reading): AsyncIterable<Uint8Array> {
  const fromMs = sinceMs(request, nowMs);
  const all = [...log.lines()];
  let next = log.count;
  const tail = request.tailLines === undefined ? all : all.slice(Math.max(0, all.length - request.tailLines));
  const wanted = tail.filter(({ timeMs }) => timeMs >= fromMs);
  if (wanted.length > 0) yield printed(wanted, request.timestamps);
  while (request.follow && !signal.aborted) {
    const lines = [...log.lines(next)];
    next = log.count;
    if (lines.length > 0) yield printed(lines, request.timestamps);
    else if (log.isEnded) return;
    else await news(log, signal);
  }
}

function printed(lines: readonly LoggedLine[], timestamps: boolean): Uint8Array {
  return Buffer.concat(
    lines.flatMap(({ timeMs, text }) => (timestamps ? [Buffer.from(`${timestampOf(timeMs)} `), text] : [text])),
  );
}

function news(log: ContainerLog, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = log.watch(done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
