/** `--sort-by`: rows of a list in the order of one of its columns, or of a JSONPath as kubectl takes it. */
import type { JobRow, JobSummary } from '../operations/list.ts';
import { parseRelaxedPath, TemplateError } from './jsonpath.ts';
import { valuesOf } from './jsonpath-values.ts';

/** Puts rows in order; equal ones keep their places. */
export type Order = (rows: readonly JobRow[]) => readonly JobRow[];

/** The columns that `--sort-by` knows by name. */
export const SORTABLE = [
  'namespace',
  'name',
  'status',
  'completions',
  'failed',
  'active',
  'duration',
  'age',
  'reason',
] as const;

/**
 * The order asked for: a column's name sorts by its figure, smallest first (so the youngest first for `age`); anything else is a path, which
 * throws `TemplateError` when it cannot be read, and when it finds nothing in any row, as in kubectl.
 */
export function orderBy(text: string): Order {
  const column = SORTABLE.find((name) => name === text.toLowerCase());
  if (column) return (rows) => sorted(rows, ({ job, summary }) => KEYS[column](summary, job.metadata));
  const path = parseRelaxedPath(text);
  return (rows) => {
    const keys = new Map(rows.map((row) => [row, valuesOf(row.job.source, path)[0]]));
    if (rows.length > 0 && [...keys.values()].every((key) => key === undefined)) {
      throw new TemplateError(`couldn't find any field with path "${text}" in the list of objects`);
    }
    return sorted(rows, (row) => keys.get(row));
  };
}

type Key = (summary: JobSummary, metadata: JobRow['job']['metadata']) => unknown;

const KEYS: Readonly<Record<(typeof SORTABLE)[number], Key>> = {
  namespace: (_, { namespace }) => namespace,
  name: (_, { name }) => name,
  status: ({ status }) => status,
  completions: ({ fraction, done }) => fraction ?? done,
  failed: ({ failed }) => failed,
  active: ({ active }) => active,
  duration: ({ durationSeconds }) => durationSeconds,
  age: ({ ageSeconds }) => ageSeconds,
  reason: ({ reason, stuck }) => reason || stuck,
};

function sorted(rows: readonly JobRow[], key: (row: JobRow) => unknown): readonly JobRow[] {
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  const { compare: textually } = new Intl.Collator('en', { numeric: true });
  return keyed.sort((a, b) => compare(a.key, b.key, textually)).map(({ row }) => row);
}

/** What is missing comes first, as in kubectl; numbers by size, texts with the numbers in them by size (`job-2` before `job-10`). */
function compare(a: unknown, b: unknown, textually: (a: string, b: string) => number): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return textually(textOf(a), textOf(b));
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
