/**
 * Recordings that tests make up: API objects as a real server sends them, changed at moments of a recording, written to a folder that
 * `sandbox replay` plays. For what the recordings of real clusters do not show.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '../../src/sandbox/replay/recorded-events.ts';
import { timeAt } from './record.ts';

/** JSON of any shape. */
export type Json = Readonly<Record<string, unknown>>;

/** A recording on disk; `await using` removes it. */
export interface WrittenScenario extends AsyncDisposable {
  readonly path: string;
}

/** What happened in a namespace, told in any order. Seconds count from the beginning of the recording. */
export class Scenario {
  readonly #namespace: string;
  readonly #lines: { readonly at: number; readonly resource: string; readonly type: string; readonly object: Json }[] =
    [];
  readonly #standing = new Map<string, Json>();
  #version = 90_000;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** An object as it is from now on; one of that name is changed: top-level fields given here replace the old ones. */
  put(at: number, resource: string, object: { readonly metadata: Json } & Json): this {
    const key = `${resource}/${object.metadata.name}`;
    const before = this.#standing.get(key);
    const metadata = { creationTimestamp: timeAt(at), ...Object(before?.metadata), ...object.metadata };
    const whole = { ...before, ...object, metadata };
    this.#standing.set(key, whole);
    return this.#tell(at, before ? 'MODIFIED' : 'ADDED', { resource, object: whole });
  }

  /** The object goes, as it last was. */
  delete(at: number, resource: string, name: string): this {
    const object = this.#standing.get(`${resource}/${name}`);
    if (!object) throw new Error(`there is no ${resource}/${name} to delete`);
    this.#standing.delete(`${resource}/${name}`);
    return this.#tell(at, 'DELETED', { resource, object });
  }

  /** A Job of one pod, started when it was created, or what `spec` and `status` say. */
  job(at: number, name: string, { metadata, spec, status }: Parts = {}): this {
    const labels = { 'batch.kubernetes.io/controller-uid': `uid-of-${name}`, 'batch.kubernetes.io/job-name': name };
    const template = {
      metadata: { labels },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'bash:5' }] },
    };
    return this.put(at, 'jobs', {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: { name, namespace: this.#namespace, uid: `uid-of-${name}`, labels, ...metadata },
      spec: {
        completions: 1,
        parallelism: 1,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': `uid-of-${name}` } },
        template,
        ...spec,
      },
      status: { startTime: timeAt(at), ...status },
    });
  }

  /** A pod of a Job on node1, with one container, or what `spec` and `status` say. */
  pod(at: number, [job, name]: readonly [string, string], { metadata, spec, status }: Parts = {}): this {
    return this.put(at, 'pods', {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace: this.#namespace,
        uid: `uid-of-${name}`,
        labels: { 'batch.kubernetes.io/controller-uid': `uid-of-${job}`, 'batch.kubernetes.io/job-name': job },
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: job, uid: `uid-of-${job}`, controller: true }],
        ...metadata,
      },
      spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'bash:5' }], restartPolicy: 'Never', ...spec },
      status: { phase: 'Pending', ...status },
    });
  }

  /** The recording in a folder of its own. */
  async write(logs?: string): Promise<WrittenScenario> {
    const path = await mkdtemp(join(tmpdir(), 'scenario-'));
    const lines = this.#lines.toSorted((a, b) => a.at - b.at).map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(join(path, 'watch.jsonl'), lines.join(''));
    if (logs !== undefined) await writeFile(join(path, 'logs.txt'), logs);
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
  }

  #tell(at: number, type: RecordedEvent['type'], { resource, object }: { resource: string; object: Json }): this {
    this.#version += 1;
    const metadata = { ...Object(object.metadata), resourceVersion: String(this.#version) };
    this.#lines.push({ at, resource, type, object: { ...object, metadata } });
    return this;
  }
}

/** What differs from the usual. */
export interface Parts {
  readonly metadata?: Json;
  readonly spec?: Json;
  readonly status?: Json;
}

/** A container's status. */
export function containerStatus(name: string, state: Json, more: Json = {}): Json {
  const running = state.running !== undefined;
  const containerID = running ? { containerID: `containerd://run-of-${name}` } : {};
  return { name, state, lastState: {}, ready: running, started: running, restartCount: 0, ...containerID, ...more };
}

/** A container's state: it runs since then. */
export function running(since: number): Json {
  return { running: { startedAt: timeAt(since) } };
}

/** A container's state: it ended. The container's id is made of when. */
export function terminated(exitCode: number, [from, to]: readonly [number, number], reason?: string): Json {
  const times = { startedAt: timeAt(from), finishedAt: timeAt(to), containerID: `containerd://ended-${to}` };
  return { terminated: { exitCode, reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'), ...times } };
}

/** A container's state: it waits. */
export function waits(reason: string, message?: string): Json {
  return { waiting: { reason, ...(message === undefined ? {} : { message }) } };
}

/** A condition of anything. */
export function condition(type: string, status: string, more: Json & { readonly since?: number } = {}): Json {
  const { since = 0, ...rest } = more;
  return { type, status, lastTransitionTime: timeAt(since), ...rest };
}
