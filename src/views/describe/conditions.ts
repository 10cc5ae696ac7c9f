/** Conditions, what could not be read, and what is wrong with the object. */
import { ageOf } from '../../batch/durations.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { plain } from '../text.ts';
import { rowsWithText } from './rows.ts';
import { type Sheet, section, wrap } from './sheet.ts';

const HEADERS = ['Type', 'Status', 'Since', 'Reason', 'Message'];

/**
 * Type, status, since when, reason and message of each condition, in the order in which the Job has them. FailureTarget and Failed mostly say the
 * same, and so do SuccessCriteriaMet and Complete: once is enough.
 */
export function conditions({ job, now }: JobDescription, sheet: Sheet): string {
  const said = new Set<string>();
  const rows = job.status.conditions.map(({ type, status, lastTransitionTime, reason, message }) => {
    const shown = message !== '' && said.has(message) ? '(as above)' : message;
    said.add(message);
    return [type, status, ageOf(lastTransitionTime, now), reason, shown].map(plain);
  });
  return section('Conditions', rows.length === 0 ? '' : rowsWithText(rows, sheet, { headers: HEADERS }), sheet);
}

/** What the server would not tell, in its own words, and how to find out whether one may ask. */
export function unread({ unread: refusals }: JobDescription, sheet: Sheet): string {
  const lines = refusals.flatMap(({ what, why, remedy, forbidden }) => {
    const ask = forbidden ? 'whether you may' : 'try';
    const said = why.startsWith(`${what} `) ? plain(why) : `${what}: ${plain(why)}`;
    return [...wrap(said, 2, sheet).map(sheet.style.yellow), `  ${ask}: ${plain(remedy)}`];
  });
  return section('Not shown', lines.map((line) => `  ${line}\n`).join(''), sheet);
}

/** Fields that are not what the API promises, and figures that contradict each other. */
export function findings({ findings: all }: JobDescription, sheet: Sheet): string {
  const lines = all.flatMap(({ path, text }) => wrap(plain(path === '' ? text : `${path}: ${text}`), 2, sheet));
  return section('Findings', lines.map((line) => `  ${sheet.style.yellow(line)}\n`).join(''), sheet);
}
