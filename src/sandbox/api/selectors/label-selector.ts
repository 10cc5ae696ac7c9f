/**
 * Label selectors: Kubernetes' whole grammar, with the API server's words for what it cannot read
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/labels/selector.go, `Parser`).
 */

import { StatusError } from '../status.ts';
import { type Token, type TokenKind, tokensOf } from './label-lexer.ts';
import { labelKeyProblem, labelValueProblem } from './label-syntax.ts';

/** Whether an object's labels are selected. */
export type LabelPredicate = (labels: Readonly<Record<string, string>>) => boolean;

/** Reads a selector such as `app=web,tier in (a,b),!canary`; '' selects everything. Throws a StatusError 400. */
export function parseLabelSelector(selector: string): LabelPredicate {
  const requirements = new Parser(tokensOf(selector)).selector();
  return (labels) => requirements.every((requirement) => isMet(requirement, labels));
}

type Operator = 'exists' | '!' | 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt';

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

const BINARY_OPERATORS = 'in, notin, =, ==, !=, gt, lt';

function isMet({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'gt':
      return value !== undefined && INTEGER.test(value) && Number(value) > Number(values[0]);
    case 'lt':
      return value !== undefined && INTEGER.test(value) && Number(value) < Number(values[0]);
  }
}

const INTEGER = /^[+-]?\d+$/;

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  selector(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const first = this.#value();
      if (first.kind === 'end') return requirements;
      if (first.kind !== 'identifier' && first.kind !== '!') {
        throw unreadable(`found '${first.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const next = this.#next();
      if (next.kind === 'end') return requirements;
      if (next.kind !== ',') throw unreadable(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#value();
      if (after.kind !== 'identifier' && after.kind !== '!') {
        throw unreadable(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    const negated = this.#value().kind === '!';
    if (negated) this.#next();
    const key = this.#value();
    if (key.kind !== 'identifier') throw unreadableRequirement(`found '${key.text}', expected: identifier`);
    this.#next();
    if (negated) return checked({ key: key.text, operator: '!', values: [] });
    const { kind } = this.#value();
    if (kind === 'end' || kind === ',') return checked({ key: key.text, operator: 'exists', values: [] });
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#valueSet() : [this.#exactValue()];
    return checked({ key: key.text, operator, values });
  }

  #operator(): Operator {
    const token = this.#next();
    switch (token.kind) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
        return token.kind;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw unreadableRequirement(`found '${token.text}', expected: ${BINARY_OPERATORS}`);
    }
  }

  #exactValue(): string {
    const token = this.#value();
    if (token.kind === 'end' || token.kind === ',') return '';
    if (token.kind !== 'identifier') throw unreadableRequirement(`found '${token.text}', expected: identifier`);
    return this.#next().text;
  }

  #valueSet(): readonly string[] {
    const open = this.#next();
    if (open.kind !== '(') throw unreadableRequirement(`found '${open.text}' expected: '('`);
    const first = this.#value();
    if (first.kind !== 'identifier' && first.kind !== ',' && first.kind !== ')') {
      throw unreadableRequirement(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    if (first.kind === ')') {
      this.#next();
      return [];
    }
    const values = this.#identifiers();
    const close = this.#next();
    if (close.kind !== ')') throw unreadableRequirement(`found '${close.text}', expected: ')'`);
    return values;
  }

  /** Identifiers between commas; nothing between two commas is the empty value. */
  #identifiers(): readonly string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.#value();
      values.push(token.kind === 'identifier' ? this.#next().text : '');
      const { kind, text } = this.#value();
      if (kind === ')') return values;
      if (kind !== ',') throw unreadableRequirement(`found '${text}', expected: ',' or ')'`);
      this.#next();
    }
  }

  /** The next token where a key or a value may stand: `in` and `notin` are words there. */
  #value(): Token {
    const token = this.#peek();
    const isWord: TokenKind = token.kind === 'in' || token.kind === 'notin' ? 'identifier' : token.kind;
    return { kind: isWord, text: token.text };
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const wrongKey = labelKeyProblem(key);
  if (wrongKey) throw unreadableRequirement(`key: Invalid value: ${JSON.stringify(key)}: ${wrongKey}`);
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    throw unreadableRequirement(`values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty`);
  }
  for (const [i, value] of values.entries()) {
    if ((operator === 'gt' || operator === 'lt') && !INTEGER.test(value)) {
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      throw unreadableRequirement(`values[${i}]: Invalid value: ${JSON.stringify(value)}: ${why}`);
    }
    const wrong = labelValueProblem(value);
    if (wrong) throw unreadableRequirement(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${wrong}`);
  }
  return requirement;
}

function unreadableRequirement(why: string): StatusError {
  return unreadable(`unable to parse requirement: ${why}`);
}

function unreadable(why: string): StatusError {
  return StatusError.badRequest(why);
}
