/** Takes in the news of a drill: what it comes to, on record, and for whoever looks on. */
import { attemptsOf } from '../../../batch/attempts.ts';
import { inOrder, type Step, wholeSecondsFrom } from '../../../batch/disruption/timeline.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { type Call, type Change, type Cluster, isNotFound } from '../../../cluster/port.ts';
import { ObservedClock } from '../../observed-clock.ts';
import type { Evicted, EvictionNews } from './evictions.ts';
import { ObservedDisruption } from './observed.ts';
import { type PodsThere, RemainingPods } from './remaining.ts';
import type { DrainPlan, DrillUpdate, RemainingPod } from './request.ts';
import { isObject, type Source } from './sources.ts';

/** What a drill has heard so far. */
export class Intake {
  readonly seen: ObservedDisruption;
  /** When it began, in ms since the epoch. */
  readonly startMs: number;
  /** Resolves once the watches tell of all that follows: nothing is evicted before. */
  readonly ready: Promise<void>;
  readonly #cluster: Cluster;
  readonly #clock: ObservedClock;
  readonly #remaining: RemainingPods;
  readonly #untold: Step[] = [];
  /** Why pods have not been evicted, by uid. */
  readonly #refusals = new Map<string, string>();
  readonly #synced = new Set<Source['from']>();
  #begin = () => {};

  /** `job` and `pods` are as they were just before. */
  constructor(
    cluster: Cluster,
    { plan, job, pods }: { readonly plan: DrainPlan; readonly job: Job; readonly pods: readonly Pod[] },
  ) {
    this.#cluster = cluster;
    this.#clock = new ObservedClock(cluster);
    this.#clock.sawJob(job);
    this.startMs = this.#clock.now();
    this.seen = new ObservedDisruption({ job, pods, victims: plan.victims, now: () => this.#clock.now() });
    this.#remaining = new RemainingPods(plan);
    this.ready = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  /** What offsets count from, in ms since the epoch: the first eviction, while there is none the beginning. */
  get zeroAt(): number {
    return this.seen.zeroAt ?? this.startMs;
  }

  /** Pods of a whole node that were to be evicted and are still there. */
  get remaining(): readonly RemainingPod[] {
    return this.#remaining.list(this.#refusals);
  }

  *take(source: Source): Generator<DrillUpdate, void, void> {
    switch (source.from) {
      case 'jobs':
        this.#sawAll(source);
        return yield* this.takeJob(source.news);
      case 'pods':
        this.#sawAll(source);
        return yield* this.#takePod(source.news);
      case 'events':
        if (isObject(source.news)) this.seen.sawEvent(source.news.object);
        return;
      case 'evictions':
        return yield* this.#takeEviction(source.news);
      case 'node':
        return yield* this.#takeNode(source.news);
    }
  }

  *takeJob(news: Change<Job>): Generator<DrillUpdate, void, void> {
    if (news.type === 'INTERRUPTED') yield { kind: 'interrupted', message: news.error.message };
    if (news.type === 'RESTORED') yield { kind: 'restored' };
    if (!isObject(news)) return;
    this.#clock.sawJob(news.object);
    yield* this.#steps(this.seen.sawJob(news.object));
    if (news.type === 'DELETED') yield* this.#steps(this.seen.lostJob());
  }

  /** Pods have come to the whole node that the plan does not know. */
  *came(pods: readonly Evicted[]): Generator<DrillUpdate, void, void> {
    for (const pod of pods) {
      this.#remaining.came(pod);
      const message = 'it came to the node after the plan was made';
      yield { kind: 'not-evicted', pod: `${pod.namespace}/${pod.name}`, message };
    }
  }

  /** Something was done to the node; `isDone`: before whatever else came in that second. */
  did(subject: string, text: string, isDone = false): void {
    this.#untold.push(...this.seen.did(subject, text, isDone));
  }

  /** What is still awaited. */
  waiting(): DrillUpdate {
    const seconds = wholeSecondsFrom(this.zeroAt, this.#clock.now());
    return { kind: 'waiting', waitsFor: this.seen.isDecided ? 'gone' : this.seen.waitsFor, seconds };
  }

  /** All steps that have not been told yet. */
  *told(): Generator<DrillUpdate, void, void> {
    const { zeroAt } = this;
    for (const step of inOrder(this.#untold.splice(0))) yield { kind: 'step', step, zeroAt };
  }

  /** Whether everything is decided, and still so with the Job as it is now: watches of pods and Jobs are not in step. */
  async isOver(call: Call): Promise<boolean> {
    if (!this.seen.isDecided || this.#remaining.count > 0) return false;
    const { name, namespace } = this.seen.job.metadata;
    try {
      const job = await this.#cluster.jobs.get(name, namespace, call);
      this.#untold.push(...this.seen.sawJob(job));
    } catch (error) {
      // Without an answer it is not known whether it is still so.
      if (!isNotFound(error)) return false;
    }
    return this.seen.isDecided;
  }

  /** Nothing more is evicted: whoever was not has been spared. */
  close(): void {
    for (const [pod, message] of this.#refusals) this.seen.spared(pod, { message });
  }

  #sawAll({ from, news }: Source & { readonly from: 'jobs' | 'pods' }): void {
    if (news.type !== 'SYNCED') return;
    this.#synced.add(from);
    if (this.#synced.size === 2) this.#begin();
  }

  *#takePod(news: Change<Pod>): Generator<DrillUpdate, void, void> {
    if (news.type === 'SYNCED') this.seen.sawAllPods();
    if (!isObject(news)) return;
    const { metadata, conditions } = news.object;
    const since = conditions.map(({ lastTransitionTime }) => lastTransitionTime);
    this.#clock.saw(metadata.creationTimestamp, attemptsOf([news.object])[0]?.finishedAt, ...since);
    yield* this.#steps(this.seen.sawPod(news.object, news.type === 'DELETED'));
  }

  /** The Job's own pods are followed anyhow. */
  *#takeNode(there: PodsThere): Generator<DrillUpdate, void, void> {
    const gone = this.#remaining.saw(there);
    yield* this.#steps(gone.flatMap((pod) => this.seen.leftNode(pod)));
  }

  *#takeEviction(news: EvictionNews): Generator<DrillUpdate, void, void> {
    const { name, namespace, uid } = news.pod;
    const pod = `${namespace}/${name}`;
    switch (news.kind) {
      case 'accepted':
        this.#refusals.delete(uid);
        return yield* this.#steps(this.seen.evicted(news.pod, news.at));
      case 'refused':
        this.#refusals.set(uid, news.message);
        yield { kind: 'refused-eviction', pod, message: news.message, retryInMs: news.retryInMs };
        return;
      case 'gone':
      case 'ended':
        this.#refusals.delete(uid);
        this.seen.spared(uid, news.kind);
        return;
      case 'failed':
        this.#refusals.set(uid, news.message);
        this.seen.spared(uid, news);
        this.#remaining.stays(uid);
        yield { kind: 'not-evicted', pod, message: news.message };
        return;
    }
  }

  /** What comes before the eviction was accepted is told with it: only then it is known how long before. */
  *#steps(steps: readonly Step[]): Generator<DrillUpdate, void, void> {
    this.#untold.push(...steps);
    if (this.seen.zeroAt !== undefined) yield* this.told();
  }
}
