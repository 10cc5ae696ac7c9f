/**
 * The verb watch: changes as they happen. A watcher holds a revision and reads the store's history from there as fast as its client takes
 * it, so that it costs no memory, and one that falls behind all of history is told so (410).
 */

import { RevisionTooOld, type StoredObject } from '../store.ts';
import { type ListOptions, parseListOptions } from './list-options.ts';
import {
  type BookmarkMeta,
  type Representation,
  representationFor,
  shownBookmark,
  shownObject,
} from './representation.ts';
import type { Resource } from './resources.ts';
import { parseSelection, type Selection, seenThrough } from './selectors/selection.ts';
import { type Status, StatusError } from './status.ts';
import type { Cluster, Verb } from './verb.ts';
import { Wakeup } from './wakeup.ts';

/** `GET …/PLURAL?watch=true`. */
export const watchVerb: Verb = {
  verb: 'watch',
  resources: 'all',
  subresource: '',
  answer({ http, resource, namespace }, cluster) {
    const representation = representationFor(http);
    const options = parseListOptions(http.query, 'watch');
    const selection = parseSelection(resource, namespace, http.query);
    const events = watchEvents({ resource, selection, options, cluster, signal: http.signal });
    return { code: 200, contentType: 'application/json', body: lines(events, { resource, representation, cluster }) };
  },
};

interface Watch {
  readonly resource: Resource;
  readonly selection: Selection;
  readonly options: ListOptions;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
}

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: StoredObject }
  | { readonly type: 'BOOKMARK'; readonly metadata: BookmarkMeta }
  | { readonly type: 'ERROR'; readonly status: Status };

/** All that a watcher is sent, until its time is up, its client goes, or history is lost. */
async function* watchEvents(watch: Watch): AsyncGenerator<WatchEvent> {
  try {
    const revision = yield* initialEvents(watch);
    yield* changesAfter(revision, watch);
  } catch (error) {
    if (!(error instanceof RevisionTooOld)) throw error;
    yield { type: 'ERROR', status: StatusError.expired(error.message).status };
  }
}

/** The state to begin with, where it is asked for; returns the revision that changes are sent from. */
async function* initialEvents({ resource, selection, options, cluster }: Watch): AsyncGenerator<WatchEvent, number> {
  const { resourceVersion = 0, sendInitialEvents } = options;
  const { store } = cluster;
  const startsWithState = sendInitialEvents ?? resourceVersion === 0;
  if (!startsWithState) return resourceVersion === 0 ? store.revisionOf(resource.plural) : resourceVersion;
  const namespaced = selection.namespace === undefined ? {} : { namespace: selection.namespace };
  const { objects, revision } = store.list(resource.plural, namespaced);
  for (const object of objects) if (selection.selects(object)) yield { type: 'ADDED', object };
  if (sendInitialEvents && options.allowWatchBookmarks) yield initialEventsEnd(revision);
  return revision;
}

async function* changesAfter(from: number, watch: Watch): AsyncGenerator<WatchEvent> {
  const { resource, selection, options, cluster, signal } = watch;
  const { store, bookmarkIntervalMs } = cluster;
  const wakeup = new Wakeup({ timeoutMs: options.timeoutSeconds * 1000, signal });
  const unsubscribe = store.subscribe((change) => {
    if (change.resource === resource.plural) wakeup.wake();
  });
  let revision = from;
  try {
    for (;;) {
      const upTo = Math.max(store.revisionOf(resource.plural), revision);
      for (const change of store.changesSince(resource.plural, revision)) {
        const seen = seenThrough(selection, change);
        if (seen) yield seen;
      }
      revision = upTo;
      if (store.revisionOf(resource.plural) > revision) continue;
      const woken = await wakeup.wait(bookmarkIntervalMs);
      if (woken !== 'change' && woken !== 'aborted' && options.allowWatchBookmarks) yield bookmark(revision);
      if (woken === 'timeout' || woken === 'aborted') return;
    }
  } finally {
    unsubscribe();
    wakeup.close();
  }
}

function bookmark(revision: number): WatchEvent {
  return { type: 'BOOKMARK', metadata: { resourceVersion: String(revision) } };
}

/** The bookmark that ends the initial events (KEP-3157). */
function initialEventsEnd(revision: number): WatchEvent {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  return { type: 'BOOKMARK', metadata: { resourceVersion: String(revision), annotations } };
}

interface Shown {
  readonly resource: Resource;
  readonly representation: Representation;
  readonly cluster: Cluster;
}

/** A line of JSON for each event. */
async function* lines(events: AsyncIterable<WatchEvent>, shown: Shown): AsyncGenerator<string> {
  let withoutColumns = false;
  for await (const event of events) {
    yield `${JSON.stringify({ type: event.type, object: objectOf(event, shown, withoutColumns) })}\n`;
    withoutColumns = true;
  }
}

function objectOf(event: WatchEvent, { resource, representation, cluster }: Shown, withoutColumns: boolean): unknown {
  if (event.type === 'ERROR') return event.status;
  const showing = { representation, now: cluster.clock.now(), withoutColumns };
  return event.type === 'BOOKMARK'
    ? shownBookmark(event.metadata, resource, showing)
    : shownObject(event.object, resource, showing);
}
