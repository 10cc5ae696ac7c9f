/** From Jobs and pods to the logs that are to be read, and to what is missing. */
import { type Attempt, attemptsOf } from '../../batch/attempts.ts';
import { countIndexes } from '../../batch/indexes.ts';
import { logGaps } from '../../batch/log-gaps.ts';
import { type LogSelection, logsOfAttempt, type PodLogList, selectAttempts } from '../../batch/log-selection.ts';
import type { Job, Pod } from '../../batch/objects.ts';
import type { LogNotice, LogReference } from './events.ts';
import type { Misses } from './misses.ts';
import { whyNotStarted } from './not-started.ts';

/** What to read, pod after pod in the order of index and attempt, and what to say of it. */
export interface LogPlan {
  readonly pods: readonly PodLogList[];
  readonly notices: readonly LogNotice[];
}

/** The plan for Jobs with these pods. What is said of single logs goes to `misses`. */
export function planLogs(
  jobs: readonly { readonly job: Job; readonly pods: readonly Pod[] }[],
  wanted: { readonly selection: LogSelection; readonly maxPods: number | undefined; readonly now: number },
  misses: Misses,
): LogPlan {
  const notices: LogNotice[] = [];
  const { selection, maxPods, now } = wanted;
  const planned = jobs.flatMap(({ job, pods }) => {
    const attempts = attemptsOf(pods);
    notices.push(...noticesOf(job, attempts, selection));
    return selectAttempts(attempts, selection).map((attempt) => ({
      job,
      list: logsOfAttempt(job, attempt, selection),
    }));
  });
  const kept = planned.slice(0, maxPods);
  for (const { job, list } of kept) noteMissing(list, { job, now }, misses);
  if (kept.length < planned.length) {
    notices.push({ kind: 'left-out', pods: planned.length - kept.length, read: kept.length });
  }
  const lists = planned.map(({ list }) => list);
  const containers = containersNotTaken(lists);
  const isNew = lists.length > 0 && selection.previous && lists.every(({ logs }) => logs.length === 0);
  if (isNew) notices.push({ kind: 'no-previous' });
  else if (containers.length > 0) notices.push({ kind: 'no-containers', containers });
  const saidWhy = notices.length > 0 || jobs.length === 0;
  if (lists.length === 0 && !saidWhy) notices.push({ kind: 'no-pods', jobs: jobs.map(({ job }) => job) });
  return { pods: kept.map(({ list }) => list), notices };
}

/** The containers there are, if none of them is one that was asked for. */
export function containersNotTaken(lists: readonly PodLogList[]): readonly string[] {
  if (lists.some(({ logs, notStarted }) => logs.length + notStarted.length > 0)) return [];
  const statuses = lists.flatMap(({ attempt: { pod } }) => [...pod.initContainerStatuses, ...pod.containerStatuses]);
  return [...new Set(statuses.map(({ name }) => name))];
}

/** Notes containers that have not run, and runs of which no log is kept. */
export function noteMissing(
  { attempt, notStarted, gone }: PodLogList,
  { job, now }: { readonly job: Job; readonly now: number },
  misses: Misses,
): void {
  for (const waiting of notStarted) {
    const logs = [referenceTo(attempt, job, waiting.container)];
    misses.add({ kind: 'not-started', message: whyNotStarted(waiting, job, now), logs });
  }
  for (const { container, runs } of gone) {
    misses.add({ kind: 'runs-gone', runs, logs: [referenceTo(attempt, job, container)] });
  }
}

/** What a notice says a log is of. */
export function referenceTo({ pod, index, number }: Attempt, job: Job, container: string): LogReference {
  const { namespace, name } = pod.metadata;
  return { namespace, job: job.metadata.name, index, attempt: number, pod: name, container };
}

function noticesOf(job: Job, attempts: readonly Attempt[], selection: LogSelection): readonly LogNotice[] {
  if (selection.indexes !== undefined && job.spec.completionMode !== 'Indexed') return [{ kind: 'no-indexes', job }];
  const gaps = logGaps(job, attempts, selection);
  const isGap = gaps.failed + gaps.succeeded + countIndexes(gaps.indexes) > 0;
  return isGap ? [{ kind: 'pods-gone', job, gaps }] : [];
}
