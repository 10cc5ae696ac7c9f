/**
 * How a controller changes the embedded cluster: the same rules as over HTTP (defaults, admission, unique names, finalizers, generations,
 * graceful deletion), at once and in this process, without the cost of parsing and of validating what our own code wrote.
 * `src/sandbox/writing/` implements it. Everything is synchronous: between a controller's read of the store and its write nothing else
 * happens, so there are no conflicts to try again.
 */
import type { ResourceName, StoredObject } from './store.ts';

/** Which object: the plural name of its resource, its namespace (undefined for nodes and namespaces), its name. */
export interface ObjectRef {
  readonly resource: ResourceName;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** An object to be created. With `generateName` and no `name` it gets one; uid, creationTimestamp and defaults are filled in. */
export interface ObjectDraft {
  readonly metadata: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Who and what deletes. What is left out is as with a DELETE without a body. */
export interface RemoveOptions {
  /** Seconds a pod has to end, its own terminationGracePeriodSeconds when left out. 0 removes it at once (finalizers aside). */
  readonly gracePeriodSeconds?: number;
  /** What becomes of what it owns. The registry's default when left out: Background, for Jobs Orphan. */
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  /** Delete only this very object; another of the same name stays (409). */
  readonly uid?: string;
}

/** An event to be recorded about an object. Those that repeat are counted, as client-go's recorder does it. */
export interface NewEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Who says so: `job-controller`, `kubelet`, `default-scheduler`. */
  readonly component: string;
  /** The node it was said on. */
  readonly host?: string;
  /** The part of the object: `spec.containers{main}`. */
  readonly fieldPath?: string;
  /** Given by those that speak events.k8s.io/v1 (the scheduler: `Binding`, `Scheduling`): the event then has an eventTime and no count. */
  readonly action?: string;
}

/** The write path of controllers. Every method throws a `StatusError` (api/status.ts) where the API would answer with that Status. */
export interface ClusterWriter {
  /**
   * Creates an object; returns it as it is stored. Throws 409 AlreadyExists, 404 for a namespace that is not there, 403 Forbidden for
   * one that is being deleted and for a pod beyond a quota.
   */
  create(resource: ResourceName, draft: ObjectDraft): StoredObject;

  /**
   * Replaces an object, status included, by what `change` makes of it (it must not alter its argument); returns it as it is stored.
   * Undefined: there is no such object. Where `change` returns its argument, or something equal to it, nothing is written. A changed spec raises
   * the generation. An object marked for deletion whose last finalizer goes is removed by this, and its last state returned.
   */
  update(ref: ObjectRef, change: (object: StoredObject) => StoredObject): StoredObject | undefined;

  /** The same with a JSON merge patch: `{ status: { phase: 'Running' } }`; null takes a field away. */
  patch(ref: ObjectRef, patch: Readonly<Record<string, unknown>>): StoredObject | undefined;

  /**
   * Deletes, as far as may be: a pod on a node gets a deletionTimestamp and waits for its kubelet (which calls this with
   * gracePeriodSeconds 0), an object with finalizers waits for them. Returns the object as it stands or stood last; undefined: there
   * was none.
   */
  remove(ref: ObjectRef, options?: RemoveOptions): StoredObject | undefined;

  /** Binds a pod to a node, as a scheduler does; returns it as it is stored. Throws 404, and 409 for one that has a node or is going. */
  bind(pod: ObjectRef, node: string): StoredObject;

  /** Records an event about an object, in its namespace. */
  event(regarding: StoredObject, event: NewEvent): void;
}
