/** `--template '{index} {line}'`: a line in the shape that somebody wants. */

/** What may stand in braces. */
export const TEMPLATE_FIELDS = [
  'line',
  'timestamp',
  'prefix',
  'index',
  'attempt',
  'run',
  'job',
  'pod',
  'container',
  'namespace',
  'node',
] as const;

/** The name of a field. */
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/** A template: texts as they are, and fields by turns. */
export type LineTemplate = readonly (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: TemplateField }
)[];

/** Reads `{field}`, `{{` and `}}` for braces, `\t` and `\n`. Throws an Error that says what is wrong. */
export function parseLineTemplate(text: string): LineTemplate {
  const parts = text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|\\[tn\\]|[{}]|[^{}\\]+|\\/g);
  return Array.from(parts, ([part, name]) => {
    if (name !== undefined) return { kind: 'field', field: fieldOf(name) };
    if (part === '{' || part === '}') throw new Error(`a "${part}" stands alone: write ${part}${part} for a brace`);
    return { kind: 'text', text: ESCAPES[part] ?? part };
  });
}

const ESCAPES: Readonly<Record<string, string>> = { '{{': '{', '}}': '}', '\\t': '\t', '\\n': '\n', '\\\\': '\\' };

function fieldOf(name: string): TemplateField {
  const field = TEMPLATE_FIELDS.find((known) => known === name.trim());
  if (!field) throw new Error(`there is no field "${name}": ${TEMPLATE_FIELDS.join(', ')}`);
  return field;
}
