/** What stands between a living cluster and its clients where it poses as a server of another version: `posing/` makes one. */
import type { Fields } from './api/fields.ts';
import type { ResourceName, Store, StoredObject } from './store.ts';

/** How such a server tells objects, and what it makes of those that clients send. Pure. */
export interface Pose {
  /** An object as clients are told of it. */
  told(resource: ResourceName, object: StoredObject): StoredObject;
  /** What is to be written of what a client sent, who was told of `live` so. Undefined: it is new. */
  taken(resource: ResourceName, sent: Fields, live?: StoredObject): Fields;
}

/** What clients read from. */
export type StoreReader = Pick<Store, 'revision' | 'revisionOf' | 'get' | 'list' | 'changesSince' | 'subscribe'>;

/** The store as it is told: what is selected, listed and watched is what such a server has. */
export function posedStore(store: StoreReader, { told }: Pose): StoreReader {
  return {
    get revision() {
      return store.revision;
    },
    revisionOf: (resource) => store.revisionOf(resource),
    get: (resource, namespace, name) => {
      const object = store.get(resource, namespace, name);
      return object && told(resource, object);
    },
    list: (resource, listing) => {
      const { revision, objects } = store.list(resource, listing);
      return { revision, objects: objects.map((object) => told(resource, object)) };
    },
    changesSince: (resource, revision) =>
      store.changesSince(resource, revision).map((change) => ({
        ...change,
        object: told(resource, change.object),
        previous: change.previous && told(resource, change.previous),
      })),
    subscribe: (listener) => store.subscribe(listener),
  };
}
