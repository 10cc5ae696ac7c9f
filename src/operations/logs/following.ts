/** Starts a follower for each container that is wanted, as they come, and knows when all is over. */
import { type Attempt, attemptsOf } from '../../batch/attempts.ts';
import { countIndexes } from '../../batch/indexes.ts';
import { logGaps } from '../../batch/log-gaps.ts';
import { containersOf, logsOfAttempt, selectAttempts } from '../../batch/log-selection.ts';
import type { Job } from '../../batch/objects.ts';
import { stuckPodOf } from '../../batch/stuck-pod.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { rangeOf } from './amount.ts';
import type { Channel } from './channel.ts';
import type { LogEvent, LogNotice } from './events.ts';
import { type ContainerParts, followContainer, type Subject } from './follow-container.ts';
import type { FollowedJobs } from './followed-jobs.ts';
import type { LogReading } from './log-reading.ts';
import { logTroubleOf } from './log-trouble.ts';
import { Misses } from './misses.ts';
import { Patience, pause } from './pause.ts';
import { noteMissing, referenceTo } from './plan.ts';
import type { LogsRequest } from './request.ts';
import { Turns } from './turns.ts';

/** What following stands on. */
export interface FollowingParts {
  readonly cluster: Cluster;
  readonly request: LogsRequest;
  readonly jobs: FollowedJobs;
  readonly channel: Channel<LogEvent>;
  readonly call: Call;
  /** Readings that were begun before, by `readingKey`. */
  readonly begun: ReadonlyMap<string, LogReading>;
}

/** One run of a container of a pod. */
export function readingKey(podUid: string, container: string, run: number): string {
  return `${podUid}/${container}/${run}`;
}

/** New pods are looked for at most so often. */
const LOOK_MS = 20;

/** Follows until all is over. */
export class Following {
  readonly #parts: FollowingParts;
  readonly #containers: ContainerParts;
  readonly #misses = new Misses((notice) => this.#tell(notice));
  readonly #range: Subject['range'];
  readonly #started = new Set<string>();
  readonly #pods = new Set<string>();
  readonly #leftOut = new Set<string>();
  #running = 0;
  #failure: { readonly error: unknown } | undefined;
  #isFirstLook = true;
  #crowdIsTold = false;
  #interruption: string | undefined;

  constructor(parts: FollowingParts) {
    const { cluster, request, begun } = parts;
    this.#parts = parts;
    this.#range = rangeOf(request.amount, cluster.now());
    this.#containers = {
      ...{ ...parts, logs: cluster.logs, amount: request.amount, misses: this.#misses, now: cluster.now },
      turns: new Turns(request.maxStreams, () => this.#tellCrowd()),
      begun: (podUid, container, run) => begun.get(readingKey(podUid, container, run)),
    };
  }

  /** Resolves once the Jobs have ended and all logs have been read, and the last event is handed over. Rejects with what cannot be mended. */
  async untilOver(): Promise<void> {
    const { jobs, call } = this.#parts;
    let isListed = false;
    while (await jobs.changed()) {
      if (this.#failure) throw this.#failure.error;
      this.#tellInterruption();
      if (jobs.haveEnded && !isListed) await this.#listPods();
      isListed = jobs.haveEnded;
      this.#look();
      if (isListed && this.#running === 0) return this.#tellEnd();
      await pause(LOOK_MS, call.signal);
    }
    call.signal.throwIfAborted();
  }

  /** Starts what is new, and tells what waits. */
  #look(): void {
    const { jobs, request, cluster } = this.#parts;
    for (const job of jobs.known) {
      for (const attempt of this.#attemptsOf(job)) {
        const among = containersOf(attempt.pod, job, request.selection.containers);
        const range = this.#isFirstLook ? this.#range : undefined;
        for (const status of among) this.#startOnce({ job, attempt, status, among, range });
        const stuck = stuckPodOf(attempt, { job, warnings: new Map(), now: cluster.now() });
        if (stuck) this.#misses.add({ kind: 'waiting', message: stuck.text, logs: [referenceTo(attempt, job, '')] });
      }
    }
    this.#isFirstLook = false;
  }

  /** Those that are wanted, up to the greatest number of pods. */
  #attemptsOf(job: Job): readonly Attempt[] {
    const { jobs, request } = this.#parts;
    const attempts = attemptsOf(jobs.podsOf(job).map(({ pod }) => pod));
    const { maxPods = Number.POSITIVE_INFINITY, selection } = request;
    return selectAttempts(attempts, selection).filter(({ pod: { metadata } }) => {
      const fits = this.#pods.has(metadata.uid) || this.#pods.size < maxPods;
      (fits ? this.#pods : this.#leftOut).add(metadata.uid);
      return fits;
    });
  }

  #startOnce(subject: Subject): void {
    const key = `${subject.attempt.pod.metadata.uid}/${subject.status.name}`;
    if (this.#started.has(key)) return;
    this.#started.add(key);
    this.#running += 1;
    followContainer(subject, this.#containers)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#running -= 1;
        this.#parts.jobs.touch();
      });
  }

  /** A watch of pods may lag behind one of Jobs. */
  async #listPods(): Promise<void> {
    const { jobs, call } = this.#parts;
    const patience = new Patience();
    for (;;) {
      try {
        return await jobs.listPods();
      } catch (error) {
        if (call.signal.aborted || logTroubleOf(error) !== 'passing') throw error;
        await patience.wait(call.signal);
      }
    }
  }

  async #tellEnd(): Promise<void> {
    const { jobs, request, channel, cluster } = this.#parts;
    const { selection, maxPods } = request;
    for (const job of jobs.known) {
      const attempts = attemptsOf(jobs.podsOf(job).map(({ pod }) => pod));
      const gaps = logGaps(job, attempts, selection);
      const isGap = gaps.failed + gaps.succeeded + countIndexes(gaps.indexes) > 0;
      if (isGap) this.#tell({ kind: 'pods-gone', job, gaps });
      const blank = this.#attemptsOf(job).filter(({ pod }) => pod.containerStatuses.length === 0);
      for (const attempt of blank) {
        noteMissing(logsOfAttempt(job, attempt, selection), { job, now: cluster.now() }, this.#misses);
      }
    }
    if (this.#leftOut.size > 0) this.#tell({ kind: 'left-out', pods: this.#leftOut.size, read: maxPods ?? 0 });
    for (const notice of this.#misses.all())
      if (notice.logs.length > 1 && notice.kind !== 'waiting') this.#tell(notice);
    for (const job of jobs.deleted) this.#tell({ kind: 'job-deleted', job });
    const { anyFailed } = this.#misses;
    await channel.push({ kind: 'end', jobs: jobs.jobs, deleted: jobs.deleted, unread: anyFailed });
  }

  #tellInterruption(): void {
    const { interrupted } = this.#parts.jobs;
    if (interrupted !== undefined && this.#interruption === undefined)
      this.#tell({ kind: 'interrupted', message: interrupted });
    if (interrupted === undefined && this.#interruption !== undefined) this.#tell({ kind: 'restored' });
    this.#interruption = interrupted;
  }

  #tellCrowd(): void {
    if (this.#crowdIsTold) return;
    this.#crowdIsTold = true;
    this.#tell({ kind: 'taking-turns', streams: this.#parts.request.maxStreams, logs: this.#running });
  }

  #tell(notice: LogNotice): void {
    void this.#parts.channel.push({ kind: 'notice', notice });
  }
}
