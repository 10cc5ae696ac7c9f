/** The list in the format that was asked for: all at once, redrawn, or change by change. */
import type { JobRow, ListUpdate } from '../operations/list.ts';
import { itemObject, listNames, listObject, listTable, listWidths } from './list.ts';
import type { Page } from './page.ts';
import { isStructured, type OutputFormat, renderStructured } from './structured.ts';
import { styleFor } from './style.ts';
import { plain } from './text.ts';

/** What was asked for. */
export interface ListFormat {
  readonly output: OutputFormat;
  readonly headers: boolean;
  readonly allNamespaces: boolean;
}

/** All rows; empty if there are none and the format is for people. Throws `TemplateError`. */
export async function listOutput(rows: readonly JobRow[], format: ListFormat, page: Page): Promise<string> {
  if (isStructured(format.output)) return renderStructured(listObject(rows), format.output);
  if (format.output.kind === 'name') return listNames(rows);
  return rows.length === 0 ? '' : listTable(rows, page, tableOptions(format));
}

/**
 * A function from changed rows to what to print of them, each in turn, in a watch that cannot redraw. Headers come once, and later rows stand
 * under the first ones. It throws `TemplateError`.
 */
export function changeOutput(format: ListFormat, page: Page): (rows: readonly JobRow[]) => Promise<string> {
  let widths: readonly number[] | undefined;
  const { output } = format;
  return async (rows) => {
    if (rows.length === 0) return '';
    const first = widths === undefined;
    const options = { ...tableOptions(format), headers: format.headers && first, widths };
    widths ??= listWidths(rows, page, tableOptions(format));
    if (output.kind === 'name') return listNames(rows);
    if (!isStructured(output)) return listTable(rows, page, options);
    return (await Promise.all(rows.map((row, i) => changedObject(row, output, first && i === 0)))).join('');
  };
}

/** The screen of a watch that redraws. */
export function liveOutput(
  update: ListUpdate,
  format: ListFormat,
  place: { readonly page: Page; readonly namespace: string | undefined },
): string {
  const rows = update.all();
  const table = rows.length === 0 ? nothingFound(place.namespace) : listTable(rows, place.page, tableOptions(format));
  return update.trouble ? `${table}${styleFor(place.page).yellow(troubleText(update.trouble))}\n` : table;
}

/** Whether a format is drawn for people, so that a watch may redraw it. */
export function isTable({ output }: ListFormat): boolean {
  return output.kind === 'text' || output.kind === 'wide';
}

/** What a watch says while it hears nothing. */
export function troubleText({ error, retryInMs }: NonNullable<ListUpdate['trouble']>): string {
  return `connection lost: ${plain(error.message)}; trying again in ${Math.max(1, Math.round(retryInMs / 1000))}s`;
}

/** What kubectl says on standard error when there is nothing to list. */
export function nothingFound(namespace: string | undefined): string {
  return namespace === undefined ? 'No resources found\n' : `No resources found in ${plain(namespace)} namespace.\n`;
}

function tableOptions(format: ListFormat) {
  return { wide: format.output.kind === 'wide', allNamespaces: format.allNamespaces, headers: format.headers };
}

/** One object by itself, as `kubectl get -w` writes them; YAML documents are kept apart. */
async function changedObject(
  row: JobRow,
  output: Parameters<typeof renderStructured>[1],
  first: boolean,
): Promise<string> {
  const shown = output.kind === 'custom-columns' ? { ...output, headers: output.headers && first } : output;
  const text = await renderStructured(itemObject(row), shown);
  return output.kind === 'yaml' && !first ? `---\n${text}` : text;
}
