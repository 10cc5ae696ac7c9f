/** Why pods failed, alike ones together, each with what the Job's policy makes of it. */
import { humanDuration, parseTime } from '../../batch/durations.ts';
import type { FailureGroup } from '../../batch/failure-groups.ts';
import { countIndexes } from '../../batch/indexes.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { plain } from '../text.ts';
import { indexText, rowsWithText, type Sheet, section, wrap } from './sheet.ts';

/** The groups, most pods first, and a word about failed pods that no longer exist. */
export function failures(description: JobDescription, sheet: Sheet): string {
  const rows = description.failures.map((group) => cells(group, description, sheet));
  const said = description.failures.flatMap((group) => messageLines(group, sheet));
  const body = rowsWithText(rows, sheet, { head: 1 }) + said.join('') + lostText(description);
  return section('Failures', body, sheet);
}

function cells(group: FailureGroup, description: JobDescription, sheet: Sheet): readonly string[] {
  const { job, now } = description;
  const count = countIndexes(group.indexes);
  const where = count === 0 ? '' : `${count === 1 ? 'index' : 'indexes'} ${indexText(group.indexes, sheet)}`;
  const lastAt = parseTime(group.lastAt);
  const when = lastAt === undefined ? '' : lastAt > now ? 'still ending' : `${humanDuration(now - lastAt)} ago`;
  const cause = sheet.style.red(plain(group.cause.text));
  const width = String(Math.max(...description.failures.map((other) => other.count))).length;
  const times = `${String(group.count).padStart(width)}×`;
  return [`${times}  ${cause}`, where, when, verdictText(group, job.spec.podFailurePolicy !== undefined)];
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
function lostText({ progress, failures: groups, podsRead, attempts }: JobDescription): string {
  if (podsRead === 'unreadable' || podsRead === 'not-needed') return '';
  const grouped = new Set(groups.flatMap(({ pods }) => pods));
  const ending = attempts.filter(({ state, pod }) => state === 'terminating' && !grouped.has(pod.metadata.name));
  const lost = progress.pods.failed - grouped.size - ending.length;
  if (lost <= 0) return '';
  return `  ${lost}×  ${lost === 1 ? 'a failed pod that is gone' : 'failed pods that are gone'}: nothing is left to say why\n`;
}
