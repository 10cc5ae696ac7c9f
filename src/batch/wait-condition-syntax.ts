/** What a user types for `--for`: `finished`, `complete,failed`, `indexes=0-4,7`, `condition=Complete`, `jsonpath={.status.ready}=3`. */

import { parseIndexSelection } from './index-selection.ts';
import { printIndexes } from './indexes.ts';
import type { WaitCondition, WaitExpression } from './wait-condition.ts';

/** Alternatives, or why the text is none (one sentence without a full stop); `unknown` is a word that is no condition. */
export type ParsedAlternatives =
  | { readonly ok: true; readonly alternatives: readonly WaitCondition[] }
  | { readonly ok: false; readonly why: string; readonly unknown?: string };

/** The words that conditions begin with. */
export const WAIT_WORDS = [
  'finished',
  'complete',
  'failed',
  'started',
  'suspended',
  'resumed',
  'ready',
  'succeeded',
  'indexes',
  'delete',
  'create',
  'condition',
  'jsonpath',
] as const;

type WaitWord = (typeof WAIT_WORDS)[number];

/**
 * Reads one `--for`: conditions separated by commas, of which one must hold. Case does not matter in names. Commas inside braces or quotes separate
 * nothing, and neither do those between indexes.
 */
export function parseAlternatives(text: string): ParsedAlternatives {
  const alternatives: WaitCondition[] = [];
  for (const part of partsOf(text)) {
    const condition = parseCondition(part);
    if ('why' in condition) return { ok: false, ...condition };
    alternatives.push(condition);
  }
  return { ok: true, alternatives };
}

/** A condition as one would type it. */
export function conditionText(condition: WaitCondition): string {
  switch (condition.kind) {
    case 'ready':
      return condition.count === undefined ? 'ready' : `ready=${condition.count}`;
    case 'succeeded':
      return `succeeded=${condition.count}`;
    case 'indexes':
      return `indexes=${printIndexes(condition.indexes)}`;
    case 'condition':
      return `condition=${condition.type}${condition.status.toLowerCase() === 'true' ? '' : `=${condition.status}`}`;
    case 'jsonpath':
      return `jsonpath=${condition.path}${condition.value === undefined ? '' : `=${condition.value}`}`;
    default:
      return condition.kind;
  }
}

/** An expression in words: `started and complete,failed`. */
export function expressionText(expression: WaitExpression): string {
  return expression.map((alternatives) => alternatives.map(conditionText).join(',')).join(' and ');
}

type Refusal = { readonly why: string; readonly unknown?: string };

/** What stands between commas; braces (of JSONPath) and quotes hold together what is in them. */
function partsOf(text: string): readonly string[] {
  const pieces = [''];
  for (const [token] of text.matchAll(/\{(?:"[^"]*"|'[^']*'|[^{}"'])*\}|"[^"]*"|'[^']*'|,|[^,]/g)) {
    if (token === ',') pieces.push('');
    else pieces.push((pieces.pop() ?? '') + token);
  }
  return withWholeIndexes(pieces.map((piece) => piece.trim()));
}

/** `indexes=0-4`, `7` belong together. */
function withWholeIndexes(pieces: readonly string[]): readonly string[] {
  const parts: string[] = [];
  for (const piece of pieces) {
    const before = parts.at(-1);
    const isMore = before !== undefined && /^indexes=/i.test(before) && /^\d[\d:-]*$/.test(piece);
    if (isMore) parts[parts.length - 1] = `${before},${piece}`;
    else parts.push(piece);
  }
  return parts;
}

function parseCondition(part: string): WaitCondition | Refusal {
  const equals = part.indexOf('=');
  const typed = equals < 0 ? part : part.slice(0, equals);
  const value = equals < 0 ? undefined : part.slice(equals + 1);
  const word = WAIT_WORDS.find((known) => known === typed.trim().toLowerCase());
  if (word === undefined) return { why: `unrecognized condition: "${part}"`, unknown: typed };
  return withValue(word, value);
}

function withValue(word: WaitWord, value: string | undefined): WaitCondition | Refusal {
  switch (word) {
    case 'ready':
      return value === undefined ? { kind: word, count: undefined } : counted(word, value);
    case 'succeeded':
      return counted(word, value ?? '');
    case 'indexes': {
      const selection = parseIndexSelection(value ?? '');
      return selection.ok ? { kind: word, indexes: selection.intervals } : { why: `indexes: ${selection.why}` };
    }
    case 'condition':
      return ofStatus(value ?? '');
    case 'jsonpath':
      return ofPath(value ?? '');
    default:
      return value === undefined ? { kind: word } : { why: `${word} takes no value, "${value}" was given` };
  }
}

function counted(kind: 'ready' | 'succeeded', value: string): WaitCondition | Refusal {
  const isCount = /^\d{1,10}$/.test(value);
  return isCount ? { kind, count: Number(value) } : { why: `${kind} needs a whole number, such as ${kind}=3` };
}

/** `TYPE`, which means `TYPE=True`, or `TYPE=STATUS`. */
function ofStatus(value: string): WaitCondition | Refusal {
  const [type = '', status = 'True'] = value.split(/=(.*)/s);
  return type === ''
    ? { why: 'condition needs a type, such as condition=Complete' }
    : { kind: 'condition', type, status };
}

const JSONPATH_FORMAT =
  "jsonpath wait format must be --for=jsonpath='{.status.ready}'=3 or --for=jsonpath='{.status.ready}'";

/** A path in braces or without, and behind the first `=` that stands outside of them the value, which may be quoted. */
function ofPath(input: string): WaitCondition | Refusal {
  const match = /^((?:\{(?:"[^"]*"|'[^']*'|[^{}"'])*\})|[^={}]+)(?:=(.*))?$/s.exec(input);
  const [, path, typed] = match ?? [];
  if (path === undefined) return { why: JSONPATH_FORMAT };
  if (typed === undefined) return { kind: 'jsonpath', path, value: undefined };
  const value = typed.replace(/^['"]+|['"]+$/g, '');
  if (value === '')
    return { why: "jsonpath wait has to have a value after equal sign, like jsonpath='{.status.ready}'=3" };
  return { kind: 'jsonpath', path, value };
}
