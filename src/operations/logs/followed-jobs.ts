/** The Jobs whose logs are followed, and all pods they ever had while that lasts, kept up to date by watches. */
import type { Job, Pod } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import type { Call, Change, Cluster, Resource, Scope } from '../../cluster/port.ts';
import { isPodOf, podsOf } from '../describe/reads.ts';
import { podsOfJobs } from './jobs.ts';

/** A pod as it was last seen. */
export interface SeenPod {
  readonly pod: Pod;
  readonly deleted: boolean;
}

/** What is followed. */
export interface FollowedScope {
  readonly scope: Scope;
  /** Whether a Job that the watch tells of is meant. */
  readonly isMeant: (job: Job) => boolean;
  /** A Job that was there when it was looked for: if the watch does not begin with it, it has been deleted since. */
  readonly found?: Job;
}

/** So many Jobs have a watch of their pods each; beyond, those of a namespace share one that tells of all pods of Jobs. */
const WATCHES_OF_THEIR_OWN = 20;

/** How to know Jobs. */
export type JobNews =
  /** By watches. */
  | { readonly kind: 'watched'; readonly scopes: readonly FollowedScope[] }
  /** Somebody else tells of them, by `take`, until `close`. */
  | { readonly kind: 'told' };

/** Begins to watch when it is made, and stops when its signal is aborted. */
export class FollowedJobs {
  readonly #cluster: Cluster;
  readonly #call: Call;
  readonly #jobs = new Map<string, Job>();
  readonly #deleted = new Map<string, Job>();
  readonly #pods = new Map<string, SeenPod>();
  /** The same by their Job's uid. */
  readonly #podsByJob = new Map<string, Map<string, SeenPod>>();
  /** Uids of Jobs by those of their pods. */
  readonly #jobOf = new Map<string, string>();
  readonly #sharedWatches = new Set<string>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #interrupted = new Map<object, string>();
  #failure: { readonly error: unknown } | undefined;
  /** The server has answered before: what keeps another watch from beginning will pass. */
  #isReached: boolean;
  /** Somebody may tell of more Jobs. */
  #isOpen: boolean;
  #unsynced = 0;
  #dirty = false;
  #wake = () => {};

  constructor(cluster: Cluster, news: JobNews, call: Call) {
    this.#cluster = cluster;
    this.#call = call;
    this.#isOpen = news.kind === 'told';
    this.#isReached = news.kind === 'told';
    for (const { scope, isMeant, found } of news.kind === 'watched' ? news.scopes : []) {
      const take = (change: ObjectChange<Job>) => {
        if (isMeant(change.object)) this.#takeJob(change);
      };
      const synced = () => {
        if (found && !this.#jobs.has(found.metadata.uid)) this.#takeJob({ type: 'DELETED', object: found });
      };
      this.#follow(cluster.jobs, scope, { take, synced });
    }
  }

  /** The Jobs there are. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** The Jobs that were deleted while they were followed. */
  get deleted(): readonly Job[] {
    return [...this.#deleted.values()];
  }

  /** All Jobs that there are or were. */
  get known(): readonly Job[] {
    return [...this.#jobs.values(), ...this.#deleted.values()];
  }

  /** Why nothing is heard just now; undefined while all is well. */
  get interrupted(): string | undefined {
    return this.#interrupted.values().next().value;
  }

  /** Whether no Job will make another pod: each is finished or deleted, and there is one. Of Jobs that are told of, those that are not, when the telling ends, do not count. */
  get haveEnded(): boolean {
    return !this.#isOpen && this.#jobs.size + this.#deleted.size > 0 && this.jobs.every(isFinished);
  }

  /** Whether nobody tells of Jobs any more, and none that was told of is to be read to its end. */
  get haveNone(): boolean {
    return !this.#isOpen && this.#unsynced === 0 && this.#jobs.size + this.#deleted.size === 0;
  }

  /** Tells of a Job, or of a change of one. */
  take(job: Job, { deleted }: { readonly deleted: boolean }): void {
    if (this.#deleted.has(job.metadata.uid) || (!deleted && this.#jobs.get(job.metadata.uid) === job)) return;
    this.#takeJob({ type: deleted ? 'DELETED' : 'MODIFIED', object: job });
    this.touch();
  }

  /** Nobody tells of Jobs any more. Those that have not ended are forgotten. */
  close(): void {
    for (const [uid, job] of this.#jobs) if (!isFinished(job)) this.#jobs.delete(uid);
    this.#isOpen = false;
    this.touch();
  }

  /** Resolves to true when something is new, to false when the signal is aborted. Throws what ended a watch. */
  async changed(): Promise<boolean> {
    while (!this.#call.signal.aborted) {
      if (this.#failure) throw this.#failure.error;
      if (this.#dirty && this.#unsynced === 0) {
        this.#dirty = false;
        return true;
      }
      await this.#woken();
    }
    return false;
  }

  /** Something that `changed` shall tell of. */
  readonly touch = (): void => {
    this.#dirty = true;
    this.#wake();
  };

  /** All pods of a Job that have been seen. */
  podsOf({ metadata: { uid } }: Job): readonly SeenPod[] {
    return [...(this.#podsByJob.get(uid)?.values() ?? [])];
  }

  /** A pod by its uid. */
  pod(uid: string): SeenPod | undefined {
    return this.#pods.get(uid);
  }

  /** Calls back at each change of a pod, until the returned function is called. */
  onPod(uid: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(uid) ?? new Set();
    this.#listeners.set(uid, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Asks for one pod, when the watch may lag behind. Throws what the port throws. */
  async lookAt(uid: string): Promise<void> {
    const seen = this.#pods.get(uid);
    if (!seen || seen.deleted) return;
    const { name, namespace } = seen.pod.metadata;
    const object = await this.#cluster.pods.get(name, namespace, this.#call);
    if (object.metadata.uid === uid) this.#takePod({ type: 'MODIFIED', object }, this.#jobOf.get(uid));
  }

  /** Asks once more which pods there are, beyond any doubt: a watch of pods may lag behind one of Jobs. Throws what the port throws. */
  async listPods(): Promise<void> {
    const jobs = this.jobs;
    const listed = await podsOfJobs(this.#cluster, jobs, this.#call);
    for (const job of jobs) {
      const there = new Set<string>();
      for (const object of listed.get(job.metadata.uid) ?? []) {
        there.add(object.metadata.uid);
        this.#takePod({ type: 'MODIFIED', object }, job.metadata.uid);
      }
      for (const { pod, deleted } of this.podsOf(job)) {
        if (!deleted && !there.has(pod.metadata.uid)) this.#takePod({ type: 'DELETED', object: pod }, job.metadata.uid);
      }
    }
  }

  #takeJob({ type, object }: ObjectChange<Job>): void {
    const { uid } = object.metadata;
    const isNew = !this.#jobs.has(uid);
    if (type === 'DELETED') {
      this.#jobs.delete(uid);
      this.#deleted.set(uid, object);
      return;
    }
    this.#jobs.set(uid, object);
    if (isNew) this.#followPods(object);
  }

  #followPods(job: Job): void {
    if (this.#jobs.size <= WATCHES_OF_THEIR_OWN) {
      const take = (change: ObjectChange<Pod>) =>
        isPodOf(job, change.object) && this.#takePod(change, job.metadata.uid);
      this.#follow(this.#cluster.pods, podsOf(job), { take });
      return;
    }
    const { namespace } = job.metadata;
    const labelSelector = Object.keys(job.spec.matchLabels).join(',');
    if (this.#sharedWatches.has(`${namespace} ${labelSelector}`)) return;
    this.#sharedWatches.add(`${namespace} ${labelSelector}`);
    this.#follow(this.#cluster.pods, { namespace, labelSelector }, { take: (change) => this.#takePod(change) });
  }

  #takePod({ type, object }: ObjectChange<Pod>, ofJob: string = ownerOf(object)): void {
    const { uid } = object.metadata;
    const known = this.#pods.get(uid);
    if (known && (known.deleted || isOlder(object, known.pod))) return;
    const seen = { pod: object, deleted: type === 'DELETED' };
    const siblings = this.#podsByJob.get(ofJob) ?? new Map();
    this.#podsByJob.set(ofJob, siblings.set(uid, seen));
    this.#pods.set(uid, seen);
    this.#jobOf.set(uid, ofJob);
    for (const listener of [...(this.#listeners.get(uid) ?? [])]) listener();
  }

  /** Follows one stream; whatever ends it ends the whole. */
  #follow<T>(resource: Resource<T>, scope: Scope, how: Taking<T>): void {
    this.#unsynced += 1;
    void this.#run(resource, scope, how).catch((error: unknown) => {
      this.#failure ??= { error };
      this.touch();
    });
  }

  async #run<T>(resource: Resource<T>, scope: Scope, { take, synced: onSynced }: Taking<T>): Promise<void> {
    const stream = {};
    let synced = false;
    for await (const change of resource.watch(scope, this.#call)) {
      if (change.type === 'SYNCED') {
        synced = true;
        onSynced?.();
        this.#unsynced -= 1;
        this.#isReached = true;
      } else if (change.type === 'INTERRUPTED') {
        if (!synced && !this.#isReached) throw change.error;
        this.#interrupted.set(stream, change.error.message);
      } else if (change.type === 'RESTORED') this.#interrupted.delete(stream);
      else take(change);
      this.touch();
    }
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#call.signal.removeEventListener('abort', done);
        resolve();
      };
      this.#call.signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}

/** What is done with what a stream tells: each change, and once, when all has been told that there was at first. */
interface Taking<T> {
  readonly take: (change: ObjectChange<T>) => unknown;
  readonly synced?: () => unknown;
}

type ObjectChange<T> = Extract<Change<T>, { readonly object: T }>;

function ownerOf({ metadata }: Pod): string {
  return metadata.ownerReferences.find(({ controller }) => controller)?.uid ?? '';
}

/** What a list or a look has told is not taken back by a watch that lags behind. Versions are whole numbers that grow, of any length. */
function isOlder(a: Pod, b: Pod): boolean {
  const [version, other] = [a.metadata.resourceVersion, b.metadata.resourceVersion];
  if (!/^\d+$/.test(version) || !/^\d+$/.test(other)) return false;
  return version.length === other.length ? version < other : version.length < other.length;
}
