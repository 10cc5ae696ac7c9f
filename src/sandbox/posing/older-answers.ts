/** Answers as an older server gives them: discovery that is not aggregated, tables without the columns that came later, another version. */
import type { Answer } from '../api/answer.ts';
import { type ApiRequest, parseResourcePath } from '../api/request.ts';
import type { Around } from '../api/server.ts';

/** The body of /version. What a replay cannot know of such a server is left out. */
export function olderVersion(minor: number): object {
  return {
    major: '1',
    minor: String(minor),
    gitVersion: `v1.${minor}.0`,
    gitTreeState: 'clean',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

/** What stands between a client and the API. */
export function olderAnswers(minor: number): Around {
  return async (request, answer) => {
    const asked = minor < AGGREGATED_SINCE ? withoutAggregation(request) : request;
    const given = await answer(asked);
    const column = minor < COLUMNS_SINCE ? COLUMNS[parseResourcePath(request.path)?.plural ?? ''] : undefined;
    return column === undefined ? given : withoutColumn(given, column);
  };
}

/** AggregatedDiscoveryEndpoint: v2 since 1.30; the v2beta1 before it is not played. */
const AGGREGATED_SINCE = 30;

/** kubernetes#123226 and #122231, both in 1.30. */
const COLUMNS_SINCE = 30;
const COLUMNS: Readonly<Record<string, string>> = { jobs: 'Status', cronjobs: 'Timezone' };

function withoutAggregation(request: ApiRequest): ApiRequest {
  const clauses = (request.headers.accept ?? '').split(',').filter((clause) => !clause.includes('apidiscovery.k8s.io'));
  return { ...request, headers: { ...request.headers, accept: clauses.join(',') } };
}

/** Of a list, of one object, and of each line of a watch: only in the first are columns named, so their places are kept. */
function withoutColumn(answer: Answer, name: string): Answer {
  if (answer.contentType !== 'application/json' || answer.body instanceof Uint8Array) return answer;
  const cut = columnCutter(name);
  if (typeof answer.body === 'string') return { ...answer, body: cut(answer.body) };
  return { ...answer, body: cutLines(answer.body, cut) };
}

async function* cutLines(body: AsyncIterable<string | Uint8Array>, cut: (line: string) => string) {
  for await (const piece of body) {
    const lines = (typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8')).split('\n');
    yield lines.map((line) => (line === '' ? line : cut(line))).join('\n');
  }
}

interface Table {
  readonly kind?: unknown;
  columnDefinitions?: readonly { readonly name: string }[] | null;
  rows?: { cells: readonly unknown[] }[] | null;
}

function columnCutter(name: string): (text: string) => string {
  let place = -1;
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== place);
  return (text) => {
    const value: Table & { readonly object?: Table } = JSON.parse(text);
    const table = value.kind === 'Table' ? value : value.object;
    if (table?.kind !== 'Table') return text;
    const named = table.columnDefinitions?.findIndex((column) => column.name === name) ?? -1;
    if (named >= 0) place = named;
    if (table.columnDefinitions) table.columnDefinitions = without(table.columnDefinitions);
    for (const row of table.rows ?? []) row.cells = without(row.cells);
    return JSON.stringify(value);
  };
}
