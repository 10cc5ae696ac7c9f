/** Records what components say about objects, as events (Kubernetes 1.36, client-go/tools/record/event.go, tools/events). */
import { numberAt } from '../api/fields.ts';
import type { NewEvent } from '../cluster-writer.ts';
import type { StoredObject } from '../store.ts';
import { EventCorrelation } from './event-correlation.ts';
import type { WritingContext } from './kind-rules.ts';
import { LastUsed } from './last-used.ts';
import { timestamp } from './metadata.ts';

/** Events are kept so long, as by a real API server (`--event-ttl`). */
const KEPT_MS = 3_600_000;
const REMEMBERED = 4096;
/** A series is over when nothing has come for so long; one that goes on is written anew so often. */
const SERIES_MS = 360_000;
const REFRESH_MS = 1_800_000;

/** Writes events into the store. */
export class EventRecorder {
  readonly #context: WritingContext;
  readonly #correlation = new EventCorrelation();
  /** The names of events that may be counted up, by what they are known by. */
  readonly #names = new LastUsed<string, string>(REMEMBERED);
  readonly #series = new LastUsed<string, { name: string; count: number; lastMs: number; writtenMs: number }>(
    REMEMBERED,
  );
  /** What was written, oldest first, so that it can go. */
  readonly #written: Written[] = [];
  #count = 0;

  constructor(context: WritingContext) {
    this.#context = context;
  }

  /** Records an event about an object; none in a namespace that is not there or is going. */
  record(regarding: StoredObject, event: NewEvent): void {
    this.#forget();
    const namespace = regarding.metadata.namespace ?? 'default';
    const home = this.#context.store.get('namespaces', undefined, namespace);
    if (!home || home.metadata.deletionTimestamp !== undefined) return;
    if (event.action === undefined) this.#counted(regarding, event);
    else this.#inSeries(regarding, { ...event, action: event.action });
  }

  /** Events of events.k8s.io/v1 that repeat become a series, which says so once, and then only every half an hour (tools/events). */
  #inSeries(regarding: StoredObject, event: NewEvent & { readonly action: string }): void {
    const { store, clock } = this.#context;
    const { namespace = 'default', uid, resourceVersion } = regarding.metadata;
    const { type, reason, action, component } = event;
    const key = JSON.stringify([type, reason, action, component, uid, resourceVersion]);
    const known = this.#series.get(key);
    const goesOn = known && clock.now() - known.lastMs <= SERIES_MS;
    const before = goesOn ? store.get('events', namespace, known.name) : undefined;
    if (!goesOn || !before) {
      const first = this.#withTime(regarding, event);
      this.#series.set(key, { name: first.metadata.name, count: 1, lastMs: clock.now(), writtenMs: clock.now() });
      this.#put(first);
      return;
    }
    known.count += 1;
    known.lastMs = clock.now();
    if (known.count > 2 && clock.now() - known.writtenMs < REFRESH_MS) return;
    known.writtenMs = clock.now();
    this.#put({ ...before, series: { count: known.count, lastObservedTime: this.#microTime() } });
  }

  #microTime(): string {
    return `${new Date(this.#context.clock.now()).toISOString().slice(0, 23)}000Z`;
  }

  /** An event as events.k8s.io/v1 has it: with a time and without a count. */
  #withTime(regarding: StoredObject, event: NewEvent & { readonly action: string }): StoredObject {
    return {
      ...this.#begun(regarding),
      involvedObject: involved(regarding, event),
      reason: event.reason,
      message: event.message,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      type: event.type,
      eventTime: this.#microTime(),
      action: event.action,
      reportingComponent: event.component,
      reportingInstance: `${event.component}-${event.host ?? 'sandbox'}`,
    };
  }

  #counted(regarding: StoredObject, event: NewEvent): void {
    const { store, clock } = this.#context;
    const { namespace = 'default', uid = '', name } = regarding.metadata;
    const object = [regarding.kind, namespace, name, uid].join('/');
    const source = `${event.component}/${event.host ?? ''}`;
    const { type, reason, message, fieldPath = '' } = event;
    const correlated = this.#correlation.correlate({ source, object, type, reason, message, fieldPath }, clock.now());
    if (correlated.do === 'drop') return;
    const known = this.#names.get(correlated.key);
    const before = known === undefined ? undefined : store.get('events', namespace, known);
    const text = correlated.isCombined ? `(combined from similar events): ${message}` : message;
    const now = timestamp(clock);
    const count = (numberAt(before, 'count') ?? 0) + 1;
    const next = before
      ? { ...before, message: text, lastTimestamp: now, count }
      : this.#first(regarding, { ...event, message: text }, correlated.isCombined);
    this.#names.set(correlated.key, next.metadata.name);
    this.#put(next);
  }

  #first(regarding: StoredObject, event: NewEvent, isCombined: boolean): StoredObject {
    const now = timestamp(this.#context.clock);
    return {
      ...this.#begun(regarding),
      involvedObject: involved(regarding, event),
      reason: event.reason,
      message: event.message,
      source: { component: event.component, ...(event.host === undefined ? {} : { host: event.host }) },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type: event.type,
      eventTime: null,
      reportingComponent: isCombined ? '' : event.component,
      reportingInstance: isCombined ? '' : (event.host ?? ''),
    };
  }

  /** What every event begins with. Names end in the time, made unique. */
  #begun(regarding: StoredObject): StoredObject {
    const { clock, random } = this.#context;
    this.#count = (this.#count + 1) % 1_000_000;
    const nanos = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(this.#count);
    const metadata = {
      name: `${regarding.metadata.name}.${nanos.toString(16)}`,
      namespace: regarding.metadata.namespace ?? 'default',
      uid: random.uuid(),
      creationTimestamp: timestamp(clock),
    };
    return { kind: 'Event', apiVersion: 'v1', metadata };
  }

  #put(event: StoredObject): void {
    const { metadata } = this.#context.store.put('events', event);
    const { namespace, name, resourceVersion } = metadata;
    this.#written.push({ namespace, name, resourceVersion, untilMs: this.#context.clock.now() + KEPT_MS });
  }

  /** Takes away events that nobody has added to for an hour. */
  #forget(): void {
    const { store, clock } = this.#context;
    const live = this.#written.findIndex(({ untilMs }) => untilMs > clock.now());
    const old = this.#written.splice(0, live < 0 ? this.#written.length : live);
    for (const { namespace, name, resourceVersion } of old) {
      const stored = store.get('events', namespace, name);
      if (stored?.metadata.resourceVersion === resourceVersion) store.remove('events', namespace, name);
    }
  }
}

interface Written {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly resourceVersion: string | undefined;
  readonly untilMs: number;
}

function involved({ kind, apiVersion, metadata }: StoredObject, { fieldPath }: NewEvent): object {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    apiVersion,
    resourceVersion,
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}
