/** Which start of a CronJob is due, and when the next one is (Kubernetes 1.36, pkg/controller/cronjob/utils.go). Times are in ms since the epoch. */

/** What the times are reckoned from. */
export interface Starts {
  /** When it was started last, else when it was created. */
  readonly sinceMs: number;
  /** How late a start may be. */
  readonly deadlineMs: number | undefined;
  /** The next time after a moment; undefined where there is none. */
  readonly next: (afterMs: number) => number | undefined;
}

/** The start that is due: the newest of those that were missed. */
export type DueStart =
  | { readonly kind: 'none' }
  | { readonly kind: 'due'; readonly atMs: number; readonly isManyMissed: boolean }
  | { readonly kind: 'error'; readonly message: string };

/** More starts than these are too many to have been missed by being slow. */
const MANY = 100;
/** A CronJob is looked at this much after its time. */
const AFTER_MS = 100;

/** The start that is due now. */
export function dueStart(starts: Starts, nowMs: number): DueStart {
  const { sinceMs, deadlineMs } = starts;
  const earliest = deadlineMs === undefined ? sinceMs : Math.max(sinceMs, nowMs - deadlineMs);
  return mostRecent(starts, earliest, nowMs);
}

/** Milliseconds until the CronJob is to be looked at for its next start; undefined when there will be none. */
export function nextStartIn(starts: Starts, nowMs: number): number | undefined {
  const recent = mostRecent(starts, starts.sinceMs, nowMs);
  const from = recent.kind === 'due' ? recent.atMs : recent.kind === 'none' ? starts.sinceMs : nowMs;
  const next = starts.next(from);
  return next === undefined ? undefined : next + AFTER_MS - nowMs;
}

/** mostRecentScheduleTime: how many were missed is reckoned from the first two, so that it costs nothing to have been away for a year. */
function mostRecent({ next }: Starts, earliest: number, nowMs: number): DueStart {
  const first = next(earliest);
  const second = first === undefined ? undefined : next(first);
  if (first === undefined || nowMs < first) return { kind: 'none' };
  if (second === undefined || nowMs < second) return { kind: 'due', atMs: first, isManyMissed: false };
  const between = Math.round((second - first) / 1000) * 1000;
  if (between < 1000) return { kind: 'error', message: 'time difference between two schedules is less than 1 second' };
  const missed = Math.floor((nowMs - first) / between) + 1;
  let recent: number | undefined;
  let time = next(first + (missed - 2) * between);
  while (time !== undefined && time <= nowMs) {
    recent = time;
    time = next(time);
  }
  return recent === undefined ? { kind: 'none' } : { kind: 'due', atMs: recent, isManyMissed: missed > MANY };
}
