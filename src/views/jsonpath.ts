/** `-o jsonpath=…`: kubectl's JSONPath templates, printed as kubectl prints them. */
import { type Part, parsePath, parseTemplate, type Step, type Template, TemplateError } from './jsonpath-syntax.ts';
import { isMap, valuesOf } from './jsonpath-values.ts';
import { harmless } from './text.ts';

export { parseTemplate, TemplateError } from './jsonpath-syntax.ts';

/** The output of a template for a result object. Throws `TemplateError`, with kubectl's words. */
export function renderTemplate(template: string, value: unknown): string {
  try {
    return parts(parseTemplate(template), value);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(
      `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}`,
    );
  }
}

/**
 * A path that may be typed without braces and without its first dot, as `--sort-by` and custom-columns take it. Throws `TemplateError`.
 * (Kubernetes 1.36, kubectl/pkg/cmd/get/customcolumn.go, RelaxedJSONPathExpression.)
 */
export function parseRelaxedPath(text: string): readonly Step[] {
  const inner = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  const path = inner?.[1] ?? inner?.[2];
  if (path === undefined) {
    throw new TemplateError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return parsePath(`.${path}`);
}

function parts(template: Template, value: unknown): string {
  return template.map((part) => printedPart(part, value)).join('');
}

function printedPart(part: Part, value: unknown): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'path':
      return valuesOf(value, part.steps).map(printed).join(' ');
    case 'range':
      return valuesOf(value, part.steps)
        .map((element) => parts(part.body, element))
        .join('');
  }
}

/** Maps and lists as Go's compact JSON, everything else as Go's `%v`. */
function printed(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') return harmless(goJson(value));
  return harmless(String(value));
}

/** Go's encoding/json: keys sorted, and `<`, `>`, `&` escaped. */
function goJson(value: object): string {
  const text = JSON.stringify(value, (_, inner: unknown) => (isMap(inner) ? sorted(inner) : inner));
  return text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function sorted(map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
