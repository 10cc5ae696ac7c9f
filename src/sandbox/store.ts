/**
 * The embedded cluster's memory: objects by resource, namespace and name, and the history that watchers are fed from. Whoever changes
 * the cluster (the replay now, controllers later) does it here.
 *
 * A change gets the next revision of the whole store, or one that it brings from the cluster where it was recorded. Recorded changes of one
 * resource come in the order of their revisions; those of two resources may not, so each resource keeps its own history, and what a list
 * or a bookmark names is the revision of that resource.
 */
import { keyOf, type Listing, ResourceHistory, storeKey } from './history.ts';

export { RevisionTooOld, storeKey } from './history.ts';

/** An object as the API serves it (JSON). The store owns `metadata.resourceVersion`: it is the revision of the object's last change. */
export interface StoredObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** The plural resource name, which is unique among those served: `jobs`, `pods`, `events`, `nodes`, … */
export type ResourceName = string;

/** One change, as history keeps it. `object` is the state after it (before it, for DELETED, with the deleting revision). */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ResourceName;
  readonly revision: number;
  readonly object: StoredObject;
  /** What stood there before a MODIFIED or DELETED, so that a selector can tell «came into view» from «left it». */
  readonly previous: StoredObject | undefined;
}

/** Objects of one resource as they stood at `revision`, in the order of their `storeKey`. */
export interface Snapshot {
  readonly revision: number;
  readonly objects: readonly StoredObject[];
}

/** The number of past changes of a resource kept for watchers and for paging at an old revision. */
const DEFAULT_HISTORY = 100_000;

/** The embedded cluster's object store. */
export class Store {
  readonly #resources = new Map<ResourceName, ResourceHistory>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #firstRevision: number;
  readonly #historyLimit: number;
  #revision: number;

  /** Nothing is known of what was before `firstRevision`. */
  constructor(options: { readonly firstRevision?: number; readonly historyLimit?: number } = {}) {
    this.#firstRevision = options.firstRevision ?? 1;
    this.#revision = this.#firstRevision;
    this.#historyLimit = options.historyLimit ?? DEFAULT_HISTORY;
  }

  /** The greatest revision so far, of whatever resource. */
  get revision(): number {
    return this.#revision;
  }

  /** The revision of a resource's newest change. */
  revisionOf(resource: ResourceName): number {
    return this.#of(resource).revision;
  }

  /** Adds or replaces an object; returns it with its new resourceVersion. `version` is the one it had where it was recorded. */
  put(resource: ResourceName, object: StoredObject, version?: number): StoredObject {
    const previous = this.#of(resource).get(keyOf(object));
    return this.#change(previous ? 'MODIFIED' : 'ADDED', { resource, object, previous, version });
  }

  /** Removes an object; returns its last state with the deleting revision, or undefined if there was none. */
  remove(resource: ResourceName, namespace: string | undefined, name: string): StoredObject | undefined {
    const previous = this.get(resource, namespace, name);
    return previous && this.removeAs(resource, previous);
  }

  /** Removes the object that has the name of `last`, which is the state that watchers are told it ended in. */
  removeAs(resource: ResourceName, last: StoredObject, version?: number): StoredObject | undefined {
    const previous = this.#of(resource).get(keyOf(last));
    return previous && this.#change('DELETED', { resource, object: last, previous, version });
  }

  /** One object, or undefined. */
  get(resource: ResourceName, namespace: string | undefined, name: string): StoredObject | undefined {
    return this.#of(resource).get(storeKey(namespace, name));
  }

  /**
   * The objects of a resource, of one namespace or of all, now or as they stood at `revision`; with `after`, only those whose
   * `storeKey` comes later, which is how a page begins where the last one ended.
   * Throws `RevisionTooOld` when history does not reach back that far.
   */
  list(resource: ResourceName, listing: Listing = {}): Snapshot {
    return this.#of(resource).list(listing);
  }

  /** Changes of a resource after `revision`, oldest first. Throws `RevisionTooOld`. */
  changesSince(resource: ResourceName, revision: number): readonly StoreEvent[] {
    return this.#of(resource).changesSince(revision);
  }

  /** Calls `listener` for every change from now on, in order, until the returned function is called. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets history up to and including `revision`, so that asking for anything older answers «too old». */
  compact(revision: number): void {
    for (const history of this.#resources.values()) history.compact(revision);
  }

  #of(resource: ResourceName): ResourceHistory {
    const known = this.#resources.get(resource);
    if (known) return known;
    const fresh = new ResourceHistory({ firstRevision: this.#firstRevision, limit: this.#historyLimit });
    this.#resources.set(resource, fresh);
    return fresh;
  }

  #change(type: StoreEvent['type'], { resource, object, previous, version }: Change): StoredObject {
    const history = this.#of(resource);
    const isNext = version !== undefined && version > history.revision;
    const revision = isNext ? version : 1 + (version === undefined ? this.#revision : history.revision);
    this.#revision = Math.max(this.#revision, revision);
    const stored = withVersion(object, version ?? revision);
    const event: StoreEvent = { type, resource, revision, object: stored, previous };
    history.record(event);
    for (const listener of [...this.#listeners]) listener(event);
    return stored;
  }
}

interface Change {
  readonly resource: ResourceName;
  readonly object: StoredObject;
  readonly previous: StoredObject | undefined;
  readonly version: number | undefined;
}

function withVersion(object: StoredObject, version: number): StoredObject {
  const resourceVersion = String(version);
  if (object.metadata.resourceVersion === resourceVersion) return object;
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}
