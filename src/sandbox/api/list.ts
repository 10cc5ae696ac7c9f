/** The verb list: the objects of a resource that are selected, whole or in pages, now or as they stood at a revision. */

import type { StoreReader } from '../pose.ts';
import { RevisionTooOld, type Snapshot, type StoredObject, storeKey } from '../store.ts';
import { type Continuation, continueExpired, decodeContinue, encodeContinue } from './continue-token.ts';
import { listIn } from './encoding.ts';
import { type ListOptions, parseListOptions, versionTooLarge } from './list-options.ts';
import { type ListMeta, representationFor } from './representation.ts';
import { parseSelection, type Selection } from './selectors/selection.ts';
import { StatusError } from './status.ts';
import type { Verb } from './verb.ts';

/** `GET …/PLURAL`, of a namespace or of all. */
export const listVerb: Verb = {
  verb: 'list',
  resources: 'all',
  subresource: '',
  answer({ http, resource, namespace }, { store, clock }) {
    const representation = representationFor(http);
    const options = parseListOptions(http.query, 'list');
    const selection = parseSelection(resource, namespace, http.query);
    const snapshot = snapshotFor(store, resource.plural, { ...options, namespace });
    const { objects, metadata } = pageOf(snapshot, selection, limitOf(options));
    return listIn(objects, resource, { representation, now: clock.now(), metadata });
  },
};

type Wanted = ListOptions & { readonly namespace: string | undefined };

/** Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go (`GetList`) and the table in the API concepts. */
function snapshotFor(store: StoreReader, plural: string, options: Wanted): Snapshot {
  const namespaced = options.namespace === undefined ? {} : { namespace: options.namespace };
  if (options.continueToken !== '') return continued(store, plural, options);
  const asked = options.resourceVersion ?? 0;
  if (asked > store.revision) throw versionTooLarge(asked, store.revision);
  if (!isExact(options)) return store.list(plural, namespaced);
  try {
    return store.list(plural, { ...namespaced, revision: asked });
  } catch (error) {
    if (!(error instanceof RevisionTooOld)) throw error;
    throw StatusError.expired('The resourceVersion for the provided list is too old.');
  }
}

function continued(store: StoreReader, plural: string, options: Wanted): Snapshot {
  const continuation: Continuation = decodeContinue(options.continueToken);
  if (options.resourceVersion !== undefined && options.resourceVersion !== 0) {
    throw StatusError.badRequest('specifying resource version is not allowed when using continue');
  }
  const revision = continuation.revision < 0 ? store.revisionOf(plural) : continuation.revision;
  if (revision > store.revision) throw versionTooLarge(revision, store.revision);
  const namespaced = options.namespace === undefined ? {} : { namespace: options.namespace };
  try {
    return store.list(plural, { ...namespaced, revision, after: continuation.after });
  } catch (error) {
    if (!(error instanceof RevisionTooOld)) throw error;
    throw continueExpired(continuation);
  }
}

/** Without a match, a version with a limit has always meant exactly that version. */
function isExact({ resourceVersion = 0, resourceVersionMatch, limit }: ListOptions): boolean {
  if (resourceVersionMatch === 'Exact') return true;
  return resourceVersionMatch === '' && resourceVersion > 0 && limit > 0;
}

/** A list «at any version» comes whole, out of the watch cache. */
function limitOf({ limit, resourceVersion, continueToken }: ListOptions): number {
  return limit === 0 || (resourceVersion === 0 && continueToken === '') ? Number.POSITIVE_INFINITY : limit;
}

function pageOf(
  { objects, revision }: Snapshot,
  selection: Selection,
  limit: number,
): { readonly objects: readonly StoredObject[]; readonly metadata: ListMeta } {
  const resourceVersion = String(revision);
  const page: StoredObject[] = [];
  for (const [i, object] of objects.entries()) {
    if (!selection.selects(object)) continue;
    page.push(object);
    const remaining = objects.length - i - 1;
    if (page.length < limit || remaining === 0) continue;
    const after = storeKey(object.metadata.namespace, object.metadata.name);
    const token = encodeContinue({ revision, after });
    const counted = selection.isSelective ? {} : { remainingItemCount: remaining };
    return { objects: page, metadata: { resourceVersion, continue: token, ...counted } };
  }
  return { objects: page, metadata: { resourceVersion } };
}
