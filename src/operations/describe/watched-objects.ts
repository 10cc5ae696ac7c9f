/** The Jobs of a target with their pods and events, kept up to date by watches. */
import type { Job, KubeEvent, Pod } from '../../batch/objects.ts';
import { type Call, type Change, type Cluster, isApiFailure, type Resource, type Scope } from '../../cluster/port.ts';
import type { DescribeTarget } from '../describe.ts';
import type { JobDescription, Unread } from '../describe-result.ts';
import { ObservedClock } from '../observed-clock.ts';
import type { JobFacts } from './compose.ts';
import { podScopes, stuckPods, unreadFrom } from './reads.ts';
import { eventScopes, jobScopes, podEventScope, podScope } from './watch-scopes.ts';
import { WatchedPods } from './watched-pods.ts';

/** Of more stuck pods than these no events are watched. */
const MOST_POD_EVENTS = 20;

/** Begins to watch when it is made, and stops when its signal is aborted. */
export class WatchedObjects {
  readonly #cluster: Cluster;
  readonly #clock: ObservedClock;
  readonly #signal: AbortSignal;
  readonly #named: boolean;
  readonly #jobs = new Map<string, Job>();
  readonly #gone = new Map<string, Job>();
  readonly #pods = new WatchedPods();
  readonly #events = new Map<string, KubeEvent>();
  readonly #podsWatched = new Set<string>();
  /** Uids of pods whose events are watched. */
  readonly #podEvents = new Set<string>();
  readonly #unread = new Map<string, Unread>();
  readonly #interrupted = new Map<object, string>();
  #failure: { readonly error: unknown } | undefined;
  #unsynced = 0;
  #dirty = true;
  #wake: () => void = () => undefined;

  constructor(cluster: Cluster, target: DescribeTarget, call: Call) {
    this.#cluster = cluster;
    this.#clock = new ObservedClock(cluster);
    this.#signal = call.signal;
    this.#named = target.kind === 'names';
    for (const scope of jobScopes(target))
      this.#follow(cluster.jobs, scope, { take: (change) => this.#takeJob(change) });
    for (const scope of eventScopes(target)) this.#followEvents(scope);
    if (target.kind === 'selector') {
      this.#followPods(podScope(target));
    }
  }

  /** Resolves to true when something is new (or, after `tickMs`, at once), to false when the signal is aborted. Throws what ended the watch of Jobs. */
  async changed(tickMs: number | undefined): Promise<boolean> {
    const tick = tickMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + tickMs;
    while (!this.#signal.aborted && !this.#failure) {
      const left = tick - performance.now();
      if (this.#unsynced === 0 && (this.#dirty || left <= 0)) {
        this.#dirty = false;
        return true;
      }
      await this.#woken(this.#unsynced === 0 ? left : Number.POSITIVE_INFINITY);
    }
    if (this.#failure && !this.#signal.aborted) throw this.#failure.error;
    return false;
  }

  /** Whether anything has come since `changed` last said so. */
  get hasNews(): boolean {
    return this.#dirty;
  }

  /** In milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** The Jobs there are, by namespace and name. */
  jobs(): readonly Job[] {
    const key = ({ metadata }: Job) => `${metadata.namespace}/${metadata.name}`;
    return [...this.#jobs.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** The Jobs that were there and are deleted. */
  gone(): readonly Job[] {
    return [...this.#gone.values()];
  }

  /** Why changes do not come just now; undefined when they do. */
  interrupted(): string | undefined {
    return this.#interrupted.values().next().value;
  }

  /** What a description of a Job is made of. */
  factsOf(job: Job): Omit<JobFacts, 'now'> {
    const { uid, namespace } = job.metadata;
    const unread = [...this.#unread.values()].filter((refusal) => refusal.namespace === namespace || !this.#named);
    const refused = unread.some(({ what }) => what === 'pods');
    const pods = this.#pods.of(job);
    const uids = new Set([uid, ...pods.map(({ metadata }) => metadata.uid)]);
    const events = [...this.#events.values()].filter(({ involved }) => uids.has(involved.uid));
    return { job, pods, podsRead: refused ? 'unreadable' : podScopes(job, undefined).read, events, unread };
  }

  /** Watches the events of pods that are stuck, from now on, as far as they may be read. */
  watchStuck(description: JobDescription): void {
    if (description.unread.some(({ what }) => what === 'events')) return;
    for (const pod of stuckPods(description)) {
      if (this.#podEvents.has(pod.metadata.uid) || this.#podEvents.size >= MOST_POD_EVENTS) continue;
      this.#podEvents.add(pod.metadata.uid);
      this.#followEvents(podEventScope(pod));
    }
  }

  #takeJob({ type, object }: ObjectChange<Job>): void {
    const { uid } = object.metadata;
    if (type === 'DELETED') {
      this.#jobs.delete(uid);
      this.#gone.set(uid, object);
      return;
    }
    this.#jobs.set(uid, object);
    this.#pods.forgetCounted(object);
    this.#clock.sawJob(object);
    if (this.#named) this.#watchPodsOf(object);
  }

  #watchPodsOf(job: Job): void {
    const [scope] = podScopes(job, undefined).scopes;
    if (scope === undefined || this.#podsWatched.has(job.metadata.uid)) return;
    this.#podsWatched.add(job.metadata.uid);
    this.#followPods(scope);
  }

  #followPods(scope: Scope): void {
    const take = ({ type, object }: ObjectChange<Pod>) => this.#pods.take(type, object);
    this.#follow(this.#cluster.pods, scope, { take, optional: 'pods' });
  }

  #followEvents(scope: Scope): void {
    const take = ({ type, object }: ObjectChange<KubeEvent>) => {
      if (type !== 'DELETED') this.#events.set(object.metadata.uid, object);
      this.#clock.saw(object.lastSeen);
    };
    this.#follow(this.#cluster.events, scope, { take, optional: 'events' });
  }

  /** Follows one stream; a refusal of an optional one is noted, of any other ends the whole. */
  #follow<T>(resource: Resource<T>, scope: Scope, follower: Follower<T>): void {
    const stream = { synced: false };
    this.#unsynced += 1;
    void this.#run(resource, scope, { ...follower, stream })
      .catch((error: unknown) => {
        if (follower.optional !== undefined && isApiFailure(error)) {
          const namespace = scope.namespace ?? '';
          this.#unread.set(`${follower.optional} ${namespace}`, unreadFrom(error, follower.optional, namespace));
        } else this.#failure ??= { error };
      })
      .finally(() => {
        this.#sync(stream);
        this.#touch();
      });
  }

  async #run<T>(
    resource: Resource<T>,
    scope: Scope,
    { take, stream }: Follower<T> & { stream: Stream },
  ): Promise<void> {
    for await (const change of resource.watch(scope, { signal: this.#signal })) {
      if (change.type === 'SYNCED') this.#sync(stream);
      else if (change.type === 'INTERRUPTED' && !stream.synced) throw change.error;
      else if (change.type === 'INTERRUPTED') this.#interrupted.set(stream, change.error.message);
      else if (change.type === 'RESTORED') this.#interrupted.delete(stream);
      else take(change);
      this.#touch();
    }
  }

  #sync(stream: Stream): void {
    if (stream.synced) return;
    stream.synced = true;
    this.#unsynced -= 1;
  }

  #touch(): void {
    this.#dirty = true;
    this.#wake();
  }

  #woken(afterMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = Number.isFinite(afterMs) ? setTimeout(done, Math.max(0, afterMs)) : undefined;
      this.#signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}

type ObjectChange<T> = Extract<Change<T>, { readonly object: T }>;

interface Stream {
  synced: boolean;
}

interface Follower<T> {
  readonly take: (change: ObjectChange<T>) => void;
  /** What is missing when this stream is refused; undefined: nothing works without it. */
  readonly optional?: 'pods' | 'events';
}
