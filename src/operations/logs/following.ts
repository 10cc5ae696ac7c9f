/** Starts a follower for each container that is wanted, as they come, and knows when all is over. */
import { type Attempt, attemptsOf } from '../../batch/attempts.ts';
import { countIndexes } from '../../batch/indexes.ts';
import { logGaps } from '../../batch/log-gaps.ts';
import { isPodOver } from '../../batch/log-runs.ts';
import { containersOf, logsOfAttempt, selectAttempts } from '../../batch/log-selection.ts';
import type { Job } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import { stuckPodOf } from '../../batch/stuck-pod.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { rangeOf } from './amount.ts';
import { inTurn } from './buffered.ts';
import { Channel } from './channel.ts';
import type { LogEvent, LogNotice, LogReference } from './events.ts';
import { followContainer, type HandingParts, readingKey, type Subject } from './follow-container.ts';
import type { FollowedJobs } from './followed-jobs.ts';
import type { LogReading } from './log-reading.ts';
import { logTroubleOf } from './log-trouble.ts';
import { Misses } from './misses.ts';
import { Patience, pause } from './pause.ts';
import { containersNotTaken, noteMissing, referenceTo } from './plan.ts';
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

/** New pods are looked for at most so often. */
const LOOK_MS = 20;

/** At most so many logs of pods that have ended are read ahead of the one whose turn it is, each into so many bytes. */
const AHEAD = 15;
const ROOM_BYTES = 256 * 1024;

/** Follows until all is over. */
export class Following {
  readonly #parts: FollowingParts;
  readonly #containers: HandingParts;
  readonly #misses = new Misses((notice) => this.#tell(notice));
  readonly #range: Subject['range'];
  readonly #started = new Set<string>();
  readonly #pods = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #suspended = new Set<string>();
  /** Containers that are followed just now, by the uid of their Job. */
  readonly #running = new Map<string, number>();
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
      if ((isListed && this.#runningOf(jobs.known) === 0) || jobs.haveNone) return this.#tellEnd();
      await pause(LOOK_MS, call.signal);
    }
    call.signal.throwIfAborted();
  }

  /** Starts what is new, and tells what waits. */
  #look(): void {
    const { jobs, request, cluster } = this.#parts;
    const fresh: Subject[] = [];
    const waiting = new Map<string, readonly LogReference[]>();
    for (const job of jobs.known) {
      this.#tellSuspension(job);
      for (const attempt of this.#attemptsOf(job)) {
        const among = containersOf(attempt.pod, job, request.selection.containers);
        const range = this.#isFirstLook ? this.#range : undefined;
        for (const status of among) fresh.push(...this.#unstarted({ job, attempt, status, among, range }));
        const stuck = stuckPodOf(attempt, { job, warnings: new Map(), now: cluster.now() });
        if (stuck) waiting.set(stuck.text, [...(waiting.get(stuck.text) ?? []), referenceTo(attempt, job, '')]);
      }
    }
    for (const [message, logs] of waiting) this.#misses.add({ kind: 'waiting', message, logs });
    // What is read ahead keeps its stream until its turn has come: one is left for what has the turn, however few there are.
    const ahead = this.#isFirstLook ? Math.min(AHEAD, request.maxStreams - 1) : 0;
    this.#isFirstLook = false;
    const isOver = ({ attempt }: Subject) => isPodOver(attempt.pod);
    const over = fresh.filter(isOver);
    if (over.length > 0) this.#start(over, () => this.#followInTurn(over, ahead));
    for (const subject of fresh) {
      if (!isOver(subject)) this.#start([subject], () => followContainer(subject, this.#containers));
    }
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

  /** Nothing, if it is followed already. */
  #unstarted(subject: Subject): readonly Subject[] {
    const key = `${subject.attempt.pod.metadata.uid}/${subject.status.name}`;
    if (this.#started.has(key)) return [];
    this.#started.add(key);
    return [subject];
  }

  #start(subjects: readonly Subject[], follow: () => Promise<void>): void {
    this.#count(subjects, 1);
    follow()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#count(subjects, -1);
        this.#parts.jobs.touch();
      });
  }

  #count(subjects: readonly Subject[], step: 1 | -1): void {
    for (const { job } of subjects) {
      const { uid } = job.metadata;
      this.#running.set(uid, (this.#running.get(uid) ?? 0) + step);
    }
  }

  #runningOf(jobs: readonly Job[]): number {
    return jobs.reduce((sum, { metadata: { uid } }) => sum + (this.#running.get(uid) ?? 0), 0);
  }

  /** What has ended already is handed on in its order. */
  async #followInTurn(subjects: readonly Subject[], ahead: number): Promise<void> {
    const streams = subjects.map((subject) => () => this.#eventsOf(subject));
    for await (const event of inTurn(streams, { ahead, room: ROOM_BYTES, sizeOf })) {
      await this.#parts.channel.push(event);
    }
  }

  #eventsOf(subject: Subject): AsyncIterable<LogEvent> {
    const channel = new Channel<LogEvent>();
    followContainer(subject, { ...this.#containers, channel }).then(
      () => channel.close(),
      (error: unknown) => channel.fail(error),
    );
    return channel.values();
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
    if (this.#started.size === 0) this.#tellNothing();
    if (this.#leftOut.size > 0) this.#tell({ kind: 'left-out', pods: this.#leftOut.size, read: maxPods ?? 0 });
    for (const notice of this.#misses.untold()) if (notice.kind !== 'waiting') this.#tell(notice);
    for (const job of jobs.deleted) this.#tell({ kind: 'job-deleted', job });
    const { anyFailed } = this.#misses;
    await channel.push({ kind: 'end', jobs: jobs.jobs, deleted: jobs.deleted, unread: anyFailed });
  }

  /** Why there was nothing to follow. */
  #tellNothing(): void {
    const { jobs, request } = this.#parts;
    const { selection } = request;
    const withoutIndexes = jobs.known.filter(({ spec }) => selection.indexes && spec.completionMode !== 'Indexed');
    for (const job of withoutIndexes) this.#tell({ kind: 'no-indexes', job });
    const lists = jobs.known.flatMap((job) =>
      this.#attemptsOf(job).map((attempt) => logsOfAttempt(job, attempt, selection)),
    );
    const containers = containersNotTaken(lists);
    if (containers.length > 0) this.#tell({ kind: 'no-containers', containers });
    else if (lists.length === 0 && withoutIndexes.length === 0) this.#tell({ kind: 'no-pods', jobs: jobs.known });
  }

  #tellSuspension(job: Job): void {
    const { uid } = job.metadata;
    if (!job.spec.suspend || isFinished(job)) this.#suspended.delete(uid);
    else if (!this.#suspended.has(uid)) {
      this.#suspended.add(uid);
      this.#tell({ kind: 'suspended', job });
    }
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
    this.#tell({
      kind: 'taking-turns',
      streams: this.#parts.request.maxStreams,
      logs: this.#runningOf(this.#parts.jobs.known),
    });
  }

  #tell(notice: LogNotice): void {
    void this.#parts.channel.push({ kind: 'notice', notice });
  }
}

function sizeOf(event: LogEvent): number {
  return event.kind === 'lines' ? event.block.bytes.length : 0;
}
