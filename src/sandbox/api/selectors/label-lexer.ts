/**
 * Tokens of a label selector (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/labels/selector.go, `Lexer`).
 */

/** What a piece of a selector is; `in` and `notin` are also identifiers, depending on where they stand. */
export type TokenKind =
  | 'end'
  | 'error'
  | 'identifier'
  | 'in'
  | 'notin'
  | ')'
  | ','
  | '!'
  | '=='
  | '='
  | '>'
  | '<'
  | '!='
  | '(';

/** A piece of a selector, with its text. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** All tokens of a selector, ending with one of kind `end` or `error`. */
export function tokensOf(selector: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(selector[at] ?? '')) at += 1;
    if (at >= selector.length) return [...tokens, { kind: 'end', text: '' }];
    const token = SYMBOL_START.test(selector[at] ?? '') ? symbolAt(selector, at) : wordAt(selector, at);
    tokens.push(token);
    at += token.text.length;
    if (token.kind === 'error') return tokens;
  }
}

const SYMBOL_START = /[=!(),><]/;
const WORD = /[^=!(),><\s]+/y;
const SYMBOLS: readonly TokenKind[] = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

function symbolAt(selector: string, at: number): Token {
  const symbol = SYMBOLS.find((candidate) => selector.startsWith(candidate, at));
  return symbol === undefined ? { kind: 'error', text: selector.slice(at) } : { kind: symbol, text: symbol };
}

function wordAt(selector: string, at: number): Token {
  WORD.lastIndex = at;
  const text = WORD.exec(selector)?.[0] ?? selector.slice(at);
  return { kind: text === 'in' || text === 'notin' ? text : 'identifier', text };
}
