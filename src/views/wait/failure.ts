/** Why a Job failed, below its line: reasons, causes, last words, and what to type next. */
import { type Intervals, intersectIndexes, printIndexes, unionIndexes } from '../../batch/indexes.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import type { FailureLog, WaitResult } from '../../operations/wait/result.ts';
import { unread } from '../describe/conditions.ts';
import { failures } from '../describe/failures.ts';
import { next } from '../describe/next.ts';
import { type Sheet, section, sheetOf, wrap } from '../describe/sheet.ts';
import type { Page } from '../page.ts';
import { plain } from '../text.ts';
import { jobLabel, type Wording } from './lines.ts';

/** The whole explanation; ends with a newline. Empty for a Job that was never seen. */
export function failureText(result: WaitResult, wording: Wording, page: Page): string {
  const { description } = result;
  if (!description) return '';
  const sheet = sheetOf(page, undefined);
  return [
    ...wrap(`${jobLabel(result, wording)}: ${whyText(result)}`, 0, sheet).map((line) => `${sheet.style.red(line)}\n`),
    failedIndexes(description, sheet),
    failures(description, sheet),
    unread(description, sheet),
    ...result.logs.map((log) => logText(log, sheet)),
    next(withDescribe(description), sheet),
  ].join('');
}

/** When nothing better leads on, all there is to know does. */
function withDescribe(description: JobDescription): JobDescription {
  const { name, namespace } = description.job.metadata;
  const step = { command: ['kubectl', 'job', 'describe', name, '-n', namespace], why: 'everything about it' };
  const isThere = description.nextSteps.some(({ command }) => command.includes('describe'));
  return isThere ? description : { ...description, nextSteps: [...description.nextSteps, step] };
}

/** The condition that ended it, its reason and message, each once. */
function whyText({ description, end, because }: WaitResult): string {
  const condition = description?.outcome.status ?? '';
  const why = [condition, end?.reason ?? '', end?.message ?? ''].filter(Boolean).join(': ');
  return plain(end?.outcome === 'failed' ? why : because);
}

function failedIndexes(description: JobDescription, sheet: Sheet): string {
  const failed = ownFailed(description);
  if (failed.length === 0) return '';
  const lines = wrap(printIndexes(failed), 2, sheet).map((line) => `  ${line}\n`);
  return section('Failed indexes', lines.join(''), sheet);
}

/** Without backoffLimitPerIndex no index fails for good by itself: then those that had to end with the Job are none of them. */
function ownFailed({ indexes, failures: groups, job }: JobDescription): Intervals {
  const failed = indexes?.failed ?? [];
  if (job.spec.backoffLimitPerIndex !== undefined) return failed;
  const own = groups.filter(({ cause }) => cause.kind !== 'deleted-by-failure').map((group) => group.indexes);
  return intersectIndexes(failed, unionIndexes(...own));
}

function logText({ pod, container, cause, lines, unread: why }: FailureLog, sheet: Sheet): string {
  const title = plain(`Log of pod ${pod}, container ${container} (${cause})`);
  const said = why === undefined ? lines : [`cannot be read: ${why}`];
  const body = said.length === 0 ? ['(it said nothing)'] : said;
  return section(title, body.map((line) => `  ${sheet.style.dim('|')} ${plain(line)}\n`).join(''), sheet);
}
