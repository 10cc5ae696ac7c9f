/** The list of Jobs as a table, as names, and as the object behind `-o json`. */
import { humanDuration } from '../batch/durations.ts';
import { abbreviateIndexes, parseIndexes } from '../batch/indexes.ts';
import { requirementsOf } from '../batch/label-selector.ts';
import type { ApiObject } from '../batch/objects.ts';
import type { JobRow, JobSummary } from '../operations/list.ts';
import { bar } from './bar.ts';
import type { Page } from './page.ts';
import { stateStyle, styleFor } from './style.ts';
import { table, tableWidths } from './table.ts';
import { displayWidth, plain } from './text.ts';

/** How the table is drawn. */
export interface ListOptions {
  /** Everything, however wide it gets. */
  readonly wide: boolean;
  readonly allNamespaces: boolean;
  readonly headers: boolean;
  /** Widths that columns must have at least, so that rows drawn later stand under the first ones. */
  readonly widths?: readonly number[] | undefined;
}

/** The table, each line ended by a newline. Where the page is narrow, first the bars go, then the least important columns. */
export function listTable(rows: readonly JobRow[], page: Page, options: ListOptions): string {
  const { columns, cells } = fitting(rows, page, options);
  const least = options.widths ? { least: options.widths } : {};
  const headers = options.headers ? { headers: columns.map(({ header }) => header) } : {};
  const droppable = options.wide ? [] : columns.map((_, i) => i).filter((i) => columns[i]?.rank !== undefined);
  const order = droppable.sort((a, b) => (columns[a]?.rank ?? 0) - (columns[b]?.rank ?? 0));
  const sheet = options.wide ? { ...page, width: undefined } : page;
  return table(cells, sheet, { ...headers, ...least, droppable: order, elastic: REASON_WIDTH });
}

/** The widths of the columns as `listTable` draws them for these rows, to be handed to it for later ones. */
export function listWidths(rows: readonly JobRow[], page: Page, options: ListOptions): readonly number[] {
  const { columns, cells } = fitting(rows, page, options);
  const { widths: least = [] } = options;
  return tableWidths([columns.map(({ header }) => header), ...cells]).map((width, i) => Math.max(width, least[i] ?? 0));
}

/** What a row shows apart from times that run on: two rows alike in this look the same to who reads them. */
export function listFace(row: JobRow, page: Page): string {
  return columnsOf({ wide: true, allNamespaces: true, headers: false }, undefined)
    .filter(({ header }) => header !== 'DURATION' && header !== 'AGE')
    .map((column) => column.cell(row, page))
    .join('\n');
}

/** `job.batch/NAME`, one a line. */
export function listNames(rows: readonly JobRow[]): string {
  return rows.map(({ job }) => `job.batch/${plain(job.metadata.name)}\n`).join('');
}

/** The object behind `-o json|yaml|jsonpath|custom-columns`: `JobSummaryList`, kubectl-job/v1. */
export function listObject(rows: readonly JobRow[]): object {
  return { apiVersion: 'kubectl-job/v1', kind: 'JobSummaryList', items: rows.map(itemObject) };
}

/** One item: the Job exactly as the API sent it, so that kubectl's own paths find what they find there, plus `summary`. */
export function itemObject({ job, summary }: JobRow): ApiObject {
  return { ...job.source, summary };
}

interface Column {
  readonly header: string;
  /** Who goes first when there is no room: 1 before 2. Without a rank a column stays. */
  readonly rank?: number;
  cell(row: JobRow, page: Page): string;
}

/** How many cells a bar has. */
const BAR_CELLS = 8;

/** The widest that a list of indexes gets, and what it gets on a page of fewer columns than `NARROW`. */
const INDEXES_WIDTH = 24;
const NARROW_INDEXES_WIDTH = 12;
const NARROW = 100;

/** The longest of the controller's reasons: what REASON is cut down to before another column goes. */
const REASON_WIDTH = 'MaxFailedIndexesExceeded'.length;

const BASE: readonly Column[] = [
  { header: 'NAME', cell: ({ job }) => plain(job.metadata.name) },
  { header: 'STATUS', cell: ({ summary }, page) => stateStyle(styleFor(page), summary.state)(summary.status) },
  { header: 'COMPLETIONS', rank: 6, cell: ({ summary }) => summary.completions },
  { header: 'FAILED', rank: 5, cell: ({ summary }, page) => failedCell(summary, page) },
  { header: 'ACTIVE', rank: 1, cell: ({ summary }) => String(summary.active) },
  { header: 'DURATION', rank: 2, cell: ({ summary }) => lengthOf(summary.durationSeconds, '') },
  { header: 'AGE', rank: 3, cell: ({ summary }) => lengthOf(summary.ageSeconds, '<unknown>') },
  { header: 'REASON', rank: 4, cell: ({ summary }) => plain(whyOf(summary)) },
];

const NAMESPACE: Column = { header: 'NAMESPACE', cell: ({ job }) => plain(job.metadata.namespace) };

const WIDE: readonly Column[] = [
  { header: 'MESSAGE', cell: ({ summary }) => plain(summary.message) || '<none>' },
  { header: 'COMPLETED INDEXES', cell: ({ summary }) => shortIndexes(summary.completedIndexes ?? '', 48) || '<none>' },
  { header: 'PARALLELISM', cell: ({ job }) => String(job.spec.parallelism) },
  { header: 'BACKOFF LIMIT', cell: ({ job }) => backoffCell(job.spec.backoffLimit, job.spec.backoffLimitPerIndex) },
  { header: 'CONTAINERS', cell: ({ job }) => plain(job.spec.template.containers.map(({ name }) => name).join(',')) },
  { header: 'IMAGES', cell: ({ job }) => plain(job.spec.template.containers.map(({ image }) => image).join(',')) },
  { header: 'SELECTOR', cell: ({ job }) => plain(requirementsOf(job.spec).join(',')) || '<none>' },
];

function columnsOf(options: ListOptions, bars: ((row: JobRow, page: Page) => string) | undefined): readonly Column[] {
  const base = bars
    ? BASE.map((column) => (column.header === 'COMPLETIONS' ? { ...column, cell: bars } : column))
    : BASE;
  return [...(options.allNamespaces ? [NAMESPACE] : []), ...base, ...(options.wide ? WIDE : [])];
}

/** The columns with bars if the lines then fit the page, else without. */
function fitting(rows: readonly JobRow[], page: Page, options: ListOptions) {
  const longest = Math.max(0, ...rows.map(({ summary }) => summary.completions.length));
  const withBar = columnsOf(options, (row, sheet) => completionsCell(row.summary, longest, sheet));
  const barred = withBar.length > 0 ? cellsOf(withBar, rows, page) : [];
  if (page.width === undefined || options.wide || lineWidth(withBar, barred) <= page.width) {
    return { columns: withBar, cells: barred };
  }
  const columns = columnsOf(options, undefined);
  return { columns, cells: cellsOf(columns, rows, page) };
}

function cellsOf(columns: readonly Column[], rows: readonly JobRow[], page: Page): readonly (readonly string[])[] {
  return rows.map((row) => columns.map((column) => column.cell(row, page)));
}

/** The width of a line whose last column, the reason, is at its shortest. */
function lineWidth(columns: readonly Column[], cells: readonly (readonly string[])[]): number {
  const widths = tableWidths([columns.map(({ header }) => header), ...cells]);
  const reason = widths.at(-1) ?? 0;
  return widths.reduce((sum, width) => sum + width + 3, -3) - Math.max(0, reason - REASON_WIDTH);
}

/** A work queue has no end to fill a bar towards. */
function completionsCell(summary: JobSummary, longest: number, page: Page): string {
  if (summary.fraction === undefined) return summary.completions;
  const painted = stateStyle(styleFor(page), summary.state)(bar(summary.fraction, BAR_CELLS, page));
  return `${summary.completions}${' '.repeat(longest - displayWidth(summary.completions))} ${painted}`;
}

/** A bare number counts pods; indexes stand in brackets, so that `3` (three pods) and `[3]` (index 3) are told apart. */
function failedCell(summary: JobSummary, page: Page): string {
  const { failedIndexes, failed } = summary;
  const count = failedIndexes === undefined ? String(failed) : '0';
  const width = page.width !== undefined && page.width < NARROW ? NARROW_INDEXES_WIDTH : INDEXES_WIDTH;
  const text = failedIndexes ? `[${shortIndexes(failedIndexes, width)}]` : count;
  const shown = page.unicode ? text : text.replace('…', '...');
  return shown === '0' ? shown : styleFor(page).red(shown);
}

function shortIndexes(indexes: string, width: number): string {
  return abbreviateIndexes(parseIndexes(indexes).intervals, width);
}

function whyOf({ state, reason, stuck, unreadable }: JobSummary): string {
  const telling = state === 'failed' || state === 'failing' ? reason : '';
  const why = telling || stuck;
  const found = unreadable ? `unreadable: ${unreadable.join(', ')}` : '';
  return [why, found].filter((text) => text !== '').join('; ');
}

function lengthOf(seconds: number | undefined, unknown: string): string {
  return seconds === undefined ? unknown : humanDuration(seconds * 1000);
}

function backoffCell(limit: number, perIndex: number | undefined): string {
  return perIndex === undefined ? String(limit) : `${perIndex} per index`;
}
