/** One drill: hold the node, evict, watch until it can be judged, let go of the node. */

import { inOrder, type Step, wholeSecondsFrom } from '../../../batch/disruption/timeline.ts';
import type { DrillMark } from '../../../batch/drain/node-mark.ts';
import { printTime } from '../../../batch/durations.ts';
import { jobEnd } from '../../../batch/job-end.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import type { Call, Change, Cluster } from '../../../cluster/port.ts';
import { ObservedClock } from '../../observed-clock.ts';
import { type Merged, merged } from '../../wait/merged.ts';
import { drillTimeout, limitedCall } from './deadline.ts';
import type { EvictionNews } from './evictions.ts';
import { holdNode, releaseNode } from './node-hold.ts';
import { ObservedDisruption } from './observed.ts';
import { podsOf } from './plan.ts';
import { type PodsThere, RemainingPods } from './remaining.ts';
import type { DrainPlan, DrainRequest, DrillEnding, DrillResult, DrillUpdate, UndoOutcome } from './request.ts';
import { isObject, type Source, sourcesOf } from './sources.ts';

/** What a round works on. */
export interface RoundParts {
  readonly cluster: Cluster;
  readonly request: DrainRequest;
  readonly plan: DrainPlan;
  /** What the user ends. */
  readonly call: Call;
}

/**
 * Runs a drill; `ended` is the last that it yields. Whatever happens, it lets go of the node before it ends or throws, for as long as the request allows. Throws
 * what the cluster answers where the drill cannot go on.
 */
export async function* drillRound(parts: RoundParts): AsyncGenerator<DrillUpdate, void, void> {
  const round = await Round.begin(parts);
  try {
    yield* round.disrupt();
  } catch (error) {
    await round.letGo();
    yield* round.told();
    throw error;
  } finally {
    await round.letGo();
  }
  yield* round.told();
  yield* round.untilComplete();
  yield { kind: 'ended', result: round.result() };
}

/** What is waited for may come without news. */
const TICK_MS = 250;

class Round {
  readonly #parts: RoundParts;
  readonly #clock: ObservedClock;
  readonly #seen: ObservedDisruption;
  readonly #remaining: RemainingPods;
  readonly #mark: DrillMark;
  readonly #startMs: number;
  readonly #pending: DrillUpdate[] = [];
  readonly #early: Step[] = [];
  /** Why pods have not been evicted yet, by uid. */
  readonly #refusals = new Map<string, string>();
  readonly #synced = new Set<Source['from']>();
  #begin = () => {};
  /** `asked`: nobody knows whether the change was made. */
  #hold: 'no' | 'asked' | 'yes' = 'no';
  #undo: UndoOutcome = { kind: 'untouched' };
  #endedBy: DrillEnding = 'judged';

  private constructor(parts: RoundParts, job: Job, pods: readonly Pod[]) {
    const { cluster, plan, request } = parts;
    this.#parts = parts;
    this.#clock = new ObservedClock(cluster);
    this.#clock.sawJob(job);
    this.#startMs = this.#clock.now();
    this.#seen = new ObservedDisruption({ job, pods, victims: plan.victims, now: () => this.#clock.now() });
    this.#remaining = new RemainingPods(plan);
    const { host, pid, newId } = request.holder;
    const until = this.#startMs + drillTimeout(parts) + request.undoMs;
    this.#mark = {
      id: newId(),
      job: `${job.metadata.namespace}/${job.metadata.name}`,
      since: printTime(this.#startMs),
      until: printTime(until),
      host,
      pid,
    };
  }

  /** Reads the Job and its pods as they are before anything is done. */
  static async begin(parts: RoundParts): Promise<Round> {
    const { cluster, plan, call } = parts;
    const { name, namespace } = plan.job.metadata;
    const job = await cluster.jobs.get(name, namespace, call);
    return new Round(parts, job, await podsOf(cluster, job, call));
  }

  /** Holds the node, evicts, and follows until everything is decided or time is up. */
  async *disrupt(): AsyncGenerator<DrillUpdate, void, void> {
    const { plan, call } = this.#parts;
    using limited = limitedCall(drillTimeout(this.#parts), call);
    if (plan.scope !== 'evict-only') yield* this.#holdNode();
    const over = new AbortController();
    const ready = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    const within = { signal: AbortSignal.any([limited.signal, over.signal]) };
    try {
      for await (const news of merged(sourcesOf(this.#parts, { call: within, ready }), TICK_MS)) {
        yield* this.#take(news);
        if (await this.#isOver(limited)) return;
      }
    } catch (error) {
      if (!limited.signal.aborted) throw error;
    } finally {
      over.abort();
      if (limited.signal.aborted) this.#endedBy = call.signal.aborted ? 'interrupted' : 'timeout';
      for (const [pod, text] of this.#refusals)
        this.#seen.spared(pod, { kind: 'inconclusive', why: 'not-evicted', text });
    }
  }

  /** Undoes what was done to the node; the user's own call may have ended. Never throws. */
  async letGo(): Promise<void> {
    const { cluster, plan, request } = this.#parts;
    const hold = this.#hold;
    if (hold === 'no') return;
    this.#hold = 'no';
    using call = limitedCall(request.undoMs);
    this.#undo = await releaseNode(cluster, plan.node, { ids: [this.#mark.id], isHeld: hold === 'yes', call });
    const subject = `node/${plan.node}`;
    if (this.#undo.kind === 'uncordoned') this.#tell(this.#seen.did(subject, 'uncordoned'));
    if (this.#undo.kind === 'left-cordoned') this.#tell(this.#seen.did(subject, 'left cordoned'));
    if (this.#undo.kind === 'failed') this.#pending.push({ kind: 'not-undone', undo: this.#undo });
  }

  /** What letting go has to tell. */
  *told(): Generator<DrillUpdate, void, void> {
    const zeroAt = this.#seen.zeroAt ?? this.#startMs;
    for (const step of inOrder(this.#early.splice(0))) yield { kind: 'step', step, zeroAt };
    yield* this.#pending.splice(0);
  }

  /** Follows the Job to its end, where that was asked for. */
  async *untilComplete(): AsyncGenerator<DrillUpdate, void, void> {
    const { request, call, cluster } = this.#parts;
    if (!request.untilComplete || this.#endedBy === 'interrupted') return;
    const { name, namespace } = this.#seen.job.metadata;
    const isEnded = () =>
      jobEnd(this.#seen.job) !== undefined || this.#seen.job.metadata.deletionTimestamp !== undefined;
    if (isEnded()) return;
    try {
      for await (const news of cluster.jobs.watch({ namespace, fieldSelector: `metadata.name=${name}` }, call)) {
        yield* this.#takeJob(news);
        if (isEnded()) return;
      }
    } catch (error) {
      if (!call.signal.aborted) throw error;
    }
    this.#endedBy = 'interrupted';
  }

  result(): DrillResult {
    const victims = this.#seen.results(this.#endedBy);
    const { job, before, timeline, zeroAt } = this.#seen;
    return {
      plan: this.#parts.plan,
      endedBy: this.#endedBy,
      before,
      after: job,
      verdict: ObservedDisruption.worst(victims),
      victims,
      timeline,
      zeroAt: zeroAt ?? this.#startMs,
      undo: this.#undo,
      remaining: this.#remaining.list(this.#refusals),
      jobEnd: this.#parts.request.untilComplete ? jobEnd(job) : undefined,
    };
  }

  /** The change is not one that Ctrl-C interrupts: then nobody would know whether it was made. */
  async *#holdNode(): AsyncGenerator<DrillUpdate, void, void> {
    const { cluster, plan, request } = this.#parts;
    this.#hold = 'asked';
    using call = limitedCall(request.undoMs);
    await holdNode(cluster, plan.node, { mark: this.#mark, call });
    this.#hold = 'yes';
    yield* this.#steps(
      this.#seen.did(`node/${plan.node}`, plan.isCordoned ? 'was cordoned already' : 'cordoned', true),
    );
  }

  async *#take(merged: Merged<Source>): AsyncGenerator<DrillUpdate, void, void> {
    if (merged.kind === 'tick') {
      const seconds = wholeSecondsFrom(this.#seen.zeroAt ?? this.#startMs, this.#clock.now());
      yield { kind: 'waiting', waitsFor: this.#seen.isDecided ? 'gone' : this.#seen.waitsFor, seconds };
      return;
    }
    const { value } = merged;
    if (value.from !== 'evictions' && value.from !== 'node' && value.news.type === 'SYNCED') this.#sawAll(value.from);
    switch (value.from) {
      case 'jobs':
        return yield* this.#takeJob(value.news);
      case 'pods':
        return yield* this.#takePod(value.news);
      case 'events':
        if (isObject(value.news)) this.#seen.sawEvent(value.news.object);
        return;
      case 'evictions':
        return yield* this.#takeEviction(value.news);
      case 'node':
        return yield* this.#takeNode(value.news);
    }
  }

  /** Nothing is evicted before the watches tell of what follows. */
  #sawAll(from: Source['from']): void {
    this.#synced.add(from);
    if (this.#synced.has('jobs') && this.#synced.has('pods')) this.#begin();
  }

  *#takeJob(news: Change<Job>): Generator<DrillUpdate, void, void> {
    if (news.type === 'INTERRUPTED') yield { kind: 'interrupted', message: news.error.message };
    if (news.type === 'RESTORED') yield { kind: 'restored' };
    if (!isObject(news)) return;
    this.#clock.sawJob(news.object);
    yield* this.#steps(this.#seen.sawJob(news.object));
    if (news.type === 'DELETED') yield* this.#steps(this.#seen.lostJob());
  }

  *#takePod(news: Change<Pod>): Generator<DrillUpdate, void, void> {
    if (news.type === 'SYNCED') this.#seen.sawAllPods();
    if (!isObject(news)) return;
    this.#clock.saw(news.object.metadata.creationTimestamp);
    yield* this.#steps(this.#seen.sawPod(news.object, news.type === 'DELETED'));
  }

  /** The Job's own pods are followed anyhow. */
  *#takeNode(there: PodsThere): Generator<DrillUpdate, void, void> {
    const gone = this.#remaining.saw(there);
    yield* this.#steps(gone.flatMap((pod) => this.#seen.leftNode(pod)));
  }

  *#takeEviction(news: EvictionNews): Generator<DrillUpdate, void, void> {
    const { name, namespace, uid } = news.pod;
    switch (news.kind) {
      case 'accepted':
        this.#refusals.delete(uid);
        return yield* this.#steps(this.#seen.evicted(news.pod, news.at));
      case 'refused':
        this.#refusals.set(uid, news.message);
        yield {
          kind: 'refused-eviction',
          pod: `${namespace}/${name}`,
          message: news.message,
          retryInMs: news.retryInMs,
        };
        return;
      case 'gone':
        this.#seen.spared(uid, {
          kind: 'inconclusive',
          why: 'ended-first',
          text: 'the pod was gone before it was evicted',
        });
        return;
      case 'failed':
        throw news.error;
    }
  }

  /** Decided, and still so with the Job as it is now: watches of pods and Jobs are not in step. */
  async #isOver(call: Call): Promise<boolean> {
    if (!this.#seen.isDecided || this.#remaining.count > 0) return false;
    const { cluster } = this.#parts;
    const { name, namespace } = this.#seen.job.metadata;
    try {
      const job = await cluster.jobs.get(name, namespace, call);
      this.#tell(this.#seen.sawJob(job));
    } catch {
      // Gone, or away: the watch tells.
    }
    return this.#seen.isDecided;
  }

  /** What comes before the eviction was accepted is told with it: only then it is known how long before. */
  *#steps(steps: DrillResult['timeline']): Generator<DrillUpdate, void, void> {
    this.#early.push(...steps);
    if (this.#seen.zeroAt !== undefined) yield* this.told();
  }

  #tell(steps: DrillResult['timeline']): void {
    this.#early.push(...steps);
  }
}
