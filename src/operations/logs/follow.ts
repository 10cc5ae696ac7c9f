/** Follows the logs of Jobs: lines as they come, from every pod that comes, until the Jobs have ended and every log has been read to its end. */
import type { Job } from '../../batch/objects.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { Channel } from './channel.ts';
import type { LogEvent } from './events.ts';
import { FollowedJobs, type FollowedScope } from './followed-jobs.ts';
import { Following, type FollowingParts } from './following.ts';
import { findJobs, scopeOfTarget } from './jobs.ts';
import type { LogReading } from './log-reading.ts';
import type { LogsRequest } from './request.ts';
import { tailFirst } from './tail-first.ts';

/**
 * The events as they come. Lines are handed over no faster than they are taken. Throws `ApiError` when Jobs or pods cannot be read, `ConnectionError` when
 * they cannot at first, or the signal's reason.
 */
export async function* followLogs(cluster: Cluster, request: LogsRequest, call: Call): AsyncGenerator<LogEvent> {
  const ending = new AbortController();
  const inner = { signal: AbortSignal.any([call.signal, ending.signal]) };
  try {
    const { jobs, notices } = await findJobs(cluster, request, inner);
    for (const notice of notices) yield { kind: 'notice', notice };
    if (jobs.length === 0) return yield { kind: 'end', jobs: [], deleted: [], unread: false };
    const begun = new Map<string, LogReading>();
    const { tailTotal } = request.amount;
    if (tailTotal !== undefined) yield* tailFirst({ cluster, request, jobs, call: inner }, tailTotal, begun);
    const followed = new FollowedJobs(cluster, { kind: 'watched', scopes: scopesOf(request, jobs) }, inner);
    yield* followJobs({ cluster, request, jobs: followed, call: inner, begun });
  } finally {
    ending.abort();
  }
}

/** The same for Jobs of which somebody tells. What it began ends with the call. */
export async function* followJobs(parts: Omit<FollowingParts, 'channel'>): AsyncGenerator<LogEvent> {
  const channel = new Channel<LogEvent>();
  new Following({ ...parts, channel }).untilOver().then(
    () => channel.close(),
    (error: unknown) => channel.fail(error),
  );
  yield* channel.values();
}

/** A selector also means Jobs that come later; a name means the Job that has it now. */
function scopesOf({ target }: LogsRequest, jobs: readonly Job[]): readonly FollowedScope[] {
  if (target.kind === 'selector') return [{ scope: scopeOfTarget(target), isMeant: () => true }];
  return jobs.map((found) => {
    const { namespace, name, uid } = found.metadata;
    const scope = { namespace, fieldSelector: `metadata.name=${name}` };
    return { scope, isMeant: (job) => job.metadata.uid === uid, found };
  });
}
