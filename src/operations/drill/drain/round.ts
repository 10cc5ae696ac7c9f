/** One drill: hold the node, evict, watch until it can be judged, let go of the node. */
import type { DrillMark } from '../../../batch/drain/node-mark.ts';
import { printTime } from '../../../batch/durations.ts';
import { jobEnd } from '../../../batch/job-end.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import type { Call, Cluster } from '../../../cluster/port.ts';
import { merged } from '../../wait/merged.ts';
import { drillTimeout, limitedCall } from './deadline.ts';
import { DrillHold, holdTimeout } from './drill-hold.ts';
import { Intake } from './intake.ts';
import { restoreCommand } from './node-hold.ts';
import { newcomers } from './node-pods.ts';
import { ObservedDisruption } from './observed.ts';
import { podsOf } from './plan.ts';
import type {
  DrainPlan,
  DrainRequest,
  DrillEnding,
  DrillResult,
  DrillUpdate,
  UndoOutcome,
  VictimResult,
} from './request.ts';
import { sourcesOf } from './sources.ts';

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
    yield* round.lettingGo();
  } catch (error) {
    yield* round.lettingGo();
    throw error;
  } finally {
    await round.letGo();
  }
  yield* round.untilComplete();
  yield { kind: 'ended', result: round.result() };
}

/** What is waited for may come without news. */
const TICK_MS = 250;

/** Whoever waits for longer is told why, before a second Ctrl-C would be taken for one. */
const SLOW_MS = 500;

class Round {
  readonly #parts: RoundParts;
  readonly #intake: Intake;
  readonly #hold: DrillHold;
  #undo: UndoOutcome | undefined;
  #endedBy: DrillEnding = 'judged';
  /** As it stood when the disruption was over: what the Job does later is no answer to it. */
  #judged: { readonly victims: readonly VictimResult[]; readonly after: Job };

  private constructor(parts: RoundParts, job: Job, pods: readonly Pod[]) {
    const { cluster, plan, request } = parts;
    this.#parts = parts;
    this.#intake = new Intake(cluster, { plan, job, pods });
    const mark = markFor(parts, this.#intake.startMs);
    this.#hold = new DrillHold({ cluster, node: plan.node, mark, undoMs: request.undoMs });
    this.#judged = this.#judge();
  }

  /** Reads the Job and its pods as they are before anything is done. */
  static async begin(parts: RoundParts): Promise<Round> {
    const { cluster, plan, call } = parts;
    const { name, namespace } = plan.job.metadata;
    const job = await cluster.jobs.get(name, namespace, call);
    return new Round(parts, job, await podsOf(cluster, job, call));
  }

  /** Holds the node, evicts, and follows until everything is decided or time is up. Where nothing is left to learn, nothing is done. */
  async *disrupt(): AsyncGenerator<DrillUpdate, void, void> {
    const { plan, call } = this.#parts;
    const intake = this.#intake;
    if (intake.seen.isDecided) return;
    if (plan.scope !== 'evict-only') await this.#holdNode();
    using limited = limitedCall(drillTimeout(this.#parts), call);
    if (plan.scope === 'whole-node') yield* intake.came(await newcomers(this.#parts.cluster, this.#parts, limited));
    const over = new AbortController();
    const within = { signal: AbortSignal.any([limited.signal, over.signal]) };
    const hasEnded = (pod: { readonly uid: string }) => intake.seen.hasEnded(pod);
    const sources = sourcesOf(this.#parts, { call: within, ready: intake.ready, hasEnded });
    try {
      for await (const news of merged(sources, TICK_MS)) {
        if (news.kind === 'tick') yield intake.waiting();
        else yield* intake.take(news.value);
        if (await intake.isOver(limited)) return;
      }
    } catch (error) {
      if (!limited.signal.aborted) throw error;
    } finally {
      over.abort();
      if (limited.signal.aborted) this.#endedBy = call.signal.aborted ? 'interrupted' : 'timeout';
      intake.close();
      this.#judged = this.#judge();
    }
  }

  /** Undoes what was done to the node; the user's own call may have ended. Never throws. */
  async letGo(): Promise<UndoOutcome> {
    const undo = await this.#hold.letGo();
    if (!this.#undo) {
      this.#undo = undo;
      if (undo.kind === 'uncordoned') this.#intake.did(this.#subject, 'uncordoned');
      if (undo.kind === 'left-cordoned') this.#intake.did(this.#subject, 'left cordoned');
    }
    return undo;
  }

  /** The same, and tells of it. */
  async *lettingGo(): AsyncGenerator<DrillUpdate, void, void> {
    const { node } = this.#parts.plan;
    const undone = this.letGo();
    if (await isSlow(undone)) yield { kind: 'letting-go', node, command: restoreCommand(node) };
    const undo = await undone;
    yield* this.#intake.told();
    if (undo.kind === 'failed') yield { kind: 'not-undone', undo };
  }

  /** Follows the Job to its end, where that was asked for. */
  async *untilComplete(): AsyncGenerator<DrillUpdate, void, void> {
    const { request, call, cluster } = this.#parts;
    if (!request.untilComplete || this.#endedBy === 'interrupted') return;
    const { seen } = this.#intake;
    const { name, namespace } = seen.job.metadata;
    const isEnded = () => jobEnd(seen.job) !== undefined || seen.job.metadata.deletionTimestamp !== undefined;
    if (isEnded()) return;
    try {
      for await (const news of cluster.jobs.watch({ namespace, fieldSelector: `metadata.name=${name}` }, call)) {
        yield* this.#intake.takeJob(news);
        if (isEnded()) return;
      }
    } catch (error) {
      if (!call.signal.aborted) throw error;
    }
    this.#endedBy = 'interrupted';
  }

  result(): DrillResult {
    const { seen, zeroAt, remaining } = this.#intake;
    return {
      plan: this.#parts.plan,
      endedBy: this.#endedBy,
      before: seen.before,
      ...this.#judged,
      verdict: ObservedDisruption.worst(this.#judged.victims),
      timeline: seen.timeline,
      zeroAt,
      undo: this.#undo ?? { kind: 'untouched' },
      remaining,
      jobEnd: this.#parts.request.untilComplete ? jobEnd(seen.job) : undefined,
    };
  }

  get #subject(): string {
    return `node/${this.#parts.plan.node}`;
  }

  #judge() {
    const { seen } = this.#intake;
    return { victims: seen.results(this.#endedBy), after: seen.job };
  }

  async #holdNode(): Promise<void> {
    const { wasCordoned, unschedulable } = await this.#hold.take();
    const text = wasCordoned ? 'was cordoned already' : unschedulable ? 'is held by another drill, too' : 'cordoned';
    this.#intake.did(this.#subject, text, true);
  }
}

/** What the node says while a drill holds it; taking hold and letting go have their own time. */
function markFor({ plan, request }: RoundParts, startMs: number): DrillMark {
  const { host, pid, newId } = request.holder;
  const { name, namespace } = plan.job.metadata;
  const until = startMs + drillTimeout({ plan, request }) + 2 * holdTimeout(request.undoMs);
  return { id: newId(), job: `${namespace}/${name}`, since: printTime(startMs), until: printTime(until), host, pid };
}

async function isSlow(done: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), SLOW_MS);
  });
  try {
    return await Promise.race([done.then(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
