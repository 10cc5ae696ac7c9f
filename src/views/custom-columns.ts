/** `-o custom-columns=HEADER:PATH,…`, as kubectl reads and prints it (Kubernetes 1.36, kubectl/pkg/cmd/get/customcolumn.go). */
import { parseRelaxedPath, TemplateError } from './jsonpath.ts';
import { isMap, valuesOf } from './jsonpath-values.ts';
import type { Page } from './page.ts';
import { table } from './table.ts';
import { plain } from './text.ts';

/** One column: its header, and the path of its values within an item. */
export interface Column {
  readonly header: string;
  readonly path: string;
}

/** Reads `NAME:.metadata.name,READY:.status.ready`. Throws `TemplateError`. */
export function parseColumns(spec: string): readonly Column[] {
  if (spec === '') throw new TemplateError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new TemplateError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    const column = { header: part.slice(0, colon), path: part.slice(colon + 1) };
    parseRelaxedPath(column.path);
    return column;
  });
}

/** The items of a list (or the one object, if it is none) as a table; what is missing is `<none>`. Throws `TemplateError`. */
export function customColumns(
  value: object,
  columns: readonly Column[],
  options: { readonly headers: boolean; readonly page: Page },
): string {
  const paths = columns.map((column) => parseRelaxedPath(column.path));
  const rows = itemsOf(value).map((item) => paths.map((steps) => cell(valuesOf(item, steps))));
  const headers = options.headers ? { headers: columns.map((column) => column.header) } : {};
  return table(rows, options.page, headers);
}

function itemsOf(value: object): readonly unknown[] {
  return 'items' in value && Array.isArray(value.items) ? value.items : [value];
}

function cell(values: readonly unknown[]): string {
  return values.length === 0 ? '<none>' : plain(values.map(goValue).join(','));
}

/** Go's `%v`: `[a b]` for a list, `map[k:v]` with sorted keys for a map, `<nil>` for null. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isMap(value)) return String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}
