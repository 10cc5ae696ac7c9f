import type { Change } from '../port.ts';
import type { Versioned } from './resource-kind.ts';

/** What a watch has delivered so far, so that a list taken later can be told as changes. */
export class KnownObjects<T extends Versioned> {
  readonly #byName = new Map<string, T>();
  #listed = new Set<string>();

  /** A list begins: what it does not name by its end is gone. */
  beginList(): void {
    this.#listed = new Set();
  }

  /** An object exists, says a list. */
  *listed(object: T): Generator<Change<T>, void, void> {
    this.#listed.add(nameOf(object));
    yield* this.exists(object);
  }

  /** The list is complete. */
  *endList(): Generator<Change<T>, void, void> {
    for (const [name, object] of this.#byName) {
      if (this.#listed.has(name)) continue;
      this.#byName.delete(name);
      yield { type: 'DELETED', object };
    }
    this.#listed = new Set();
  }

  /** An object exists as it is here. One of the same name but another uid was deleted and made anew in between. */
  *exists(object: T): Generator<Change<T>, void, void> {
    const name = nameOf(object);
    const before = this.#byName.get(name);
    this.#byName.set(name, object);
    if (!before) {
      yield { type: 'ADDED', object };
    } else if (before.metadata.uid !== object.metadata.uid) {
      yield { type: 'DELETED', object: before };
      yield { type: 'ADDED', object };
    } else if (before.metadata.resourceVersion !== object.metadata.resourceVersion) {
      yield { type: 'MODIFIED', object };
    }
  }

  /** An object is gone; `object` is its last state. */
  *gone(object: T): Generator<Change<T>, void, void> {
    if (this.#byName.delete(nameOf(object))) yield { type: 'DELETED', object };
  }
}

function nameOf({ metadata }: Versioned): string {
  return `${metadata.namespace}/${metadata.name}`;
}
