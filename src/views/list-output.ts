/** The list in the format that was asked for: all at once, redrawn, or change by change. */
import type { JobRow, ListUpdate } from '../operations/list.ts';
import { itemObject, listFace, listNames, listObject, listTable, listWidths } from './list.ts';
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
 * A function from changed rows to what to print of them, each in turn, in a watch that cannot redraw. Headers come once, later rows stand under
 * the first ones, and a row of a table that looks as it did is left out. It throws `TemplateError`.
 */
export function changeOutput(format: ListFormat, page: Page): (rows: readonly JobRow[]) => Promise<string> {
  const { output } = format;
  if (!isStructured(output)) return changedRows(format, page);
  let first = true;
  return async (rows) => {
    const texts: string[] = [];
    for (const row of rows) {
      texts.push(await changedObject(row, output, first));
      first = false;
    }
    return texts.join('');
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

function changedRows(format: ListFormat, page: Page): (rows: readonly JobRow[]) => Promise<string> {
  const faces = new Map<string, string>();
  let widths: readonly number[] | undefined;
  const isNew = (row: JobRow) => {
    const face = listFace(row, page);
    const changed = faces.get(row.job.metadata.uid) !== face;
    faces.set(row.job.metadata.uid, face);
    return changed;
  };
  return async (rows) => {
    if (format.output.kind === 'name') return listNames(rows);
    const shown = rows.filter(isNew);
    if (shown.length === 0) return '';
    const options = { ...tableOptions(format), headers: format.headers && widths === undefined, widths };
    const text = listTable(shown, page, options);
    widths = listWidths(shown, page, options);
    return text;
  };
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
