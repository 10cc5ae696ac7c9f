/**
 * The embedded cluster's memory: objects by resource, namespace and name, with one revision counter for all of them, and
 * the history that watchers are fed from. Whoever changes the cluster (the replay now, controllers later) does it here.
 */

/** An object as the API serves it (JSON). The store owns `metadata.resourceVersion`. */
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
  /** What stood there before a MODIFIED, so that a selector can tell «came into view» from «left it». */
  readonly previous: StoredObject | undefined;
}

/** Objects of one resource as they stood at `revision`, ordered by namespace, then name. */
export interface Snapshot {
  readonly revision: number;
  readonly objects: readonly StoredObject[];
}

/** Thrown when a revision is asked for that history no longer reaches (the API answers 410 Expired). */
export class RevisionTooOld extends Error {
  readonly asked: number;
  readonly oldest: number;

  constructor(asked: number, oldest: number) {
    super(`too old resource version: ${asked} (${oldest})`);
    this.name = 'RevisionTooOld';
    this.asked = asked;
    this.oldest = oldest;
  }
}

/** The number of past changes kept for watchers and for paging at an old revision. */
const DEFAULT_HISTORY = 100_000;

/** The embedded cluster's object store. */
export class Store {
  readonly #objects = new Map<ResourceName, Map<string, StoredObject>>();
  readonly #history: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #historyLimit: number;
  #revision: number;

  constructor(options: { readonly firstRevision?: number; readonly historyLimit?: number } = {}) {
    this.#revision = options.firstRevision ?? 1;
    this.#historyLimit = options.historyLimit ?? DEFAULT_HISTORY;
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** Adds or replaces an object; returns it with its new resourceVersion. */
  put(resource: ResourceName, object: StoredObject): StoredObject {
    const objects = this.#of(resource);
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const previous = objects.get(key);
    const stored = this.#stamped(object);
    objects.set(key, stored);
    const type = previous ? 'MODIFIED' : 'ADDED';
    this.#record({ type, resource, revision: this.#revision, object: stored, previous });
    return stored;
  }

  /** Removes an object (its last state may be handed in); returns it, or undefined if there was none. */
  remove(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    last?: StoredObject,
  ): StoredObject | undefined {
    const objects = this.#of(resource);
    const key = keyOf(namespace, name);
    const previous = objects.get(key);
    if (!previous) return undefined;
    objects.delete(key);
    const object = this.#stamped(last ?? previous);
    this.#record({ type: 'DELETED', resource, revision: this.#revision, object, previous });
    return object;
  }

  /** One object, or undefined. */
  get(resource: ResourceName, namespace: string | undefined, name: string): StoredObject | undefined {
    return this.#objects.get(resource)?.get(keyOf(namespace, name));
  }

  /**
   * The objects of a resource, of one namespace or of all, now or as they stood at `revision`.
   * Throws `RevisionTooOld` when history does not reach back that far.
   */
  list(resource: ResourceName, options: { readonly namespace?: string; readonly revision?: number } = {}): Snapshot {
    const { namespace, revision = this.#revision } = options;
    const objects = new Map(this.#of(resource));
    for (const event of this.#since(revision).reverse()) {
      if (event.resource !== resource) continue;
      const key = keyOf(event.object.metadata.namespace, event.object.metadata.name);
      if (event.previous) objects.set(key, event.previous);
      else objects.delete(key);
    }
    const inScope = [...objects].filter(([, o]) => namespace === undefined || o.metadata.namespace === namespace);
    inScope.sort(([a], [b]) => (a < b ? -1 : 1));
    return { revision, objects: inScope.map(([, object]) => object) };
  }

  /** Changes of a resource after `revision`, oldest first. Throws `RevisionTooOld`. */
  changesSince(resource: ResourceName, revision: number): StoreEvent[] {
    return this.#since(revision).filter((event) => event.resource === resource);
  }

  /** Calls `listener` for every change from now on, in order, until the returned function is called. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets history up to and including `revision`, so that asking for it answers «too old». */
  compact(revision: number): void {
    const keepFrom = this.#history.findIndex((event) => event.revision > revision);
    this.#history.splice(0, keepFrom < 0 ? this.#history.length : keepFrom);
    this.#compactedTo = Math.max(this.#compactedTo, revision);
  }

  #compactedTo = 0;

  #of(resource: ResourceName): Map<string, StoredObject> {
    const known = this.#objects.get(resource);
    if (known) return known;
    const fresh = new Map<string, StoredObject>();
    this.#objects.set(resource, fresh);
    return fresh;
  }

  #stamped(object: StoredObject): StoredObject {
    this.#revision += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
  }

  #record(event: StoreEvent): void {
    this.#history.push(event);
    if (this.#history.length > this.#historyLimit) {
      const dropped = this.#history.shift();
      this.#compactedTo = dropped?.revision ?? this.#compactedTo;
    }
    for (const listener of [...this.#listeners]) listener(event);
  }

  #since(revision: number): StoreEvent[] {
    if (revision < this.#compactedTo) throw new RevisionTooOld(revision, this.#compactedTo);
    const first = this.#history.findIndex((event) => event.revision > revision);
    return first < 0 ? [] : this.#history.slice(first);
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
