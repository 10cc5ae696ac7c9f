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
  /** What stood there before a MODIFIED or DELETED, so that a selector can tell «came into view» from «left it». */
  readonly previous: StoredObject | undefined;
}

/** Objects of one resource as they stood at `revision`, in the order of their `storeKey`. */
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
  readonly #resources = new Map<ResourceName, ResourceObjects>();
  readonly #history: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #historyLimit: number;
  #revision: number;
  /** History answers for this revision and later. */
  #oldest: number;

  constructor(options: { readonly firstRevision?: number; readonly historyLimit?: number } = {}) {
    this.#revision = options.firstRevision ?? 1;
    this.#oldest = this.#revision;
    this.#historyLimit = options.historyLimit ?? DEFAULT_HISTORY;
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** Adds or replaces an object; returns it with its new resourceVersion. */
  put(resource: ResourceName, object: StoredObject): StoredObject {
    const objects = this.#of(resource);
    const key = keyOf(object);
    const previous = objects.get(key);
    const stored = this.#stamped(object);
    objects.set(key, stored);
    const type = previous ? 'MODIFIED' : 'ADDED';
    this.#record({ type, resource, revision: this.#revision, object: stored, previous });
    return stored;
  }

  /** Removes an object; returns its last state with the deleting revision, or undefined if there was none. */
  remove(resource: ResourceName, namespace: string | undefined, name: string): StoredObject | undefined {
    const previous = this.get(resource, namespace, name);
    return previous && this.removeAs(resource, previous);
  }

  /** Removes the object that has the name of `last`, which is the state that watchers are told it ended in. */
  removeAs(resource: ResourceName, last: StoredObject): StoredObject | undefined {
    const objects = this.#of(resource);
    const key = keyOf(last);
    const previous = objects.get(key);
    if (!previous) return undefined;
    objects.delete(key);
    const object = this.#stamped(last);
    this.#record({ type: 'DELETED', resource, revision: this.#revision, object, previous });
    return object;
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
  list(
    resource: ResourceName,
    options: { readonly namespace?: string; readonly revision?: number; readonly after?: string } = {},
  ): Snapshot {
    const { namespace, revision = this.#revision, after } = options;
    const sorted = this.#at(resource, revision);
    const from = after === undefined ? 0 : firstAfter(sorted, (object) => keyOf(object) > after);
    if (namespace === undefined) return { revision, objects: from === 0 ? sorted : sorted.slice(from) };
    const begin = firstAfter(sorted, (object) => keyOf(object) > storeKey(namespace, ''));
    const end = firstAfter(sorted, (object) => keyOf(object) > storeKey(namespace, LAST_NAME));
    return { revision, objects: sorted.slice(Math.max(begin, from), Math.max(end, from)) };
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

  /** Forgets history up to and including `revision`, so that asking for anything older answers «too old». */
  compact(revision: number): void {
    this.#history.splice(
      0,
      firstAfter(this.#history, (event) => event.revision > revision),
    );
    this.#oldest = Math.max(this.#oldest, revision);
  }

  #of(resource: ResourceName): ResourceObjects {
    const known = this.#resources.get(resource);
    if (known) return known;
    const fresh = new ResourceObjects();
    this.#resources.set(resource, fresh);
    return fresh;
  }

  #at(resource: ResourceName, revision: number): readonly StoredObject[] {
    const objects = this.#of(resource);
    return objects.sortedAt(this.changesSince(resource, revision));
  }

  #stamped(object: StoredObject): StoredObject {
    this.#revision += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
  }

  #record(event: StoreEvent): void {
    this.#history.push(event);
    if (this.#history.length > this.#historyLimit + Math.max(1, this.#historyLimit / 8)) this.#trim();
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Drops a whole batch at once: dropping one by one would move the array for every change. */
  #trim(): void {
    const dropped = this.#history.splice(0, this.#history.length - this.#historyLimit);
    this.#oldest = dropped.at(-1)?.revision ?? this.#oldest;
  }

  #since(revision: number): readonly StoreEvent[] {
    if (revision < this.#oldest) throw new RevisionTooOld(revision, this.#oldest);
    return this.#history.slice(firstAfter(this.#history, (event) => event.revision > revision));
  }
}

/** The order of a list: namespace, then name, as etcd's keys have it. */
export function storeKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** Sorts after every name. */
const LAST_NAME = '\uffff';

/** The past snapshots kept for lists that are being paged. */
const KEPT_SNAPSHOTS = 4;

/** The objects of one resource by key, with their order, which is made when a list asks and kept until a change. */
class ResourceObjects {
  readonly #byKey = new Map<string, StoredObject>();
  /** Snapshots by the number of the change they stand before; the changes are counted, never forgotten. */
  readonly #snapshots = new Map<number, readonly StoredObject[]>();
  #changes = 0;

  get(key: string): StoredObject | undefined {
    return this.#byKey.get(key);
  }

  set(key: string, object: StoredObject): void {
    this.#byKey.set(key, object);
    this.#changes += 1;
  }

  delete(key: string): void {
    this.#byKey.delete(key);
    this.#changes += 1;
  }

  /** The objects as they were before `undone`, the newest changes of this resource. */
  sortedAt(undone: readonly StoreEvent[]): readonly StoredObject[] {
    const moment = this.#changes - undone.length;
    const known = this.#snapshots.get(moment);
    const sorted = known ?? this.#sort(undone);
    this.#snapshots.delete(moment);
    this.#snapshots.set(moment, sorted);
    const [stalest] = this.#snapshots.keys();
    if (this.#snapshots.size > KEPT_SNAPSHOTS && stalest !== undefined) this.#snapshots.delete(stalest);
    return sorted;
  }

  #sort(undone: readonly StoreEvent[]): readonly StoredObject[] {
    const objects = new Map(this.#byKey);
    for (const event of undone.toReversed()) {
      if (event.previous) objects.set(keyOf(event.object), event.previous);
      else objects.delete(keyOf(event.object));
    }
    return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }
}

function keyOf(object: StoredObject): string {
  return storeKey(object.metadata.namespace, object.metadata.name);
}

/** The first position in a sorted list where `isAfter` holds, by halving. */
function firstAfter<Item>(sorted: readonly Item[], isAfter: (item: Item) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && isAfter(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
