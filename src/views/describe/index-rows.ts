/** `--indexes`: a line an index. */
import { humanDuration } from '../../batch/durations.ts';
import { printIndexes } from '../../batch/indexes.ts';
import type { IndexRow, JobDescription } from '../../operations/describe-result.ts';
import { table } from '../table.ts';
import { plain } from '../text.ts';
import { indexStyle, stateWord } from './indexes.ts';
import { type Sheet, section } from './sheet.ts';

const HEADERS = ['INDEX', 'STATE', 'ATTEMPTS', 'EXIT', 'NODE', 'STARTED', 'DURATION', 'POD', 'REASON'];
/** On a narrow page these go first: pod, started, node, duration, attempts. */
const DROPPABLE = [7, 5, 4, 6, 2];
const UNKNOWN = '-';

/** The table of the rows that were asked for. */
export function indexRows(description: JobDescription, sheet: Sheet): string {
  const rows = description.indexRows;
  if (rows === undefined) return '';
  if (rows.length === 0) return section('Index by index', '  none of the indexes that were asked for\n', sheet);
  const cells = rows.map((row) => rowCells(row, description, sheet));
  return section(
    'Index by index',
    table(cells, sheet.page, { headers: HEADERS, indent: 2, droppable: DROPPABLE }),
    sheet,
  );
}

function rowCells(row: IndexRow, description: JobDescription, { style }: Sheet): readonly string[] {
  const { now } = description;
  const { attempt, state, durationMs, exitCode, nextTryAt } = row;
  const word = state === 'running' && attempt !== undefined ? attempt.state : stateWord(state, description);
  const next = nextTryAt === undefined ? '' : `next try in ${humanDuration(Math.max(0, nextTryAt - now))}`;
  return [
    printIndexes([row.indexes]),
    indexStyle(style, state)(word),
    String(row.attempts ?? UNKNOWN),
    String(exitCode ?? UNKNOWN),
    plain(attempt?.pod.nodeName ?? UNKNOWN),
    plain(attempt?.startedAt ?? UNKNOWN),
    durationMs === undefined ? UNKNOWN : humanDuration(durationMs),
    plain(attempt?.pod.metadata.name ?? UNKNOWN),
    [plain(row.reason), next].filter(Boolean).join('; '),
  ];
}
