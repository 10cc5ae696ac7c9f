/** The top of the screen: what the Job is, how it stands, and what holds it up. */
import { ageOf, humanDuration, parseTime } from '../../batch/durations.ts';
import { abbreviateIndexes } from '../../batch/indexes.ts';
import { type JobState, statusWord } from '../../batch/outcome.ts';
import type { Stuck } from '../../batch/stuck.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { bar } from '../bar.ts';
import { podsText, statusText, waitsFor } from '../progress-phrases.ts';
import { stateStyle } from '../style.ts';
import { type Field, fields } from '../table.ts';
import { plain } from '../text.ts';
import { modeText } from './mode.ts';
import { type Sheet, VALUE_COLUMN, wrap } from './sheet.ts';
import { longDate } from './times.ts';

const BAR_CELLS = 40;
/** Reasons that say no more than the status itself. */
const TELLS_NOTHING = ['CompletionsReached', 'JobSuspended', 'JobResumed', ''];

/** The fields above the sections, the most important first. */
export function header(description: JobDescription, sheet: Sheet): string {
  const { job } = description;
  const rows: readonly Field[] = [
    ['Name', sheet.style.bold(plain(job.metadata.name))],
    ['Namespace', plain(job.metadata.namespace)],
    ['Status', statusLines(description, sheet)],
    ...reason(description, sheet),
    ...waiting(description, sheet),
    ...stuck(description, sheet),
    ['Mode', wrap(modeText(description), VALUE_COLUMN, sheet)],
    ...owners(description),
    ...times(description, sheet),
    ['Pods', wrap(podsText(description), VALUE_COLUMN, sheet)],
  ];
  return fields(rows, { width: VALUE_COLUMN });
}

function statusLines(description: JobDescription, sheet: Sheet): readonly string[] {
  const { outcome, progress } = description;
  const paint = stateStyle(sheet.style, outcome.state);
  const word = statusWord(outcome);
  const lines = wrap(statusText(description), VALUE_COLUMN, sheet);
  const painted = lines.map((line, i) =>
    i === 0 && line.startsWith(word) ? paint(word) + line.slice(word.length) : line,
  );
  if (progress.fraction === undefined || (progress.total ?? 0) < 2 || outcome.state === 'complete') return painted;
  const cells = Math.min(BAR_CELLS, (sheet.page.width ?? Number.POSITIVE_INFINITY) - VALUE_COLUMN);
  return cells < 10 ? painted : [...painted, paint(bar(progress.fraction, cells, sheet.page))];
}

function reason({ outcome }: JobDescription, sheet: Sheet): readonly Field[] {
  if (TELLS_NOTHING.includes(outcome.reason)) return [];
  const text = outcome.message === '' ? outcome.reason : `${outcome.reason}: ${outcome.message}`;
  return [['Reason', wrap(plain(text), VALUE_COLUMN, sheet)]];
}

/** What a Job whose end is decided still waits for. */
function waiting(description: JobDescription, sheet: Sheet): readonly Field[] {
  const { job, outcome, removedAt, now } = description;
  const rows: Field[] = [];
  const until = outcome.state === 'failing' ? 'Failed' : outcome.state === 'succeeding' ? 'Complete' : undefined;
  if (until !== undefined)
    rows.push(['Waits For', wrap(`${waitsFor(description)}; then it is ${until}`, VALUE_COLUMN, sheet)]);
  if (job.metadata.deletionTimestamp !== undefined) {
    const { finalizers } = job.metadata;
    const held = `held by ${finalizers.length === 1 ? 'finalizer' : 'finalizers'} ${finalizers.map(plain).join(', ')}`;
    const text = finalizers.length === 0 ? `deleted ${ageOf(job.metadata.deletionTimestamp, now)} ago` : held;
    rows.push(['Deletion', wrap(text, VALUE_COLUMN, sheet)]);
  } else if (removedAt !== undefined) {
    const when = removedAt > now ? `in ${humanDuration(removedAt - now)}` : 'due';
    const text = `${when} (ttlSecondsAfterFinished ${job.spec.ttlSecondsAfterFinished})`;
    rows.push(['Removal', wrap(text, VALUE_COLUMN, sheet)]);
  }
  return rows;
}

function stuck({ stuck: reasons, outcome }: JobDescription, sheet: Sheet): readonly Field[] {
  const news = reasons.filter((one) => !isToldByStatus(one, outcome.state));
  const lines = news.flatMap((one) => wrap(plain(one.text + whoText(one, sheet)), VALUE_COLUMN, sheet));
  return lines.length === 0 ? [] : [['Stuck', lines.map(sheet.style.yellow)]];
}

/** The status line says that a Job is suspended, and when it tries again (of a Job with indexes, those say it). */
function isToldByStatus({ kind, indexes }: Stuck, state: JobState): boolean {
  if (kind === 'suspended') return state === 'suspended';
  return kind === 'back-off' && (indexes.length === 0 || state === 'backing-off');
}

/** Characters that the indexes of what is stuck may take: those that run stand whole below. */
const MOST_WIDTH = 60;

/** ` (pod x)`, ` (3 pods, indexes 0-2)`; empty for what concerns the whole Job. */
function whoText({ pods, indexes }: Stuck, sheet: Sheet): string {
  const [first] = pods;
  if (first === undefined) return '';
  if (pods.length === 1) return ` (pod ${first})`;
  const shown = abbreviateIndexes(indexes, Math.min(sheet.maxWidth ?? MOST_WIDTH, MOST_WIDTH));
  const which = indexes.length > 0 ? `indexes ${shown}` : `such as ${first}`;
  return ` (${pods.length} pods, ${which})`;
}

/** Who makes Jobs like this one, and who else than Kubernetes' own controller runs it. */
function owners({ job }: JobDescription): readonly Field[] {
  const owner = job.metadata.ownerReferences.find(({ controller }) => controller);
  return [
    ...(owner === undefined ? [] : [['Controlled By', plain(`${owner.kind}/${owner.name}`)] as const]),
    ...(job.spec.managedBy === undefined ? [] : [['Managed By', plain(job.spec.managedBy)] as const]),
  ];
}

function times({ job, endedAt, outcome }: JobDescription, sheet: Sheet): readonly Field[] {
  const { startTime } = job.status;
  const dated = (time: string | undefined) => wrap(longDate(time), VALUE_COLUMN, sheet);
  return [
    ...(parseTime(startTime) === undefined ? [] : [['Start Time', dated(startTime)] as const]),
    ...(endedAt === undefined
      ? []
      : [[outcome.state === 'failed' ? 'Failed At' : 'Completed At', dated(endedAt)] as const]),
  ];
}
