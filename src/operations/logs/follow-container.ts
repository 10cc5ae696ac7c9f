/** Follows one container of a pod, and hands on what comes of it. */
import type { Attempt } from '../../batch/attempts.ts';
import { runsOf } from '../../batch/log-runs.ts';
import { type ContainerLog, logOf } from '../../batch/log-selection.ts';
import type { ContainerStatus, Job } from '../../batch/objects.ts';
import type { Call, PodLogs } from '../../cluster/port.ts';
import { wantedOf } from './amount.ts';
import type { Channel } from './channel.ts';
import type { LogEvent } from './events.ts';
import type { FollowedJobs } from './followed-jobs.ts';
import { type FollowedRun, LogFollower } from './log-follower.ts';
import { type LogRange, LogReading } from './log-reading.ts';
import type { Misses } from './misses.ts';
import { whyNotStarted } from './not-started.ts';
import { referenceTo } from './plan.ts';
import type { LogAmount } from './request.ts';
import type { Turns } from './turns.ts';

/** A container that is followed. */
export interface Subject {
  readonly job: Job;
  readonly attempt: Attempt;
  /** As it was first seen. */
  readonly status: ContainerStatus;
  /** All containers of the pod that are followed. */
  readonly among: readonly ContainerStatus[];
  /** How much is wanted of the runs that there were when following began; undefined for a container that came later, which is wanted whole. */
  readonly range: LogRange | undefined;
}

/** One run of a container of a pod. */
export function readingKey(podUid: string, container: string, run: number): string {
  return `${podUid}/${container}/${run}`;
}

/** What following stands on. */
export interface HandingParts {
  readonly logs: PodLogs;
  readonly jobs: FollowedJobs;
  readonly turns: Turns;
  readonly channel: Channel<LogEvent>;
  readonly misses: Misses;
  readonly amount: LogAmount;
  readonly call: Call;
  /** A reading that was begun before; undefined for none. */
  readonly begun: (podUid: string, container: string, run: number) => LogReading | undefined;
  readonly now: () => number;
}

/** Follows a container until nothing runs in its pod any more. Rejects with what is no trouble of this log alone. */
export async function followContainer(subject: Subject, parts: HandingParts): Promise<void> {
  const { job, attempt, status, range } = subject;
  const { runs, gone } = runsOf(status);
  // The tail of a log lies in its latest run.
  const isTailed = range?.tailLines !== undefined;
  const first = isTailed ? runs.at(-1) : runs[0];
  if (gone > 0 && !isTailed) {
    parts.misses.add({ kind: 'runs-gone', runs: gone, logs: [referenceTo(attempt, job, status.name)] });
  }
  const follower = new LogFollower({
    ...parts,
    podUid: attempt.pod.metadata.uid,
    container: status.name,
    readingOf: (run) => readingOf(run, subject, parts),
  });
  for await (const followed of follower.runs(first?.run ?? 0)) {
    if (followed.kind === 'run') await handOn(followed, subject, parts);
    else if (followed.kind === 'never') tellNever(subject, parts);
    else parts.misses.add({ kind: 'runs-gone', runs: 1, logs: [referenceTo(attempt, job, status.name)] });
  }
}

function readingOf(run: number, { attempt, status, range }: Subject, parts: HandingParts): LogReading {
  const { uid, namespace, name } = attempt.pod.metadata;
  const wasThere = runsOf(status).runs.some((known) => known.run === run);
  const log = { namespace, pod: name, container: status.name };
  return parts.begun(uid, status.name, run) ?? new LogReading(parts.logs, log, wasThere ? (range ?? {}) : {});
}

async function handOn(
  { run, blocks, reading }: Extract<FollowedRun, { readonly kind: 'run' }>,
  subject: Subject,
  { channel, misses, amount, call }: HandingParts,
): Promise<void> {
  const log: ContainerLog = logOf(subject.job, { ...subject, run });
  try {
    for await (const block of wantedOf(blocks, amount)) await channel.push({ kind: 'lines', log, block });
  } catch (error) {
    call.signal.throwIfAborted();
    misses.failed(log, error);
  }
  if (reading.doubt) misses.add({ kind: 'rotated', logs: [log] });
}

function tellNever({ job, attempt, status }: Subject, { jobs, misses, now }: HandingParts): void {
  const seen = jobs.pod(attempt.pod.metadata.uid);
  const pod = seen?.pod ?? attempt.pod;
  const why = seen?.deleted
    ? 'the pod was deleted first'
    : whyNotStarted({ attempt: { ...attempt, pod }, container: status.name, reason: '', message: '' }, job, now());
  misses.add({ kind: 'not-started', message: why, logs: [referenceTo(attempt, job, status.name)] });
}
