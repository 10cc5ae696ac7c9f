/** Which objects a list or a watch is about: a namespace or all, a label selector, a field selector. */

import type { StoredObject, StoreEvent } from '../../store.ts';
import type { Resource } from '../resources.ts';
import { parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';

/** What was asked for. */
export interface Selection {
  readonly namespace: string | undefined;
  /** False when everything in the namespace is meant. */
  readonly isSelective: boolean;
  readonly selects: (object: StoredObject) => boolean;
}

/** Reads labelSelector and fieldSelector from a query. Throws a StatusError 400. */
export function parseSelection(resource: Resource, namespace: string | undefined, query: URLSearchParams): Selection {
  const labelSelector = query.get('labelSelector') ?? '';
  const fieldSelector = query.get('fieldSelector') ?? '';
  const byLabels = parseLabelSelector(labelSelector);
  const byFields = parseFieldSelector(fieldSelector, resource);
  return {
    namespace,
    isSelective: labelSelector !== '' || fieldSelector !== '',
    selects: (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      byLabels(object.metadata.labels ?? {}) &&
      byFields(object),
  };
}

/**
 * A change as a watcher with this selection sees it: an object that comes into view is ADDED, one that leaves it is DELETED (as it last
 * looked inside, with the revision of the change), anything else out of view is nothing.
 * (Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go, `convertToWatchEvent`.)
 */
export function seenThrough(
  selection: Selection,
  event: StoreEvent,
): { readonly type: StoreEvent['type']; readonly object: StoredObject } | undefined {
  const before = event.previous !== undefined && selection.selects(event.previous);
  if (event.type === 'DELETED') return before ? { type: 'DELETED', object: event.object } : undefined;
  const after = selection.selects(event.object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object: event.object };
  if (!before || event.previous === undefined) return undefined;
  const { previous } = event;
  return {
    type: 'DELETED',
    object: { ...previous, metadata: { ...previous.metadata, resourceVersion: String(event.revision) } },
  };
}
