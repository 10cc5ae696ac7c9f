/** One resource's part of the store: its objects as they are, and the changes that led there, newest last. */
import type { Snapshot, StoredObject, StoreEvent } from './store.ts';

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

/** What a list is of: a namespace or all, at a revision or now, from after a key on or whole. */
export interface Listing {
  readonly namespace?: string;
  readonly revision?: number;
  readonly after?: string;
}

/** The order of a list: namespace, then name, as etcd's keys have it. */
export function storeKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** The key of an object. */
export function keyOf(object: StoredObject): string {
  return storeKey(object.metadata.namespace, object.metadata.name);
}

/** Sorts after every name. */
const LAST_NAME = '\uffff';

/** The past snapshots kept for lists that are being paged. */
const KEPT_SNAPSHOTS = 4;

/** The objects of one resource by key, and what happened to them. */
export class ResourceHistory {
  readonly #byKey = new Map<string, StoredObject>();
  readonly #changes: StoreEvent[] = [];
  readonly #limit: number;
  /** Snapshots by the number of the change they stand before; the changes are counted, never forgotten. */
  readonly #snapshots = new Map<number, readonly StoredObject[]>();
  #changesEver = 0;
  /** History answers for this revision and later. */
  #oldest: number;
  #revision: number;

  constructor(options: { readonly firstRevision: number; readonly limit: number }) {
    this.#oldest = options.firstRevision;
    this.#revision = options.firstRevision;
    this.#limit = options.limit;
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** The object at a key, or undefined. */
  get(key: string): StoredObject | undefined {
    return this.#byKey.get(key);
  }

  /** Makes a change so, whose revision is greater than that of any before. */
  record(change: StoreEvent): void {
    const key = keyOf(change.object);
    if (change.type === 'DELETED') this.#byKey.delete(key);
    else this.#byKey.set(key, change.object);
    this.#revision = change.revision;
    this.#changesEver += 1;
    this.#changes.push(change);
    if (this.#changes.length > this.#limit + Math.max(1, this.#limit / 8)) this.#trim();
  }

  /** Throws `RevisionTooOld`. */
  list({ namespace, revision = this.#revision, after }: Listing): Snapshot {
    const sorted = this.#sortedAt(this.changesSince(revision));
    const from = after === undefined ? 0 : firstAfter(sorted, (object) => keyOf(object) > after);
    if (namespace === undefined) return { revision, objects: from === 0 ? sorted : sorted.slice(from) };
    const begin = firstAfter(sorted, (object) => keyOf(object) > storeKey(namespace, ''));
    const end = firstAfter(sorted, (object) => keyOf(object) > storeKey(namespace, LAST_NAME));
    return { revision, objects: sorted.slice(Math.max(begin, from), Math.max(end, from)) };
  }

  /** The changes after a revision, oldest first. Throws `RevisionTooOld`. */
  changesSince(revision: number): readonly StoreEvent[] {
    if (revision < this.#oldest) throw new RevisionTooOld(revision, this.#oldest);
    return this.#changes.slice(firstAfter(this.#changes, (change) => change.revision > revision));
  }

  /** Forgets the changes up to and including a revision; the present is always known. */
  compact(revision: number): void {
    this.#changes.splice(
      0,
      firstAfter(this.#changes, (change) => change.revision > revision),
    );
    this.#oldest = Math.max(this.#oldest, Math.min(revision, this.#revision));
  }

  /** Drops a whole batch at once: dropping one by one would move the array for every change. */
  #trim(): void {
    const dropped = this.#changes.splice(0, this.#changes.length - this.#limit);
    this.#oldest = dropped.at(-1)?.revision ?? this.#oldest;
  }

  /** The objects as they were before `undone`, the newest changes; sorted when a list asks, and kept until a change. */
  #sortedAt(undone: readonly StoreEvent[]): readonly StoredObject[] {
    const moment = this.#changesEver - undone.length;
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
    for (const change of undone.toReversed()) {
      if (change.previous) objects.set(keyOf(change.object), change.previous);
      else objects.delete(keyOf(change.object));
    }
    return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }
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
