/** `--indexes`: a line an index. */
import { ageOf, humanDuration, parseTime } from '../../batch/durations.ts';
import { printIndexes } from '../../batch/indexes.ts';
import type { IndexRow, JobDescription, Tried } from '../../operations/describe-result.ts';
import { table } from '../table.ts';
import { plain } from '../text.ts';
import { indexStyle, stateWord } from './indexes.ts';
import { type Sheet, section } from './sheet.ts';

const HEADERS = ['INDEX', 'STATE', 'ATTEMPTS', 'EXIT', 'NODE', 'STARTED', 'DURATION', 'POD', 'REASON'];
/** On a narrow page the reason is cut to this many cells, then these go first: started, node, duration, attempts, pod. */
const REASON_WIDTH = 32;
const DROPPABLE = [5, 4, 6, 2, 7];
const UNKNOWN = '-';

/** The table of the rows that were asked for; earlier attempts of an index stand below it. */
export function indexRows(description: JobDescription, sheet: Sheet): string {
  const rows = description.indexRows;
  if (rows === undefined) return '';
  if (rows.length === 0) return section('Index by index', noneText(description), sheet);
  const cells = rows.flatMap((row) => [
    rowCells(row, description, sheet),
    ...row.earlier.map((tried) => [
      '',
      tried.attempt.state,
      `#${tried.attempt.number}`,
      ...triedCells(tried, description),
    ]),
  ]);
  const options = { headers: HEADERS, indent: 2, droppable: DROPPABLE, elastic: REASON_WIDTH };
  return section('Index by index', table(cells, sheet.page, options), sheet);
}

function noneText({ job }: JobDescription): string {
  const last = (job.spec.completions ?? 0) - 1;
  return `  none of the indexes${last < 0 ? '' : ` ${printIndexes([{ first: 0, last }])}`} is what was asked for\n`;
}

function rowCells(row: IndexRow, description: JobDescription, { style }: Sheet): readonly string[] {
  const { latest, state, nextTryAt } = row;
  const word = state === 'running' && latest !== undefined ? latest.attempt.state : stateWord(state, description);
  const next = nextTryAt === undefined ? '' : `next try in ${humanDuration(Math.max(0, nextTryAt - description.now))}`;
  const tried = triedCells(latest, description);
  const reason = [tried.at(-1) ?? '', next].filter(Boolean).join('; ');
  const attempts = String(row.attempts ?? UNKNOWN);
  return [printIndexes([row.indexes]), indexStyle(style, state)(word), attempts, ...tried.slice(0, -1), reason];
}

function triedCells(tried: Tried | undefined, { now }: JobDescription): readonly string[] {
  if (tried === undefined) return [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ''];
  const { attempt, exitCode, durationMs, reason } = tried;
  return [
    String(exitCode ?? UNKNOWN),
    plain(attempt.pod.nodeName ?? UNKNOWN),
    parseTime(attempt.startedAt) === undefined ? UNKNOWN : `${ageOf(attempt.startedAt, now)} ago`,
    durationMs === undefined ? UNKNOWN : humanDuration(durationMs),
    plain(attempt.pod.metadata.name),
    plain(reason),
  ];
}
