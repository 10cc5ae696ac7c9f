/** Results for programs: `-o json`, `-o yaml`, `-o jsonpath=…`, `-o custom-columns=…`. */
import { type Column, customColumns } from './custom-columns.ts';
import { renderTemplate } from './jsonpath.ts';
import type { Page } from './page.ts';
import { escapeUnsafe, isHarmless } from './text.ts';

/** What `-o` asked for. */
export type OutputFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'wide' }
  | { readonly kind: 'name' }
  /** Of peers: a hostfile for MPI, lines for /etc/hosts. */
  | { readonly kind: 'hostfile' | 'hosts' }
  | StructuredFormat;

/** The formats that any result object can be written in. */
export type StructuredFormat =
  | { readonly kind: 'json' }
  | { readonly kind: 'yaml' }
  | { readonly kind: 'jsonpath'; readonly template: string }
  | { readonly kind: 'custom-columns'; readonly columns: readonly Column[]; readonly headers: boolean };

/** Whether a format is written by `renderStructured`; the others are a view's own. */
export function isStructured(format: OutputFormat): format is StructuredFormat {
  return !OWN_FORMATS.some((kind) => kind === format.kind);
}

const OWN_FORMATS = ['text', 'wide', 'name', 'hostfile', 'hosts'] as const;

/**
 * A result object in a structured format, as kubectl writes it. Characters that a terminal would act on come out escaped (JSON, YAML) or not at all.
 * Throws `TemplateError` where kubectl does: a subscript outside its array, a filter over values that cannot be compared.
 */
export async function renderStructured(value: object, format: StructuredFormat): Promise<string> {
  switch (format.kind) {
    case 'json':
      return `${escapeUnsafe(JSON.stringify(value, null, 4))}\n`;
    case 'yaml':
      return yaml(value);
    case 'jsonpath':
      return renderTemplate(format.template, value);
    case 'custom-columns':
      return customColumns(value, format.columns, { headers: format.headers, page: PIPE });
  }
}

const PIPE: Page = { width: undefined, colour: false, unicode: true };

/** Loaded only when asked for: the package takes longer to load than a list to print. */
async function yaml(value: object): Promise<string> {
  const { Document, visit } = await import('yaml');
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && needsQuotes(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // Quoted texts stay on one line: folded, those with many blanks come back as others.
  return escapeUnsafe(
    document.toString({ lineWidth: 0, indentSeq: false, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }),
  );
}

/** What a terminal would act on, and lines of nothing but blanks, of which a block scalar would lose the first ones. */
function needsQuotes(text: string): boolean {
  return !isHarmless(text) || /^\s*\n\s*$/.test(text);
}
