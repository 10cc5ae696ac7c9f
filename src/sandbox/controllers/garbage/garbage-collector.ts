/** The garbage collector: what becomes of what an object owned (Kubernetes 1.36, pkg/controller/garbagecollector/garbagecollector.go). */
import { type Fields, listAt, textAt, textsAt } from '../../api/fields.ts';
import type { ObjectRef, RemoveOptions } from '../../cluster-writer.ts';
import type { ResourceName, StoredObject, StoreEvent } from '../../store.ts';
import { CLUSTER_RESOURCES } from '../../writing/resources.ts';
import { type ControllerContext, type StartController, startWatcher, type Watcher } from '../controller.ts';
import type { WorkQueue } from '../work-queue.ts';
import { isEnding, leavesOrphans, ownersOf, referencesOf, waitsForDependents } from './owners.ts';

/** Collects until the returned function is called. */
export const startGarbageCollector: StartController = (context) =>
  startWatcher(context, { known: COLLECTED }, (queue) => new GarbageCollector(context, queue));

/** Events are owned by nobody and too many to look at. */
const COLLECTED = CLUSTER_RESOURCES.filter(({ isVirtual, plural }) => !isVirtual && plural !== 'events').map(
  ({ plural }) => plural,
);

class GarbageCollector implements Watcher {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  /** The keys of what each object owns, by its uid. */
  readonly #dependents = new Map<string, Set<string>>();

  constructor(context: ControllerContext, queue: WorkQueue) {
    this.#context = context;
    this.#queue = queue;
  }

  see({ type, resource, object, previous }: StoreEvent): void {
    if (!COLLECTED.includes(resource)) return;
    const key = keyFor(resource, object);
    const isGone = type === 'DELETED';
    this.#index(key, previous, isGone ? undefined : object);
    const uid = object.metadata.uid ?? '';
    if (isGone) {
      for (const dependent of this.#dependents.get(uid) ?? []) this.#queue.add(dependent);
      this.#dependents.delete(uid);
      this.#wakeWaiting(object);
      return;
    }
    if (waitsForDependents(object) || leavesOrphans(object)) this.#queue.add(key);
    const references = referencesOf(object);
    if (references.length > 0 && (!previous || referencesOf(previous).length !== references.length))
      this.#queue.add(key);
  }

  #index(key: string, before: StoredObject | undefined, after: StoredObject | undefined): void {
    if (before?.metadata.ownerReferences === after?.metadata.ownerReferences) return;
    for (const { uid } of before ? referencesOf(before) : []) this.#dependents.get(String(uid))?.delete(key);
    for (const reference of after ? referencesOf(after) : []) {
      const uid = textAt(reference, 'uid');
      const keys = this.#dependents.get(uid) ?? new Set();
      this.#dependents.set(uid, keys.add(key));
    }
  }

  /** An owner that waits may go when the last of its dependents has gone. */
  #wakeWaiting(object: StoredObject): void {
    for (const reference of ownersOf(object, this.#context.store).waiting) {
      const resource = COLLECTED.find(
        (plural) => this.#stored(plural, object.metadata.namespace, reference) !== undefined,
      );
      const owner = resource && this.#stored(resource, object.metadata.namespace, reference);
      if (resource && owner) this.#queue.add(keyFor(resource, owner));
    }
  }

  #stored(resource: ResourceName, namespace: string | undefined, reference: Fields): StoredObject | undefined {
    const { store } = this.#context;
    const name = textAt(reference, 'name');
    const found = store.get(resource, namespace, name) ?? store.get(resource, undefined, name);
    return found?.metadata.uid === reference.uid ? found : undefined;
  }

  look(key: string): void {
    const ref = refOf(key);
    const object = this.#context.store.get(ref.resource, ref.namespace, ref.name);
    if (!object) return;
    if (leavesOrphans(object)) this.#orphan(ref, object);
    else if (waitsForDependents(object)) this.#awaitDependents(ref, object);
    else if (!isEnding(object)) this.#collect(ref, object);
  }

  /** Takes the owner out of all that it owns, then lets it go. */
  #orphan(ref: ObjectRef, owner: StoredObject): void {
    for (const dependent of this.#dependentsOf(owner)) this.#disown(dependent, [owner.metadata.uid ?? '']);
    this.#release(ref, 'orphan');
  }

  /** Deletes what the owner has; those that block must be gone before it goes. */
  #awaitDependents(ref: ObjectRef, owner: StoredObject): void {
    for (const dependent of this.#dependentsOf(owner)) this.#queue.add(keyOfRef(dependent));
    const blocking = this.#dependentsOf(owner).filter((dependent) => this.#blocks(dependent, owner));
    if (blocking.length === 0) this.#release(ref, 'foregroundDeletion');
  }

  #blocks({ resource, namespace, name }: ObjectRef, owner: StoredObject): boolean {
    const dependent = this.#context.store.get(resource, namespace, name);
    const references = dependent ? referencesOf(dependent) : [];
    return references.some(({ uid, blockOwnerDeletion }) => uid === owner.metadata.uid && blockOwnerDeletion === true);
  }

  /** attemptToDeleteItem: what nobody owns any more goes. */
  #collect(ref: ObjectRef, object: StoredObject): void {
    const { solid, dangling, waiting } = ownersOf(object, this.#context.store);
    const lost = [...dangling, ...waiting];
    if (lost.length === 0) return;
    if (solid.length > 0) {
      this.#disown(
        ref,
        lost.map(({ uid }) => String(uid)),
      );
      return;
    }
    const hasDependents = this.#dependentsOf(object).length > 0;
    const options: RemoveOptions = { propagationPolicy: policyFor(object, waiting.length > 0 && hasDependents) };
    this.#context.writer.remove(ref, { ...options, uid: object.metadata.uid ?? '' });
  }

  #dependentsOf({ metadata }: StoredObject): readonly ObjectRef[] {
    return [...(this.#dependents.get(metadata.uid ?? '') ?? [])].map(refOf);
  }

  #disown(ref: ObjectRef, uids: readonly string[]): void {
    this.#context.writer.update(ref, (stored) => {
      const { ownerReferences: _, ...metadata } = stored.metadata;
      const left = listAt(stored, 'metadata.ownerReferences').filter(({ uid }) => !uids.includes(String(uid)));
      return { ...stored, metadata: left.length > 0 ? { ...metadata, ownerReferences: left } : metadata };
    });
  }

  #release(ref: ObjectRef, finalizer: string): void {
    this.#context.writer.update(ref, (stored) => {
      const { finalizers: _, ...metadata } = stored.metadata;
      const left = textsAt(stored, 'metadata.finalizers').filter((name) => name !== finalizer);
      return { ...stored, metadata: left.length > 0 ? { ...metadata, finalizers: left } : metadata };
    });
  }
}

/** The object's own finalizers say how it wants to go; whose owner waits takes its own dependents along first. */
function policyFor(object: StoredObject, isForeground: boolean): 'Foreground' | 'Background' | 'Orphan' {
  const finalizers = textsAt(object, 'metadata.finalizers');
  if (finalizers.includes('orphan')) return 'Orphan';
  return isForeground || finalizers.includes('foregroundDeletion') ? 'Foreground' : 'Background';
}

function keyFor(resource: ResourceName, { metadata }: StoredObject): string {
  return keyOfRef({ resource, namespace: metadata.namespace, name: metadata.name });
}

function keyOfRef({ resource, namespace = '', name }: ObjectRef): string {
  return `${resource}/${namespace}/${name}`;
}

function refOf(key: string): ObjectRef {
  const [resource = '', namespace = '', name = ''] = key.split('/');
  return { resource, namespace: namespace === '' ? undefined : namespace, name };
}
