/** Why pods failed, alike ones together, each with what the Job's policy makes of it. */
import { counted } from '../../batch/counted.ts';
import { humanDuration, parseTime } from '../../batch/durations.ts';
import type { FailureGroup } from '../../batch/failure-groups.ts';
import { countIndexes } from '../../batch/indexes.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { plain } from '../text.ts';
import { rowBlocks } from './rows.ts';
import { indexText, type Sheet, section, wrap } from './sheet.ts';

/** More causes than this help nobody at once. */
const MOST_CAUSES = 20;

/** The groups, most pods first, each with what its pods said, and a word about failed pods that no longer exist. */
export function failures(description: JobDescription, sheet: Sheet): string {
  const shown = description.failures.slice(0, MOST_CAUSES);
  const rows = shown.map((group) => cells(group, description, sheet));
  const blocks = rowBlocks(rows, sheet, { head: 1 });
  const said = blocks.map((block, i) => block + messageText(shown[i], sheet));
  return section('Failures', said.join('') + restText(description, sheet) + goneText(description, sheet), sheet);
}

function cells(group: FailureGroup, description: JobDescription, sheet: Sheet): readonly string[] {
  const count = countIndexes(group.indexes);
  const where = count === 0 ? '' : `${count === 1 ? 'index' : 'indexes'} ${indexText(group.indexes, sheet)}`;
  const cause = sheet.style.red(plain(group.cause.text));
  const width = String(Math.max(...description.failures.map((other) => other.count))).length;
  const times = `${String(group.count).padStart(width)}×`;
  const hasPolicy = description.job.spec.podFailurePolicy !== undefined;
  return [
    `${times}  ${cause}`,
    where,
    plain(nodesText(group)),
    whenText(group, description.now),
    verdictText(group, hasPolicy),
  ];
}

/** Whether it is a node's fault is the first thing to find out. */
function nodesText({ nodes: [first, ...others], count }: FailureGroup): string {
  if (first === undefined) return '';
  if (others.length > 0) return `on ${others.length + 1} nodes`;
  return count === 1 ? `on ${first}` : `all on ${first}`;
}

function whenText({ firstAt, lastAt }: FailureGroup, now: number): string {
  const [first, last] = [parseTime(firstAt), parseTime(lastAt)];
  if (first === undefined || last === undefined) return '';
  // Nodes have clocks of their own, which may be ahead.
  const [since, until] = [humanDuration(Math.max(0, now - first)), humanDuration(Math.max(0, now - last))];
  return since === until ? `${until} ago` : `${until} ago, first ${since} ago`;
}

function verdictText({ verdict }: FailureGroup, hasPolicy: boolean): string {
  if (verdict.action !== 'Default') return `policy rule ${verdict.rule}: ${verdict.action}`;
  return hasPolicy ? 'no rule matched: counts' : '';
}

function messageText(group: FailureGroup | undefined, sheet: Sheet): string {
  const message = plain(group?.cause.message ?? '');
  if (message === '' || group?.cause.text.includes(message)) return '';
  return wrap(message, 6, sheet)
    .map((line) => `      ${sheet.style.dim(line)}\n`)
    .join('');
}

function restText({ failures: groups }: JobDescription, sheet: Sheet): string {
  const rest = groups.slice(MOST_CAUSES);
  if (rest.length === 0) return '';
  const pods = rest.reduce((sum, { count }) => sum + count, 0);
  return hanging(`… and ${counted(rest.length, 'more cause')}, ${counted(pods, 'pod')}: -o json has them all`, sheet);
}

/** Pods that the Job counts as failed and of which no object is left. */
function goneText({ failedPods }: JobDescription, sheet: Sheet): string {
  const { gone = 0, goneByFailure = 0 } = failedPods ?? {};
  const line = (count: number, one: string, many: string) =>
    count === 0 ? '' : hanging(`${count}×  ${count === 1 ? one : many}`, sheet);
  return (
    line(
      gone - goneByFailure,
      'a failed pod that is gone: only its events may say why',
      'failed pods that are gone: only their events may say why',
    ) +
    line(
      goneByFailure,
      'a pod that is gone: deleted because the Job failed',
      'pods that are gone: deleted because the Job failed',
    )
  );
}

/** A line of its own, indented once, and twice where it goes on. */
function hanging(text: string, sheet: Sheet): string {
  return wrap(text, 4, sheet)
    .map((line, i) => `${i === 0 ? '  ' : '    '}${line}\n`)
    .join('');
}
