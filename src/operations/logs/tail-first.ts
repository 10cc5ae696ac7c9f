/** The newest lines of all that there is, before what comes is followed. */

import type { LogBlock } from '../../batch/log-lines.ts';
import type { ContainerLog } from '../../batch/log-selection.ts';
import type { Job } from '../../batch/objects.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { rangeOf, wantedOf } from './amount.ts';
import { inTurn } from './buffered.ts';
import type { LogEvent } from './events.ts';
import { readingKey } from './follow-container.ts';
import { podsOfJobs } from './jobs.ts';
import { LogReading } from './log-reading.ts';
import { Misses } from './misses.ts';
import { NewestLines } from './newest-lines.ts';
import { planLogs } from './plan.ts';
import { readWhole } from './read-whole.ts';
import type { LogsRequest } from './request.ts';

/** At most so many logs are read side by side. */
const AT_ONCE = 16;

/** What the tail stands on. */
export interface TailParts {
  readonly cluster: Cluster;
  readonly request: LogsRequest;
  readonly jobs: readonly Job[];
  readonly call: Call;
}

/**
 * Yields the newest `count` lines by their stamps, and leaves the readings, from which following goes on, in `begun`. What cannot be read is left to
 * those who follow.
 */
export async function* tailFirst(
  { cluster, request, jobs, call }: TailParts,
  count: number,
  begun: Map<string, LogReading>,
): AsyncGenerator<LogEvent> {
  const { selection, maxPods, maxStreams, amount } = request;
  const range = rangeOf(amount, cluster.now());
  const pods = await podsOfJobs(cluster, jobs, call);
  const listed = jobs.map((job) => ({ job, pods: pods.get(job.metadata.uid) ?? [] }));
  const plan = planLogs(listed, { selection, maxPods, now: cluster.now() }, new Misses());
  const logs = plan.pods.flatMap((list) => list.logs).filter(({ previous }) => !previous);
  async function* linesOf(log: ContainerLog): AsyncGenerator<{ log: ContainerLog; block: LogBlock }> {
    const reading = new LogReading(cluster.logs, log, range);
    begun.set(readingKey(log.podUid, log.container, log.run), reading);
    const { previous, ended } = log;
    try {
      for await (const block of wantedOf(readWhole(reading, { previous, ended, thorough: false }, call), amount)) {
        yield { log, block };
      }
    } catch {
      call.signal.throwIfAborted();
    }
  }
  const newest = new NewestLines<ContainerLog>(count);
  const sizeOf = ({ block }: { block: LogBlock }) => block.bytes.length;
  const streams = logs.map((log) => () => linesOf(log));
  const ahead = Math.min(AT_ONCE, maxStreams) - 1;
  for await (const { log, block } of inTurn(streams, { ahead, room: 64 * 1024, sizeOf })) newest.offer(log, block);
  if (newest.isCut) yield { kind: 'notice', notice: { kind: 'tail-cut', lines: newest.count } };
  for (const { source, block } of newest.take()) yield { kind: 'lines', log: source, block };
}
