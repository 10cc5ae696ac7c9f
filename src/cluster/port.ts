/**
 * What the rest of the program may ask of a cluster. Operations import these types and nothing else of `cluster/`; the one
 * adapter behind them is `cluster/connect.ts`.
 */
import type { CronJob, Job, KubeEvent, Pod } from '../batch/objects.ts';

/** Ends a call: aborting rejects with the signal's reason, and a stream returns. */
export interface Call {
  readonly signal: AbortSignal;
}

/** Which objects: one namespace or all (`undefined`), narrowed by selectors as kubectl writes them. */
export interface Scope {
  readonly namespace: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** How many objects a page of a list holds: 500 when left out; 0: all in one answer. */
  readonly pageSize?: number;
}

/** One change seen by a watch, or something about the watch itself. */
export type Change<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  /** Everything that existed when the watch began has been delivered. Comes exactly once, also after reconnects. */
  | { readonly type: 'SYNCED' }
  /** The connection is lost or refused; the watch goes on by itself after `retryInMs`. */
  | { readonly type: 'INTERRUPTED'; readonly error: Error; readonly retryInMs: number }
  /** Delivery goes on after INTERRUPTED. */
  | { readonly type: 'RESTORED' };

/** One kind of object: read one, read all in pages, or follow. */
export interface Resource<T> {
  /** Throws `ApiError` (404 included), `ConnectionError`, or the signal's reason. */
  get(name: string, namespace: string, call: Call): Promise<T>;
  /** Yields objects page by page (500 each, or as the scope says), so that a caller that drops what it does not need stays small. Throws like `get`. */
  list(scope: Scope, call: Call): AsyncIterable<T>;
  /**
   * List, then watch, as one stream. Survives end of stream, 410, 429 (with Retry-After), 5xx, resets and silence; an object
   * that vanished meanwhile is delivered as DELETED with its last known state. Ends when the signal does. Throws `ApiError` only for answers that asking again
   * cannot mend (400, 401 after fresh credentials, 403, 404 of the resource).
   */
  watch(scope: Scope, call: Call): AsyncIterable<Change<T>>;
}

/** Which log, and how much of it (core/v1 `PodLogOptions`). */
export interface PodLogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Stay for what is still to come; the log then ends when the container does. */
  readonly follow?: boolean;
  /** That of the container's run before the last restart. */
  readonly previous?: boolean;
  /** Each line begins with its RFC 3339 time and a blank. */
  readonly timestamps?: boolean;
  /** The last so many lines; the kubelet counts them before it looks at times. */
  readonly tailLines?: number;
  /** RFC 3339; servers count it in whole seconds. Not together with `sinceSeconds`. */
  readonly sinceTime?: string;
  /** At least 1. */
  readonly sinceSeconds?: number;
  /** At least 1; cuts in the middle of a line, timestamps counted. */
  readonly limitBytes?: number;
}

/** The logs of containers, as bytes. */
export interface PodLogs {
  /**
   * The log in pieces of any size, no faster than it is read; asked for when the first piece is. Throws `ApiError` before the first piece, with the
   * server's message whole (400: not started yet, or no such run; 404: no such pod; busy servers that say when to come back are waited for),
   * `ConnectionError` when the stream breaks or falls silent, the signal's reason when it aborts. A clean end may be that of the log or of a server that had to go.
   */
  open(request: PodLogRequest, call: Call): AsyncIterable<Uint8Array>;
}

/** A command to be run in a running container (core/v1 `PodExecOptions`). */
export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The program and its arguments; no shell is between. */
  readonly command: readonly string[];
}

/** What a command writes, as it writes it, and at last how it ended. */
export type ExecPiece =
  | { readonly kind: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  | { readonly kind: 'exit'; readonly code: number };

/** Commands in containers. */
export interface PodExec {
  /**
   * Runs a command when the first piece is asked for; the last piece is its exit code. Leaving early, or the signal, ends the connection, which ends the command in
   * most runtimes. Throws `ApiError` (404: no such pod; 400: no such container; 403; 500: it could not be started, as where there is no such program),
   * `ConnectionError` when the connection is not made, breaks, or falls silent, and the signal's reason.
   */
  run(request: ExecRequest, call: Call): AsyncIterable<ExecPiece>;
}

/** Kinds of which the server's own table can be asked for. */
export type TabledKind = 'jobs' | 'cronjobs' | 'namespaces' | 'nodes';

/** A row of the server's table of a kind: what `kubectl get` prints of an object, without the object. */
export interface TableRow {
  readonly name: string;
  /** By the column's name (`Status`, `Completions`, `Age`, …): which there are depends on the server's version. */
  readonly cells: Readonly<Record<string, string>>;
}

/** Any object, as the API serves it (JSON). What is not named here is as it came. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeObjectMeta;
  readonly [field: string]: unknown;
}

/** `metadata` of any object; empty texts where the server sent none. */
export interface KubeObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly [field: string]: unknown;
}

/** An object to be created, JSON. */
export interface KubeDraft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Where the API keeps objects of a kind. */
export interface ObjectKind {
  /** `v1`, `discovery.k8s.io/v1` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** Whether they lie in namespaces; nodes do not. */
  readonly namespaced: boolean;
}

/** Which object; the namespace does not matter for kinds that lie in none. */
export interface ObjectRef {
  readonly name: string;
  readonly namespace: string;
}

/** How a change is made. */
export interface WriteOptions {
  /** The server does all but keep it (`dryRun=All`). */
  readonly dryRun?: boolean;
  /** Who owns the fields that are set; `kubectl-job` when left out. */
  readonly fieldManager?: string;
}

/** How a patch is made, and of which part: `status`, `ephemeralcontainers`; the object itself when left out. */
export interface PatchOptions extends WriteOptions {
  readonly subresource?: string;
}

/** How an object is deleted. */
export interface DeleteOptions {
  readonly dryRun?: boolean;
  /** Seconds a pod has to end; its own when left out. */
  readonly gracePeriodSeconds?: number;
  /** What becomes of what it owns. Always said: the server's default for Jobs leaves their pods behind. */
  readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
  /** Only this very object, or (resourceVersion) this very state of it; else 409. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** A change of an object. `apply` is server-side apply of the fields that are sent, by its `fieldManager`; conflicts are 409 unless forced. */
export type Patch =
  | { readonly type: 'merge' | 'strategic'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly type: 'json'; readonly body: readonly Readonly<Record<string, unknown>>[] }
  | { readonly type: 'apply'; readonly body: KubeDraft; readonly force?: boolean };

/** What a change left. */
export interface Written {
  readonly object: KubeObject;
  /** The server's warnings, a sentence each. */
  readonly warnings: readonly string[];
}

/** Objects of one kind, to be read and changed. Changes throw what `get` throws: 409 for a precondition that fails, 422 for what is invalid. */
export interface ObjectResource extends Resource<KubeObject> {
  /** Its namespace is that of its metadata, which must be there for kinds that have one. */
  create(object: KubeDraft, options: WriteOptions, call: Call): Promise<Written>;
  /** A uid or resourceVersion in the patch is a precondition. */
  patch(ref: ObjectRef, patch: Patch & PatchOptions, call: Call): Promise<Written>;
  /** Accepted, not done: a pod has its grace period, finalizers hold an object. */
  delete(ref: ObjectRef, options: DeleteOptions, call: Call): Promise<void>;
}

/** What is asked of `Cluster.access`: may we do this? */
export interface AccessQuestion {
  readonly verb: string;
  /** The API group, empty for core. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Undefined for what lies in no namespace. */
  readonly namespace?: string;
  readonly name?: string;
}

/** Whether we may, and what the server said about it. */
export interface AccessAnswer {
  readonly allowed: boolean;
  /** Often empty. */
  readonly reason: string;
}

/** What the server says of itself. */
export interface ServerVersion {
  /** `v1.36.2` */
  readonly gitVersion: string;
  /** The 36 of `v1.36.2`; undefined if it cannot be read. */
  readonly minor: number | undefined;
  /** The whole answer. */
  readonly source: Readonly<Record<string, unknown>>;
}

/** A cluster, reached with a user's kubeconfig. */
export interface Cluster {
  /** The namespace of `-n`, else of the context, else `default`. */
  readonly namespace: string;
  /** The server's address, for messages. */
  readonly server: string;
  /**
   * The cluster's own time in milliseconds since the epoch: the `Date` of its last answer plus what has passed since. The local
   * clock until it answered. Ages and durations are counted against this, so that a laptop's wrong clock does not matter.
   */
  now(): number;
  readonly jobs: Resource<Job>;
  readonly pods: Resource<Pod>;
  readonly events: Resource<KubeEvent>;
  readonly cronJobs: Resource<CronJob>;
  /**
   * The first 500 rows of a kind's table, in a namespace or (undefined) in all: the cheapest answer that names objects. One request, not repeated. Throws like
   * `get`.
   */
  table(kind: TabledKind, namespace: string | undefined, call: Call): Promise<readonly TableRow[]>;
  /** Objects of any kind. */
  objects(kind: ObjectKind): ObjectResource;
  /**
   * Asks for a pod to be evicted (policy/v1), which disruption budgets may refuse: `ApiError` 429, with what the server said. Nothing is asked twice. Accepted, not
   * done: the pod has its grace period.
   */
  evict(ref: ObjectRef, options: Omit<DeleteOptions, 'propagationPolicy'>, call: Call): Promise<void>;
  /** Whether we may do something (SelfSubjectAccessReview). Throws like `get`. */
  access(question: AccessQuestion, call: Call): Promise<AccessAnswer>;
  /** Throws like `get`. */
  serverVersion(call: Call): Promise<ServerVersion>;
  readonly logs: PodLogs;
  readonly exec: PodExec;
  /** Lets go of kept-alive connections. */
  close(): void;
}

/** The server answered, and the answer is a failure. Carries the server's Status whole. */
export interface ApiFailure {
  readonly kind: 'ApiError';
  readonly code: number;
  /** `NotFound`, `Forbidden`, `Conflict`, … as the Status says; empty if the answer was no Status. */
  readonly reason: string;
  /** The server's own message, whole. */
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
}

/** Whether an error is an answer of the API server, and which (a structural check: no class has to be imported for it). */
export function isApiFailure(error: unknown): error is Error & ApiFailure {
  return error instanceof Error && 'kind' in error && error.kind === 'ApiError';
}

/** Whether an error is the API server's «not found». */
export function isNotFound(error: unknown): boolean {
  return isApiFailure(error) && error.code === 404;
}

/** Whether an error is the API server's «forbidden». */
export function isForbidden(error: unknown): boolean {
  return isApiFailure(error) && error.code === 403;
}
