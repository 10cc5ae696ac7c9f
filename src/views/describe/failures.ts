/** Why pods failed, alike ones together, each with what the Job's policy makes of it. */
import { ageOf } from '../../batch/durations.ts';
import type { FailureGroup } from '../../batch/failure-cause.ts';
import { countIndexes } from '../../batch/indexes.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { plain } from '../text.ts';
import { indexText, rowsWithText, type Sheet, section, wrap } from './sheet.ts';

/** The groups, most pods first, and a word about failed pods that no longer exist. */
export function failures(description: JobDescription, sheet: Sheet): string {
  const groups = description.failures.map((group) => cells(group, description, sheet));
  const columns = [0, 1, 2, 3, 4].filter((column) => groups.some((row) => row[column] !== ''));
  const rows = groups.map((row) => columns.map((column) => row[column] ?? ''));
  const said = description.failures.flatMap((group) => messageLines(group, sheet));
  return section('Failures', rowsWithText(rows, sheet) + said.join('') + lostText(description), sheet);
}

function cells(group: FailureGroup, { job, now }: JobDescription, sheet: Sheet): readonly string[] {
  const count = countIndexes(group.indexes);
  const where = count === 0 ? '' : `${count === 1 ? 'index' : 'indexes'} ${indexText(group.indexes, sheet)}`;
  const when = group.lastAt === undefined ? '' : `${ageOf(group.lastAt, now)} ago`;
  const cause = sheet.style.red(plain(group.cause.text));
  return [`${group.count}×`, cause, where, when, verdictText(group, job.spec.podFailurePolicy !== undefined)];
}

function verdictText({ verdict }: FailureGroup, hasPolicy: boolean): string {
  if (verdict.action !== 'Default') return `policy rule ${verdict.rule}: ${verdict.action}`;
  return hasPolicy ? 'no rule matched: counts' : '';
}

function messageLines({ cause }: FailureGroup, sheet: Sheet): readonly string[] {
  const message = plain(cause.message);
  if (message === '' || cause.text.includes(cause.message)) return [];
  return wrap(message, 6, sheet).map((line) => `      ${sheet.style.dim(line)}\n`);
}

/** Pods that the Job counts as failed and of which no object is left to say why. */
function lostText({ progress, failures: groups, podsRead }: JobDescription): string {
  if (podsRead === 'unreadable' || podsRead === 'not-needed') return '';
  const lost = progress.pods.failed - groups.reduce((sum, { count }) => sum + count, 0);
  if (lost <= 0) return '';
  return `  ${lost}×   ${lost === 1 ? 'a failed pod that is gone' : 'failed pods that are gone'}: nothing is left to say why\n`;
}
