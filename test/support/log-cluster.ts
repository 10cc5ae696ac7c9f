/** An embedded cluster whose pods write what a test tells them to: Jobs, pods and their logs are moved by hand, the API server is the real one. */

import type { LogRequest, LogSource } from '../../src/sandbox/api/log-source.ts';
import { serve } from '../../src/sandbox/api/server.ts';
import { StatusError } from '../../src/sandbox/api/status.ts';
import { scaledClock } from '../../src/sandbox/clock.ts';
import { writeKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { Store } from '../../src/sandbox/store.ts';

/** A line of a log file: its stamp, and its bytes with the newline if there is one. */
export interface WrittenLine {
  readonly stamp: string;
  readonly bytes: Uint8Array;
}

/** The log of one run of a container, as a node keeps it. */
export class WrittenLog {
  readonly lines: WrittenLine[] = [];
  /** In whole seconds, as status has it. */
  readonly startedAt: string;
  ended = false;
  readonly #listeners = new Set<() => void>();

  constructor(startedAt: string) {
    this.startedAt = startedAt;
  }

  /** Adds lines, all of one instant. */
  write(stamp: string, ...texts: readonly (string | Uint8Array)[]): void {
    for (const text of texts) this.lines.push({ stamp, bytes: Buffer.from(text) });
    this.#tell();
  }

  end(): void {
    this.ended = true;
    this.#tell();
  }

  /** Resolves at the next change, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** How the bytes of a log are cut into pieces on their way; the default is a piece for all that is there. */
export type Pieces = (bytes: Buffer) => Iterable<Buffer>;

/** How to make one. */
export interface LogClusterOptions {
  readonly pieces?: Pieces;
  /** Called with each request for a log; what it throws is the answer. */
  readonly asked?: (request: LogRequest) => void;
  /** The time that status tells, milliseconds since the epoch; this machine's when left out. */
  readonly now?: () => number;
}

/** One Job, `job`, in the namespace `film`. */
export class LogCluster implements AsyncDisposable {
  readonly store = new Store();
  readonly kubeconfig: string;
  readonly namespace = 'film';
  /** Log requests, as they came. */
  readonly requests: LogRequest[];
  readonly #logs: Map<string, WrittenLog[]>;
  readonly #close: () => Promise<void>;
  readonly #now: () => string;

  private constructor(parts: {
    store: Store;
    kubeconfig: string;
    logs: Map<string, WrittenLog[]>;
    requests: LogRequest[];
    close: () => Promise<void>;
    now: () => number;
  }) {
    this.#now = () => wholeSecond(parts.now());
    this.store = parts.store;
    this.kubeconfig = parts.kubeconfig;
    this.requests = parts.requests;
    this.#logs = parts.logs;
    this.#close = parts.close;
  }

  static async start(options: LogClusterOptions = {}): Promise<LogCluster> {
    const store = new Store();
    const logs = new Map<string, WrittenLog[]>();
    const requests: LogRequest[] = [];
    const source = logSource(logs, requests, options);
    const server = await serve({ store, clock: scaledClock(Date.now(), 1), token: 'secret', logs: source });
    const kubeconfig = await writeKubeconfig({
      url: server.url,
      ca: server.certificateAuthority,
      token: 'secret',
      namespace: 'film',
    });
    const close = async () => {
      await Promise.all([server.close(), kubeconfig.remove()]);
    };
    store.put('namespaces', { metadata: { name: 'film' }, status: { phase: 'Active' } });
    return new LogCluster({ store, kubeconfig: kubeconfig.path, logs, requests, close, now: options.now ?? Date.now });
  }

  /** Puts the Job, or changes it. Indexed with this many completions. */
  job(completions: number, status: object = {}, spec: object = {}): void {
    this.store.put('jobs', {
      ...{ apiVersion: 'batch/v1', kind: 'Job' },
      metadata: { name: 'job', namespace: 'film', uid: 'uid-job', creationTimestamp: this.#now() },
      spec: {
        ...{ completions, parallelism: completions, completionMode: 'Indexed', backoffLimit: 6 },
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'uid-job' } },
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } },
        ...spec,
      },
      status: { startTime: this.#now(), ...status },
    });
  }

  /** Ends the Job. */
  finishJob(completions: number, type: 'Complete' | 'Failed' = 'Complete'): void {
    const conditions = [{ type, status: 'True', reason: '', message: '', lastTransitionTime: this.#now() }];
    const done = type === 'Complete' ? { succeeded: completions, completedIndexes: `0-${completions - 1}` } : {};
    this.job(completions, { ...done, conditions });
  }

  /** A pod of the Job that runs; its log is what it writes from now on. A pod of that name begins another run of its container. */
  run(name: string, index: number, restartPolicy = 'Never'): WrittenLog {
    const runs = this.#logs.get(name) ?? [];
    this.#logs.set(name, runs);
    const log = new WrittenLog(this.#now());
    runs.push(log);
    this.#put(name, index, { restartPolicy, phase: 'Running', state: { running: { startedAt: this.#now() } } });
    return log;
  }

  /** A pod that waits to start. */
  wait(name: string, index: number, reason = 'ContainerCreating'): void {
    this.#put(name, index, { restartPolicy: 'Never', phase: 'Pending', state: { waiting: { reason } } });
  }

  /** Ends the run of a pod's container, and the pod with it unless it restarts. */
  end(name: string, index: number, { exitCode = 0, restarts = false } = {}): void {
    const log = this.#logs.get(name)?.at(-1);
    log?.end();
    const state = { terminated: terminated(log, exitCode, this.#now()) };
    const phase = restarts ? 'Running' : exitCode === 0 ? 'Succeeded' : 'Failed';
    this.#put(name, index, { restartPolicy: restarts ? 'OnFailure' : 'Never', phase, state });
  }

  /** Deletes a pod. */
  remove(name: string): void {
    for (const log of this.#logs.get(name) ?? []) log.end();
    this.store.remove('pods', 'film', name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #put(name: string, index: number, pod: { restartPolicy: string; phase: string; state: object }): void {
    const runs = this.#logs.get(name) ?? [];
    const restartCount = Math.max(0, runs.length - 1);
    const last = {
      terminated: { ...terminated(runs.at(-2), 1, this.#now()), containerID: `${name}-${restartCount - 1}` },
    };
    const labels = {
      'batch.kubernetes.io/controller-uid': 'uid-job',
      'batch.kubernetes.io/job-completion-index': String(index),
    };
    const known = this.store.get('pods', 'film', name);
    this.store.put('pods', {
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: {
        ...{ name, namespace: 'film', uid: `uid-${name}`, labels },
        creationTimestamp: known?.metadata.creationTimestamp ?? this.#now(),
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'job', uid: 'uid-job', controller: true }],
      },
      spec: { nodeName: 'node1', restartPolicy: pod.restartPolicy, containers: [{ name: 'main', image: 'busybox' }] },
      status: {
        phase: pod.phase,
        startTime: this.#now(),
        containerStatuses: [
          {
            ...{ name: 'main', restartCount, state: pod.state, containerID: `${name}-${restartCount}` },
            ...(restartCount > 0 ? { lastState: last } : {}),
          },
        ],
      },
    });
  }
}

function terminated(log: WrittenLog | undefined, exitCode: number, finishedAt: string): object {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return { exitCode, reason, startedAt: log?.startedAt ?? finishedAt, finishedAt };
}

/** The kubelet: the tail is taken before times are looked at, times count in whole seconds. */
function logSource(
  logs: ReadonlyMap<string, readonly WrittenLog[]>,
  requests: LogRequest[],
  { pieces = (bytes) => [bytes], asked }: LogClusterOptions,
): LogSource {
  return {
    async *open(request, signal) {
      requests.push(request);
      asked?.(request);
      const log = runOf(logs, request);
      const since = request.sinceTime === undefined ? '' : request.sinceTime.slice(0, 19);
      let next = request.tailLines === undefined ? 0 : Math.max(0, log.lines.length - request.tailLines);
      let left = request.limitBytes ?? Number.POSITIVE_INFINITY;
      for (;;) {
        const fresh = log.lines.slice(next).filter(({ stamp }) => stamp >= since);
        next = log.lines.length;
        const bytes = Buffer.concat(
          fresh.flatMap(({ stamp, bytes }) => (request.timestamps ? [Buffer.from(`${stamp} `), bytes] : [bytes])),
        );
        if (bytes.length > 0) yield* pieces(bytes.subarray(0, left));
        left -= bytes.length;
        if (left <= 0 || !request.follow || signal.aborted || (log.ended && next === log.lines.length)) return;
        if (next === log.lines.length) await log.changed(signal);
      }
    },
  };
}

function runOf(logs: ReadonlyMap<string, readonly WrittenLog[]>, { pod, previous, container }: LogRequest): WrittenLog {
  const runs = logs.get(pod.metadata.name) ?? [];
  const log = runs.at(previous ? -2 : -1);
  if (log) return log;
  const which = `container "${container}" in pod "${pod.metadata.name}"`;
  throw StatusError.badRequest(
    previous ? `previous terminated ${which} not found` : `${which} is waiting to start: ContainerCreating`,
  );
}

function wholeSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A stamp of this moment (or so many milliseconds later), with nanoseconds. */
export function stampNow(laterMs = 0, nanoseconds = 0): string {
  return new Date(Date.now() + laterMs).toISOString().replace('Z', `${String(nanoseconds).padStart(6, '0')}Z`);
}
