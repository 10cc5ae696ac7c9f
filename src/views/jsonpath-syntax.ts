/**
 * The grammar of kubectl's JSONPath templates (Kubernetes 1.36, client-go/util/jsonpath/parser.go). It is a dialect of its own:
 * text around `{…}`, `range`/`end`, a dotted path inside quotes (`['metadata.name', 'status.active']`), `\.` for a dot in a key.
 */

/** A template as a list of parts, printed one after the other. */
export type Template = readonly Part[];

/** Literal text, the values of a path, or a body repeated for each value of a path. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'range'; readonly steps: readonly Step[]; readonly body: Template };

/** One step of a path: from the values found so far to the next ones. */
export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | {
      readonly kind: 'slice';
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly step: number | undefined;
    }
  /** One element; as kubectl, a negative index counts from the end. */
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'union'; readonly branches: readonly (readonly Step[])[] }
  /** Without an operator: the elements where `left` finds something. */
  | {
      readonly kind: 'filter';
      readonly left: readonly Step[];
      readonly operator: string | undefined;
      readonly right: readonly Step[];
    };

/** A template cannot be read, or cannot be applied to what it is given. The message is kubectl's. */
export class TemplateError extends Error {
  readonly kind = 'TemplateError';

  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}

/** Throws `TemplateError`. */
export function parseTemplate(template: string): Template {
  const flat = template.match(/\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^{}"'])*\}|[^{]+|\{/g) ?? [];
  const open: { steps: readonly Step[]; body: Part[] }[] = [];
  const top: Part[] = [];
  for (const piece of flat) {
    const body = open.at(-1)?.body ?? top;
    if (!piece.startsWith('{')) {
      body.push({ kind: 'text', text: piece });
      continue;
    }
    const action = actionOf(piece);
    if (action.word === 'range') open.push({ steps: action.steps, body: [] });
    else if (action.word === 'end') close(open, top);
    else body.push({ kind: 'path', steps: action.steps });
  }
  while (open.length > 0) close(open, top);
  return top;
}

/** The steps of a path without braces, such as `.metadata.name`. Throws `TemplateError`. */
export function parsePath(path: string): readonly Step[] {
  return stepsOf(new Reader(path));
}

function close(open: { readonly steps: readonly Step[]; readonly body: Part[] }[], top: Part[]): void {
  const range = open.pop();
  if (!range) throw new TemplateError('not in range, nothing to end');
  (open.at(-1)?.body ?? top).push({ kind: 'range', ...range });
}

function actionOf(piece: string): { readonly word: 'range' | 'end' | undefined; readonly steps: readonly Step[] } {
  if (!piece.endsWith('}') || piece === '{') throw new TemplateError('unclosed action');
  const inner = piece.slice(1, -1).trim();
  const word = /^(?:range|end)(?![\w-])/.exec(inner)?.[0];
  const steps = parsePath(inner.slice(word?.length ?? 0));
  return { word: word === 'range' || word === 'end' ? word : undefined, steps };
}

/** A text and how far it has been read. */
class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get rest(): string {
    return this.text.slice(this.at);
  }

  /** What the expression (anchored with `y`) matches here, moved past; undefined if it does not. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (!found) return undefined;
    this.at = expression.lastIndex;
    return found;
  }
}

function stepsOf(reader: Reader): readonly Step[] {
  const steps: Step[] = [];
  while (reader.at < reader.text.length) {
    if (reader.take(/[\s@$]+/y)) continue;
    steps.push(...nextSteps(reader));
  }
  return steps;
}

/** A name ends where kubectl ends it; a backslash takes the next character as it is. */
const NAME = /(?:\\.|[^\\\s.,[\]$@{}])*/y;

function nextSteps(reader: Reader): readonly Step[] {
  if (reader.rest.startsWith('[?(')) return [filterStep(reader)];
  if (reader.take(/\.\./y)) return [{ kind: 'recursive' }, ...(/^[\w]/.test(reader.rest) ? fieldSteps(reader) : [])];
  if (reader.take(/\./y)) return fieldSteps(reader);
  if (reader.rest.startsWith('[')) return bracketSteps(reader);
  if (/^["']/.test(reader.rest)) return [{ kind: 'literal', value: quoted(reader) }];
  const number = reader.take(/[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (number) return [{ kind: 'literal', value: Number(number[0]) }];
  const word = reader.take(/[\w-]+/y)?.[0];
  if (word === 'true' || word === 'false') return [{ kind: 'literal', value: word === 'true' }];
  if (word !== undefined) throw new TemplateError(`unrecognized identifier ${word}`);
  throw new TemplateError(`unrecognized character in action: ${codePoint(reader.rest)}`);
}

function fieldSteps(reader: Reader): readonly Step[] {
  const name = reader.take(NAME)?.[0] ?? '';
  if (name === '*') return [{ kind: 'wildcard' }];
  return [{ kind: 'field', name: name.replaceAll('\\', '') }];
}

function bracketSteps(reader: Reader): readonly Step[] {
  const inner = reader.take(/\[([^\]\n]*)\]/y)?.[1];
  if (inner === undefined) throw new TemplateError('unterminated array');
  const branches = inner.split(',');
  if (branches.length < 2) return subscript(inner);
  return [{ kind: 'union', branches: branches.map((branch) => subscript(branch.trim())) }];
}

function subscript(inner: string): readonly Step[] {
  if (inner === '*') return [{ kind: 'slice', from: undefined, to: undefined, step: undefined }];
  const key = /^'([^']*)'$/.exec(inner)?.[1];
  if (key !== undefined) return parsePath(`.${key}`);
  const numbers = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inner);
  if (!numbers || inner === '' || inner === '-') throw new TemplateError(`invalid array index ${inner}`);
  const [from, to, step] = numbers.slice(1).map((part) => numberOf(part));
  if (numbers[2] === undefined) return [{ kind: 'index', index: from ?? 0 }];
  return [{ kind: 'slice', from, to, step }];
}

function numberOf(part: string | undefined): number | undefined {
  const digits = part?.replace(':', '') ?? '';
  return digits === '' || digits === '-' ? undefined : Number(digits);
}

function filterStep(reader: Reader): Step {
  const inner = reader.take(/\[\?\(((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"')\n])*)\)\]/y)?.[1];
  if (inner === undefined) throw new TemplateError('unterminated filter');
  const comparison = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(inner);
  if (!comparison) return { kind: 'filter', left: parsePath(inner), operator: undefined, right: [] };
  const [, left = '', operator = '', right = ''] = comparison;
  if (!['==', '!=', '<', '<=', '>', '>='].includes(operator)) {
    throw new TemplateError(`unrecognized filter operator ${operator}`);
  }
  return { kind: 'filter', left: parsePath(left), operator, right: parsePath(right) };
}

function quoted(reader: Reader): string {
  const found = reader.take(/"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)'/y);
  if (!found) throw new TemplateError('unterminated quoted string');
  const inner = found[1] ?? found[2] ?? '';
  return inner.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|.)/g, (_, code: string) => unescaped(code));
}

function unescaped(code: string): string {
  if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return ESCAPES[code] ?? code;
}

/** Go's escapes. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

function codePoint(rest: string): string {
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  return `U+${(rest.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${character}'`;
}
