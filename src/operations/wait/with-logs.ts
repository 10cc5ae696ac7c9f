/** `wait --logs`: the logs of the Jobs that are waited for, while that lasts, and what is still to come of those that have ended. */
import type { Call, Cluster } from '../../cluster/port.ts';
import { Channel } from '../logs/channel.ts';
import type { LogEvent } from '../logs/events.ts';
import { followJobs } from '../logs/follow.ts';
import { FollowedJobs } from '../logs/followed-jobs.ts';
import type { LogsRequest } from '../logs/request.ts';
import { waitForJobs } from '../wait.ts';
import type { WaitRequest, WaitUpdate } from './result.ts';

/** What comes of the wait, or of a log. */
export type WaitNews =
  | { readonly kind: 'wait'; readonly update: WaitUpdate }
  | { readonly kind: 'log'; readonly event: LogEvent };

/**
 * Waits, with the logs of the Jobs or without. With them, results come once the logs of all Jobs that have ended are read to their end; a wait that
 * is over before its Jobs are does not wait for more lines. Trouble with logs is told, and does not touch the wait. Throws what `waitForJobs` throws.
 */
export async function* waitNews(
  cluster: Cluster,
  request: WaitRequest & { readonly logs: boolean },
  call: Call,
): AsyncGenerator<WaitNews, void, void> {
  if (request.logs) yield* waitWithLogs(cluster, request, call);
  else for await (const update of waitForJobs(cluster, request, call)) yield { kind: 'wait', update };
}

async function* waitWithLogs(cluster: Cluster, request: WaitRequest, call: Call): AsyncGenerator<WaitNews, void, void> {
  const ending = new AbortController();
  const logsCall = { signal: AbortSignal.any([call.signal, ending.signal]) };
  const channel = new Channel<WaitNews>();
  const jobs = new FollowedJobs(cluster, { kind: 'told' }, logsCall);
  const held: WaitUpdate[] = [];
  const wait = async () => {
    for await (const update of waitForJobs(cluster, request, call)) {
      tell(update, jobs);
      if (update.kind === 'ended' && update.by !== 'settled') ending.abort();
      if (update.kind === 'settled' || update.kind === 'ended') held.push(update);
      else await channel.push({ kind: 'wait', update });
    }
  };
  const follow = async () => {
    for await (const event of followJobs({ cluster, request: ALL_LOGS, jobs, call: logsCall, begun: new Map() })) {
      if (isNews(event)) await channel.push({ kind: 'log', event });
    }
  };
  const following = follow().catch((error: unknown) => {
    if (logsCall.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    void channel.push({ kind: 'log', event: { kind: 'notice', notice: { kind: 'not-followed', message } } });
  });
  Promise.all([wait(), following]).then(
    () => channel.close(),
    (error: unknown) => channel.fail(error),
  );
  try {
    yield* channel.values();
    for (const update of held) yield { kind: 'wait', update };
  } finally {
    ending.abort();
  }
}

/** Tells those who follow of the Jobs as the wait sees them. */
function tell(update: WaitUpdate, jobs: FollowedJobs): void {
  if (update.kind === 'standing') {
    for (const { job } of update.standing.waiting) if (job) jobs.take(job, { deleted: false });
  } else if (update.kind === 'settled') {
    const { job, isGone } = update.result;
    if (job) jobs.take(job, { deleted: isGone });
  } else if (update.kind === 'ended') jobs.close();
}

/** The wait says for itself that a Job was deleted or is suspended, or that the connection is lost. */
function isNews(event: LogEvent): boolean {
  if (event.kind === 'end') return false;
  return (
    event.kind !== 'notice' || !['interrupted', 'restored', 'job-deleted', 'suspended'].includes(event.notice.kind)
  );
}

/** Every line of every container; the target is the wait's own. */
const ALL_LOGS: LogsRequest = {
  target: { kind: 'names', jobs: [], cronJobs: [] },
  allJobs: false,
  selection: {
    ...{ indexes: undefined, states: [], attempts: 'all', nodes: [], previous: false },
    containers: { kind: 'usual', main: 'all', init: true },
  },
  amount: { since: undefined, tailLines: undefined, tailTotal: undefined, limitBytes: undefined, keep: undefined },
  stamps: false,
  order: 'index',
  maxStreams: 50,
  maxPods: undefined,
  spill: undefined,
};
