/** How a Job ended, told from its events: what is left to go by when the Job itself is gone. */
import { parseTime } from './durations.ts';
import type { JobEnd } from './job-end.ts';
import type { KubeEvent } from './objects.ts';

/** An end, the event that told it, and of which Job. */
export interface ToldEnd extends JobEnd {
  readonly uid: string;
  /** When the event was last seen, RFC 3339. */
  readonly at: string | undefined;
}

/**
 * The end that the events tell of the Job that they tell of last (one name may have had several Jobs); undefined if they tell none. The controller writes `Completed`, or a Warning with the Failed
 * condition's reason and message (Kubernetes 1.36, pkg/controller/job/job_controller.go, recordJobFinished).
 */
export function finalEvent(events: readonly KubeEvent[]): ToldEnd | undefined {
  const ofJobs = events.filter(({ involved }) => involved.kind === 'Job').sort((a, b) => timeOf(b) - timeOf(a));
  const newest = ofJobs[0]?.involved.uid;
  return ofJobs.filter(({ involved }) => involved.uid === newest).flatMap((event) => endIn(event) ?? [])[0];
}

/** The reasons of a Failed condition. */
const FAILED_REASONS = [
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'PodFailurePolicy',
];

function endIn({ type, reason, message, involved, lastSeen }: KubeEvent): ToldEnd | undefined {
  const about = { reason, message, uid: involved.uid, at: lastSeen };
  if (type === 'Normal' && reason === 'Completed') return { outcome: 'complete', ...about };
  return type === 'Warning' && FAILED_REASONS.includes(reason) ? { outcome: 'failed', ...about } : undefined;
}

function timeOf({ lastSeen, firstSeen }: KubeEvent): number {
  return parseTime(lastSeen) ?? parseTime(firstSeen) ?? 0;
}
