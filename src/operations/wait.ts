/** `wait`: ends when what is waited for has come true, or can not any more. */
import type { Job } from '../batch/objects.ts';
import { mentions } from '../batch/wait-condition.ts';
import type { Call, Change, Cluster } from '../cluster/port.ts';
import type { JobName } from './describe.ts';
import { type CronJobRuns, runsOfCronJob } from './newest-job.ts';
import { BackOffs } from './wait/back-offs.ts';
import { FirstAnswer } from './wait/first-answer.ts';
import { endToldByEvents, namesakeOf } from './wait/gone.ts';
import { LastSights } from './wait/last-sights.ts';
import { type Merged, MergedStreams } from './wait/merged.ts';
import type { Standing, WaitEnding, WaitRequest, WaitResult, WaitUpdate } from './wait/result.ts';
import { type Deciding, type Decision, decide, decideGone, resultOf, unsettledResult } from './wait/settle.ts';
import type { WaitedJob } from './wait/waited-job.ts';
import { type Taken, WaitedJobs, type WaitScope } from './wait/waited-jobs.ts';

/**
 * Waits for Jobs with one watch a namespace and no polling; a Job that is decided at first sight costs one list. Yields how everything stands after each change (and at least each
 * second), what is worth telling, each result as it comes, and at last how it ended: also when the signal is aborted. Survives whatever a watch survives. Throws what
 * cannot be mended, and what stands in the way of the very first look.
 */
export async function* waitForJobs(
  cluster: Cluster,
  asked: WaitRequest,
  patientCall: Call,
): AsyncGenerator<WaitUpdate, void, void> {
  const time = new AbortController();
  const timer = limited(asked.timeoutMs) ? setTimeout(() => time.abort(), asked.timeoutMs) : undefined;
  const call = { signal: AbortSignal.any([patientCall.signal, time.signal]) };
  const forCreation = asked.forCreation || mentions(asked.until, 'create');
  const run = new WaitRun({ cluster, request: { ...asked, forCreation }, call, patientCall });
  try {
    yield* run.untilOver();
    yield* run.ending();
  } finally {
    clearTimeout(timer);
    time.abort();
  }
}

/** The longest that a timer takes; nobody waits for longer. */
const LONGEST_MS = 2 ** 31 - 1;

function limited(ms: number): boolean {
  return ms > 0 && ms <= LONGEST_MS;
}

/** Figures that grow with time are told anew so often. */
const TICK_MS = 1000;

/** So many Jobs that failed are explained by their pods; of more, each has its own reason and message. */
const EXPLAINED = 20;

/** Of so many Jobs that time ran out for one looks at the pods. */
const LOOKED_AT = 3;

const NO_JOB_MADE: Decision = {
  verdict: { kind: 'impossible', because: 'it has made no Job, or keeps none', failed: false },
  end: undefined,
};

const NOTHING_TO_DELETE: Decision = { verdict: { kind: 'met' }, end: undefined };

class WaitRun {
  readonly #deciding: Deciding;
  readonly #jobs: WaitedJobs;
  readonly #backOffs: BackOffs;
  readonly #sights: LastSights;
  readonly #results: WaitResult[] = [];
  readonly #firstAnswer: FirstAnswer;
  readonly #scopes: WaitScope[] = [];
  readonly #watches = new MergedStreams<Change<Job>>([], TICK_MS);

  constructor(parts: Omit<Deciding, 'now'>) {
    this.#jobs = new WaitedJobs(parts.request, () => parts.cluster.now());
    this.#deciding = { ...parts, now: this.#jobs.now };
    this.#backOffs = new BackOffs(parts.cluster, parts.call);
    this.#sights = new LastSights(this.#deciding);
    this.#firstAnswer = new FirstAnswer(parts.request);
  }

  /** Follows the Jobs until all is decided, or its time is up. */
  async *untilOver(): AsyncGenerator<WaitUpdate, void, void> {
    const { call, patientCall } = this.#deciding;
    try {
      yield* this.#begin();
      if (!this.#isOver()) yield* this.#follow();
    } catch (error) {
      if (!call.signal.aborted && !patientCall.signal.aborted) throw error;
    }
  }

  /** What is left undecided, and how it ended. */
  async *ending(): AsyncGenerator<WaitUpdate, void, void> {
    const { waiting } = this.#jobs;
    const by = this.#endedBy();
    if (by === 'timeout' || by === 'interrupted') {
      const isWorthIt = by === 'timeout' && this.#deciding.request.timeoutMs > 0 && waiting.length <= LOOKED_AT;
      const deciding = isWorthIt ? this.#deciding : undefined;
      const results = await Promise.all(waiting.map((waited) => unsettledResult(waited, by, deciding)));
      for (const result of results) yield this.#settle(result);
    }
    yield { kind: 'ended', by, results: this.#results };
  }

  #endedBy(): WaitEnding {
    if (this.#isOver()) return this.#jobs.size === 0 ? 'nothing' : 'settled';
    return this.#deciding.patientCall.signal.aborted ? 'interrupted' : 'timeout';
  }

  /** Names are known before anything is watched; a CronJob's newest Job is looked up, and may be all that is asked for. */
  async *#begin(): AsyncGenerator<WaitUpdate, void, void> {
    const { target } = this.#deciding.request;
    if (target.kind === 'selector') return;
    for (const name of target.jobs) this.#jobs.add(name);
    for (const name of target.cronJobs) yield* this.#beginNewestOf(name);
  }

  async *#beginNewestOf(name: JobName): AsyncGenerator<WaitUpdate, void, void> {
    const { request } = this.#deciding;
    const { cronJob, jobs } = yield* this.#runsOf(name);
    const [newest] = jobs;
    if (newest) {
      const waited = this.#jobs.add(newest.metadata);
      yield { kind: 'notice', notice: { kind: 'newest', cronJob: name.name, job: newest.metadata } };
      waited.see(newest);
      yield* this.#judge(waited);
      return;
    }
    const awaited = this.#jobs.addNextOf(cronJob);
    if (!request.forCreation)
      yield* this.#decided(awaited, mentions(request.until, 'delete') ? NOTHING_TO_DELETE : NO_JOB_MADE);
  }

  /** Asks for the Jobs of a CronJob as patiently as a watch would. */
  async *#runsOf(name: JobName): AsyncGenerator<WaitUpdate, CronJobRuns, void> {
    const { cluster, call } = this.#deciding;
    let brokeMs: number | undefined;
    for (;;) {
      try {
        const runs = await runsOfCronJob(cluster, name, call);
        this.#firstAnswer.came();
        if (brokeMs !== undefined)
          yield { kind: 'notice', notice: { kind: 'restored', afterMs: performance.now() - brokeMs } };
        return runs;
      } catch (error) {
        if (call.signal.aborted || !(error instanceof Error)) throw error;
        this.#firstAnswer.missed(error);
        if (brokeMs === undefined) yield { kind: 'notice', notice: { kind: 'interrupted', message: error.message } };
        brokeMs ??= performance.now();
        await pause(TICK_MS, call.signal);
      }
    }
  }

  async *#follow(): AsyncGenerator<WaitUpdate, void, void> {
    const { request } = this.#deciding;
    for (const scope of this.#jobs.scopes()) this.#watch(scope);
    for await (const news of this.#watches) {
      yield* this.#take(news);
      if (this.#isOver() || (request.timeoutMs === 0 && this.#jobs.isSynced)) return;
      if (this.#jobs.isSynced) yield { kind: 'standing', standing: this.#standing() };
    }
  }

  #watch(scope: WaitScope): void {
    const { cluster, call } = this.#deciding;
    this.#scopes.push(scope);
    this.#watches.add(cluster.jobs.watch(scope.scope, call));
  }

  async *#take(news: Merged<Change<Job>>): AsyncGenerator<WaitUpdate, void, void> {
    this.#noteAnswer(news);
    const scope = news.kind === 'value' ? this.#scopes[news.from] : undefined;
    if (news.kind === 'tick' || !scope) return;
    const { from, value } = news;
    const { touched, notices, missed } = this.#jobs.take(value, { from, scope });
    for (const notice of notices) yield { kind: 'notice', notice };
    for (const waited of touched) yield* waited.job ? this.#judge(waited) : this.#judgeMissing(waited);
    if (missed) yield* this.#lookFor(missed);
  }

  /** To begin with, nobody may ever answer. */
  #noteAnswer(news: Merged<Change<Job>>): void {
    if (this.#jobs.isSynced) return;
    if (news.kind === 'tick') this.#firstAnswer.check();
    else if (news.value.type === 'INTERRUPTED') this.#firstAnswer.missed(news.value.error);
    else this.#firstAnswer.came();
  }

  /** A Job that a selector finds no more is gone, or only looks different: it is waited for all the same. */
  async *#lookFor({ waited, last }: NonNullable<Taken['missed']>): AsyncGenerator<WaitUpdate, void, void> {
    const { cluster, call } = this.#deciding;
    const found = await namesakeOf(cluster, last, call);
    if (found?.metadata.uid === last.metadata.uid) {
      waited.see(found);
      const scope = this.#jobs.follow(waited);
      if (scope) this.#watch(scope);
    } else waited.lose(last, found !== undefined);
    yield* this.#judge(waited);
  }

  async *#judge(waited: WaitedJob): AsyncGenerator<WaitUpdate, void, void> {
    const decision = await decide(waited, this.#deciding);
    if (decision) yield* this.#decided(waited, decision);
    else {
      this.#backOffs.note(waited);
      this.#sights.note(waited);
    }
  }

  async *#judgeMissing(waited: WaitedJob): AsyncGenerator<WaitUpdate, void, void> {
    const { request, cluster, call } = this.#deciding;
    if (!request.forCreation) {
      yield* this.#decided(waited, await decideGone(waited, this.#deciding));
      return;
    }
    const { namespace, name } = waited;
    if (!waited.isNext) waited.verdict = { kind: 'unmet', missing: 'it is not there' };
    const ended = await endToldByEvents(cluster, { namespace, name, uid: undefined }, call);
    yield { kind: 'notice', notice: { kind: 'awaited', job: { namespace, name }, ended } };
  }

  async *#decided(waited: WaitedJob, decision: Decision): AsyncGenerator<WaitUpdate, void, void> {
    const isExplained = this.#results.filter(({ isFailure }) => isFailure).length < EXPLAINED;
    const result = await resultOf(waited, decision, { ...this.#deciding, isExplained, sights: this.#sights });
    waited.result = result;
    yield this.#settle(result);
  }

  #settle(result: WaitResult): WaitUpdate {
    this.#results.push(result);
    return { kind: 'settled', result };
  }

  #isOver(): boolean {
    const { size, isSynced } = this.#jobs;
    const { any, target, forCreation } = this.#deciding.request;
    if (any && this.#results.some(({ kind }) => kind === 'met' || kind === 'failed')) return true;
    const isKnown = target.kind === 'names' ? size > 0 : isSynced && (size > 0 || !forCreation);
    return isKnown && this.#results.length === size;
  }

  #standing(): Standing {
    const jobs = this.#jobs;
    return {
      get waiting() {
        return jobs.waiting;
      },
      settled: this.#results,
      interrupted: jobs.interrupted,
    };
  }
}

/** Resolves after so long, or as soon as the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    signal.addEventListener('abort', stop);
  });
}
