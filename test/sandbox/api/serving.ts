/** A server on a store for tests, with a client that shows everything and a real kubectl beside it. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noLogs } from '../../../src/sandbox/api/log-source.ts';
import { type RunningServer, type ServeOptions, serve } from '../../../src/sandbox/api/server.ts';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import { Store, type StoredObject } from '../../../src/sandbox/store.ts';
import { RECORDINGS } from '../../support/recordings.ts';
import { type Ended, run } from '../../support/run-cli.ts';

export interface Response {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly accept?: string;
  readonly token?: string;
}

/** A line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: unknown;
}

export const TOKEN = 'secret';

/** A running server, with ways to ask it. */
export class Serving implements AsyncDisposable {
  readonly server: RunningServer;
  readonly #folder: string;

  constructor(server: RunningServer) {
    this.server = server;
    this.#folder = mkdtempSync(join(tmpdir(), 'kubectl-job-test-'));
  }

  /** One request, its answer whole. */
  ask(path: string, { method = 'GET', accept, token = TOKEN }: Asking = {}): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const headers = { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...(accept ? { accept } : {}) };
    const outgoing = request(
      `${this.server.url}${path}`,
      { method, headers, ca: this.server.certificateAuthority },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          resolve({ code: incoming.statusCode ?? 0, headers: incoming.headers, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
    return promise;
  }

  /** The JSON of an answer. */
  async json(path: string, asking: Asking = {}): Promise<unknown> {
    return JSON.parse((await this.ask(path, asking)).text);
  }

  /** The events of a watch, until it ends or `count` have come. */
  async *watch(path: string, accept = 'application/json'): AsyncGenerator<WatchLine> {
    const { promise, resolve, reject } = Promise.withResolvers<AsyncIterable<Buffer>>();
    const headers = { authorization: `Bearer ${TOKEN}`, accept };
    const outgoing = request(`${this.server.url}${path}`, { headers, ca: this.server.certificateAuthority }, resolve);
    outgoing.on('error', reject);
    outgoing.end();
    let rest = '';
    try {
      for await (const piece of await promise) {
        const lines = (rest + piece.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line);
      }
    } finally {
      outgoing.destroy();
    }
  }

  /** The real kubectl from PATH; rejects when there is none. Ctrl-C once standard output matches `until`. */
  kubectl(args: readonly string[], until?: RegExp): Promise<Ended> {
    const kubeconfig = join(this.#folder, 'kubeconfig');
    const authority = Buffer.from(this.server.certificateAuthority).toString('base64');
    const cluster = { server: this.server.url, 'certificate-authority-data': authority };
    const config = {
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'test', user: { token: TOKEN } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      'current-context': 'test',
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    const env = { KUBECONFIG: kubeconfig, HOME: this.#folder, KUBECACHEDIR: join(this.#folder, 'cache') };
    return run('kubectl', args, { env, ...(until ? { interruptAt: until } : {}) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Serves a store at a moment that stands still. */
export async function serving(
  store: Store,
  options: Partial<ServeOptions> & { readonly at?: string } = {},
): Promise<Serving> {
  const clock = scaledClock(Date.parse(options.at ?? '2026-11-21T18:00:00Z'), 0);
  return new Serving(await serve({ store, clock, token: TOKEN, logs: noLogs, ...options }));
}

/** The objects of a recording as they were at its end. */
export function storeOf(recording: string): Store {
  const store = new Store();
  store.put('namespaces', { metadata: { name: recording }, status: { phase: 'Active' } });
  for (const line of readFileSync(join(RECORDINGS, recording, 'watch.jsonl'), 'utf8').split('\n')) {
    if (line === '') continue;
    const { type, resource, object } = JSON.parse(line);
    if (type === 'DELETED') store.removeAs(resource, object);
    else store.put(resource, object);
  }
  return store;
}

/** A file of `wire/`, parsed. */
export function wire(file: string): unknown {
  return JSON.parse(recorded(`wire/${file}`));
}

/** A text file of a recording. */
export function recorded(file: string): string {
  return readFileSync(join(RECORDINGS, file), 'utf8');
}

/** A store with the Job and the pods of `wire/`. */
export function wireStore(): Store {
  const store = new Store({ firstRevision: 89_000 });
  store.put('namespaces', { metadata: { name: 'wire' }, status: { phase: 'Active' } });
  for (const job of wireItems('jobs.json')) store.put('jobs', job);
  for (const pod of wireItems('pods.json')) store.put('pods', pod);
  for (const event of wireItems('events.json')) store.put('events', event);
  return store;
}

/** The items of a list in `wire/`. */
export function wireItems(file: string): readonly StoredObject[] {
  const { items }: { readonly items: readonly StoredObject[] } = JSON.parse(recorded(`wire/${file}`));
  return items;
}

/** A bare pod for tests of lists and watches. */
export function aPod(
  name: string,
  options: { labels?: Record<string, string>; namespace?: string; phase?: string } = {},
): StoredObject {
  const { labels = {}, namespace = 'default', phase = 'Running' } = options;
  return {
    metadata: { name, namespace, labels, creationTimestamp: '2026-11-21T17:59:00Z' },
    spec: { containers: [{ name: 'main', image: 'busybox' }], nodeName: 'node1' },
    status: { phase },
  };
}
