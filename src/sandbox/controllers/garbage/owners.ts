/** Who owns an object, and whether the owners are there (Kubernetes 1.36, pkg/controller/garbagecollector). */
import { type Fields, listAt, textAt, textsAt } from '../../api/fields.ts';
import { apiVersionOf } from '../../api/resources.ts';
import type { Store, StoredObject } from '../../store.ts';
import { CLUSTER_RESOURCES } from '../../writing/resources.ts';

/** The owners of an object: those that are there, those that are not, and those that wait for their dependents to go. */
export interface Owners {
  readonly solid: readonly Fields[];
  readonly dangling: readonly Fields[];
  readonly waiting: readonly Fields[];
}

/** Looks for the owners of an object. One of a kind that is not served is taken to be there. */
export function ownersOf(object: StoredObject, store: Store): Owners {
  const owners: { solid: Fields[]; dangling: Fields[]; waiting: Fields[] } = { solid: [], dangling: [], waiting: [] };
  for (const reference of referencesOf(object)) owners[standingOf(reference, object, store)].push(reference);
  return owners;
}

/** The references to owners. */
export function referencesOf({ metadata }: StoredObject): readonly Fields[] {
  return listAt(metadata, 'ownerReferences');
}

/** Whether an object is being deleted, and waits for what it owns to go first. */
export function waitsForDependents(object: StoredObject): boolean {
  return isEnding(object) && textsAt(object, 'metadata.finalizers').includes('foregroundDeletion');
}

/** Whether an object is being deleted, and waits to be taken out of what it owns. */
export function leavesOrphans(object: StoredObject): boolean {
  return isEnding(object) && textsAt(object, 'metadata.finalizers').includes('orphan');
}

/** Whether an object is being deleted. */
export function isEnding({ metadata }: StoredObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

const BY_KIND = new Map(CLUSTER_RESOURCES.map((resource) => [`${apiVersionOf(resource)}/${resource.kind}`, resource]));

function standingOf(reference: Fields, { metadata }: StoredObject, store: Store): 'solid' | 'dangling' | 'waiting' {
  const resource = BY_KIND.get(`${textAt(reference, 'apiVersion')}/${textAt(reference, 'kind')}`);
  if (!resource) return 'solid';
  const namespace = resource.namespaced ? metadata.namespace : undefined;
  const owner = store.get(resource.plural, namespace, textAt(reference, 'name'));
  if (!owner || owner.metadata.uid !== textAt(reference, 'uid')) return 'dangling';
  return waitsForDependents(owner) ? 'waiting' : 'solid';
}
