/** What could not be had, and what else the reader should know, as lines for standard error. */
import { indexesOf, printIndexes } from '../../batch/indexes.ts';
import type { LogGaps } from '../../batch/log-gaps.ts';
import type { LogNotice, LogReference } from '../../operations/logs/events.ts';
import { nothingFound } from '../list-output.ts';
import { plain } from '../text.ts';

/** One line, or two, each ending with a newline. */
export function noticeText(notice: LogNotice): string {
  const text = wordsOf(notice);
  return text.endsWith('\n') ? text : `${plain(text)}\n`;
}

function wordsOf(notice: LogNotice): string {
  switch (notice.kind) {
    case 'not-read':
      return `Not read: ${logsText(notice.logs)}: ${reasonOf(notice)}`;
    case 'not-started':
      return `Not started: ${logsText(notice.logs)}: ${notice.message}`;
    case 'waiting':
      return `Waiting: ${logsText(notice.logs)}: ${notice.message}`;
    case 'runs-gone':
      return `Not kept: ${logsText(notice.logs)}: ${counted(notice.runs, 'earlier run')} before the last restart; a node keeps the log of one`;
    case 'rotated':
      return `Lines may be missing: ${logsText(notice.logs)}: the node rotated the log while it was not being read`;
    case 'pods-gone':
      return gapsText(notice.job.metadata.name, notice.gaps);
    case 'left-out':
      return `Not read: ${counted(notice.pods, 'pod')} beyond the first ${notice.read} (--max-pods)`;
    case 'taking-turns':
      return `${notice.logs} logs are followed over ${counted(notice.streams, 'stream')}: they take turns, and lines come late. --max-streams allows more.`;
    case 'tail-cut':
      return `Only the newest ${counted(notice.lines, 'line')}: more do not fit into memory`;
    case 'suspended':
      return `Job ${notice.job.metadata.name} is suspended: nothing comes until it is resumed`;
    case 'interrupted':
      return `Connection lost: ${notice.message}. Following goes on when it is back.`;
    case 'restored':
      return 'Connected again.';
    default:
      return nothingText(notice);
  }
}

/** Why there is nothing, or nothing more. */
function nothingText(
  notice: Extract<
    LogNotice,
    {
      readonly kind:
        | 'no-indexes'
        | 'no-containers'
        | 'no-previous'
        | 'no-pods'
        | 'no-jobs'
        | 'job-deleted'
        | 'not-followed';
    }
  >,
): string {
  switch (notice.kind) {
    case 'no-indexes':
      return `Job ${notice.job.metadata.name} has no indexes (completionMode ${notice.job.spec.completionMode}): --index chooses nothing`;
    case 'no-containers':
      return `No such container: the pods have ${notice.containers.join(', ')} (-c takes a name, or a regular expression for whole names)`;
    case 'no-previous':
      return 'No previous logs: no container of these pods has been restarted';
    case 'no-pods':
      return `No pods to read: ${notice.jobs.length === 1 ? `Job ${notice.jobs[0]?.metadata.name} has` : `${notice.jobs.length} Jobs have`} none that was asked for`;
    case 'no-jobs':
      return notice.cronJob === undefined
        ? nothingFound(notice.namespace)
        : `CronJob ${notice.cronJob} has no Jobs: it has not run yet, or keeps none (successfulJobsHistoryLimit, failedJobsHistoryLimit)`;
    case 'job-deleted':
      return `Job ${notice.job.metadata.name} was deleted`;
    case 'not-followed':
      return `Logs are not followed: ${notice.message}`;
  }
}

function reasonOf({ why, message }: Extract<LogNotice, { readonly kind: 'not-read' }>): string {
  switch (why) {
    case 'deleted':
      return 'the pod was deleted before its log was read';
    case 'log-gone':
      return `the log is gone from the node, rotated away or cleaned up (${message})`;
    default:
      return message;
  }
}

function gapsText(job: string, { failed, indexes, succeeded }: LogGaps): string {
  const parts = [
    failed > 0 ? counted(failed, 'failed pod') : '',
    succeeded > 0 ? counted(succeeded, 'succeeded pod') : '',
    indexes.length > 0 ? `the pods of completed indexes ${printIndexes(indexes)}` : '',
  ].filter(Boolean);
  return `Not read: ${parts.join(' and ')} of Job ${job}: deleted, and their logs with them`;
}

/** More names than this help nobody. */
const MOST_NAMES = 5;

/** `index 7`, `indexes 2,5-6`, `index 7, attempt 2`, `pod x`, `pods x, y, … (+3 more)`; the container where they agree on one. */
function logsText(logs: readonly LogReference[]): string {
  const containers = new Set(logs.map(({ container }) => container));
  const [container = ''] = containers;
  const jobs = new Set(logs.map(({ namespace, job }) => `${namespace}/${job}`));
  const of = containers.size === 1 && container !== '' ? ` container ${container}` : '';
  const indexed = logs.flatMap(({ index }) => (index === undefined ? [] : [index]));
  if (jobs.size === 1 && indexed.length === logs.length) return `${indexesText(logs, indexed)}${of && `,${of}`}`;
  const pods = [...new Set(logs.map(({ pod }) => pod))];
  const more = pods.length > MOST_NAMES ? `, … (+${pods.length - MOST_NAMES} more)` : '';
  return `${pods.length === 1 ? 'pod' : 'pods'} ${pods.slice(0, MOST_NAMES).join(', ')}${more}${of && `,${of}`}`;
}

function indexesText(logs: readonly LogReference[], indexes: readonly number[]): string {
  const intervals = indexesOf(indexes);
  const [only] = logs;
  const attempt = logs.length === 1 && only && only.attempt > 1 ? `, attempt ${only.attempt}` : '';
  return `${new Set(indexes).size === 1 ? 'index' : 'indexes'} ${printIndexes(intervals)}${attempt}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
