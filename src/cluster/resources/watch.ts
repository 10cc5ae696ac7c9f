import { ApiError, ConnectionError } from '../errors.ts';
import type { Call, Change, Scope } from '../port.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import type { Answer } from '../transport/api-request.ts';
import { BrokenLine, linesOf } from '../transport/lines.ts';
import { failureOf } from '../transport/read-answer.ts';
import { readStatus } from '../transport/status.ts';
import { pause, type Timing } from '../transport/timing.ts';
import { KnownObjects } from './known-objects.ts';
import { pagesOf, type Send, versionOf } from './pages.ts';
import { collectionPath, type ResourceKind, selectors, type Versioned } from './resource-kind.ts';
import { EndOfWatch, ErrorEvent, Recovery, SilentWatch } from './watch-recovery.ts';

/** What is watched, and with what. */
export interface Watched<T extends Versioned> {
  readonly send: Send;
  readonly server: string;
  readonly kind: ResourceKind<T>;
  readonly timing: Timing;
}

/** List, then watch: `Resource.watch` of the port. Made on Kubernetes' «Efficient detection of changes». */
export async function* watchCollection<T extends Versioned>(
  watched: Watched<T>,
  scope: Scope,
  call: Call,
): AsyncGenerator<Change<T>, void, void> {
  const run = new WatchRun(watched, scope, call);
  while (!call.signal.aborted) {
    try {
      yield* run.untilItBreaks();
    } catch (error) {
      if (call.signal.aborted) return;
      yield* run.interrupted(error);
      if (!(await run.waited())) return;
    }
  }
}

/** API servers send a bookmark about once a minute: a stream that is silent for longer has a dead server at its other end. */
const SILENCE_MS = 90_000;

/** How long a watch is asked to last, in seconds, with as much again at most by chance, so that watchers do not come back at once. */
const WATCH_SECONDS = 240;

/** A connection that held for so long counts as good, though nothing came: proxies cut idle ones after half a minute or more. */
const STEADY_MS = 20_000;

class WatchRun<T extends Versioned> {
  readonly #watched: Watched<T>;
  readonly #scope: Scope;
  readonly #call: Call;
  readonly #known = new KnownObjects<T>();
  readonly #recovery: Recovery;
  /** Where to go on from; undefined when only a list can tell. */
  #resourceVersion: string | undefined;
  #isSynced = false;
  #isInterrupted = false;
  #waitMs = 0;

  constructor(watched: Watched<T>, scope: Scope, call: Call) {
    this.#watched = watched;
    this.#scope = scope;
    this.#call = call;
    this.#recovery = new Recovery(watched.timing);
  }

  /** Delivers changes until something throws; a watch that just ends throws EndOfWatch. */
  async *untilItBreaks(): AsyncGenerator<Change<T>, never, void> {
    if (this.#resourceVersion === undefined) yield* this.#list();
    const answer = await this.#open(this.#resourceVersion ?? '');
    yield* this.#restored();
    const { timing } = this.#watched;
    const stop = timing.after(STEADY_MS, () => this.#recovery.steady());
    try {
      for await (const line of linesOf(answer.body)) yield* this.#event(line);
    } catch (error) {
      const isSilence = error instanceof ConnectionError && error.trouble === 'timeout';
      throw isSilence ? new SilentWatch('the watch fell silent', { cause: error }) : error;
    } finally {
      stop();
    }
    throw new EndOfWatch();
  }

  /** Says that the watch is interrupted, if that is worth saying. Throws what cannot be mended. */
  *interrupted(error: unknown): Generator<Change<T>, void, void> {
    const plan = this.#recovery.after(error, this.#isSynced);
    if (!plan) throw error instanceof ErrorEvent ? error.failure : error;
    if (plan.relist) this.#resourceVersion = undefined;
    this.#waitMs = plan.waitMs;
    if (!plan.announce) return;
    this.#isInterrupted = true;
    yield { type: 'INTERRUPTED', error: plan.announce, retryInMs: plan.waitMs };
  }

  /** Waits as planned; false when the call was aborted meanwhile. */
  async waited(): Promise<boolean> {
    const { signal } = this.#call;
    if (this.#waitMs > 0) await pause(this.#waitMs, this.#watched.timing, signal).catch(() => {});
    return !signal.aborted;
  }

  *#restored(): Generator<Change<T>, void, void> {
    if (!this.#isInterrupted) return;
    this.#isInterrupted = false;
    yield { type: 'RESTORED' };
  }

  async *#list(): AsyncGenerator<Change<T>, void, void> {
    let resourceVersion = '';
    for await (const part of pagesOf(this.#watched, this.#scope, this.#call)) {
      yield* this.#restored();
      if (part.isFirst) this.#known.beginList();
      for (const object of part.items) yield* this.#known.listed(object);
      resourceVersion = part.resourceVersion;
    }
    yield* this.#known.endList();
    this.#resourceVersion = resourceVersion;
    if (!this.#isSynced) yield { type: 'SYNCED' };
    this.#isSynced = true;
  }

  async #open(resourceVersion: string): Promise<Answer> {
    const { send, server, kind, timing } = this.#watched;
    const query = {
      ...selectors(this.#scope),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: String(WATCH_SECONDS + Math.floor(timing.random() * WATCH_SECONDS)),
    };
    const path = collectionPath(kind, this.#scope.namespace);
    const answer = await send({ path, query, signal: this.#call.signal, endless: true, silenceMs: SILENCE_MS });
    if (answer.code === 200) return answer;
    throw await failureOf(answer, server);
  }

  *#event(line: string): Generator<Change<T>, void, void> {
    const { type, object } = parseEvent(line);
    if (type === 'ERROR') throw new ErrorEvent(errorOf(object));
    const version = versionOf(isRecord(object.metadata) ? object.metadata : {});
    if (type === 'ADDED' || type === 'MODIFIED') yield* this.#known.exists(this.#watched.kind.normalise(object));
    if (type === 'DELETED') yield* this.#known.gone(this.#watched.kind.normalise(object));
    if (!version || version === this.#resourceVersion) return;
    this.#resourceVersion = version;
    this.#recovery.progress();
  }
}

function parseEvent(line: string): { readonly type: string; readonly object: UnknownRecord } {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch (error) {
    throw new BrokenLine('a line of the watch is no JSON', { cause: error });
  }
  if (isRecord(event) && typeof event.type === 'string' && isRecord(event.object)) {
    return { type: event.type, object: event.object };
  }
  throw new BrokenLine('a line of the watch is no watch event');
}

function errorOf(object: UnknownRecord): ApiError {
  const status = readStatus(object, 500);
  return new ApiError({ code: status?.code ?? 500, message: status?.message || 'the watch failed', status });
}
