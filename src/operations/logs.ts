/** `logs`: every line of every pod of Jobs, once, in an order that can be read; and followed while they come. */

import { isTrue } from '../batch/conditions.ts';
import type { Job } from '../batch/objects.ts';
import type { Call, Cluster } from '../cluster/port.ts';
import type { LogEvent } from './logs/events.ts';
import { followLogs } from './logs/follow.ts';
import { readLogs } from './logs/read.ts';
import type { LogsRequest } from './logs/request.ts';

/**
 * Reads what there is, or follows until the Jobs have ended and every log has been read to its end. Ends with an `end` event. Throws `ApiError` when
 * Jobs or pods cannot be read, `ConnectionError`, or the signal's reason.
 */
export function logs(
  cluster: Cluster,
  request: LogsRequest & { readonly follow: boolean },
  call: Call,
): AsyncIterable<LogEvent> {
  return (request.follow ? followLogs : readLogs)(cluster, request, call);
}

/** How it came out: whether a Job failed, or is gone, counts only if that was asked. */
export function logsOutcome(
  end: Extract<LogEvent, { readonly kind: 'end' }>,
  { ofJobs }: { readonly ofJobs: boolean },
): 'ok' | 'failed' | 'gone' | 'error' {
  if (ofJobs && [...end.jobs, ...end.deleted].some(hasFailed)) return 'failed';
  if (end.unread) return 'error';
  return ofJobs && end.deleted.length > 0 ? 'gone' : 'ok';
}

function hasFailed({ status }: Job): boolean {
  return isTrue(status.conditions, 'Failed');
}
