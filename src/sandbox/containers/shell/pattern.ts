/** Shell patterns as regular expressions (POSIX, 2.14, with bash's extended ones). */

/** A piece of a pattern: quoted text stands for itself. */
export interface PatternPiece {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Whether anything in a pattern is more than text. */
export function hasWildcard(pieces: readonly PatternPiece[]): boolean {
  return pieces.some(({ text, isQuoted }) => !isQuoted && /[*?[]|[@!+]\(/.test(text));
}

/** A pattern's source. `lazy`: it takes as little as it can; `inPath`: it does not cross a slash. */
export function patternSource(pieces: readonly PatternPiece[], how: PatternUse = {}): string {
  return pieces.map(({ text, isQuoted }) => (isQuoted ? escaped(text) : translated(text, how))).join('');
}

/** How a pattern is used. */
export interface PatternUse {
  readonly lazy?: boolean;
  readonly inPath?: boolean;
}

/** Whether a text is what a pattern says, as a whole. */
export function matchesPattern(text: string, pieces: readonly PatternPiece[]): boolean {
  return new RegExp(`^(?:${patternSource(pieces)})$`, 's').test(text);
}

/** Text that stands for itself in a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function translated(text: string, how: PatternUse): string {
  const any = how.inPath ? '[^/]' : '.';
  let source = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    const group = '@!+?*'.includes(char) && text.charAt(i + 1) === '(' ? groupAt(text, i + 1) : undefined;
    if (group) {
      source += extended(char, group.inside, how);
      i = group.end;
    } else if (char === '*') source += `${any}*${how.lazy ? '?' : ''}`;
    else if (char === '?') source += any;
    else if (char === '\\') {
      i += 1;
      source += escaped(text.charAt(i));
    } else if (char === '[') {
      const set = setAt(text, i);
      source += set ? set.source : '\\[';
      i = set ? set.end : i;
    } else source += escaped(char);
  }
  return source;
}

function groupAt(text: string, open: number): { readonly inside: string; readonly end: number } | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text.charAt(i) === '(') depth += 1;
    if (text.charAt(i) === ')') depth -= 1;
    if (depth === 0) return { inside: text.slice(open + 1, i), end: i };
  }
  return undefined;
}

function extended(kind: string, inside: string, how: PatternUse): string {
  const choices = inside
    .split('|')
    .map((choice) => translated(choice, how))
    .join('|');
  if (kind === '!') return `(?!(?:${choices})$).*`;
  return `(?:${choices})${kind === '@' ? '' : kind}`;
}

function setAt(text: string, open: number): { readonly source: string; readonly end: number } | undefined {
  const isNegated = '!^'.includes(text.charAt(open + 1));
  const from = open + (isNegated ? 2 : 1);
  let end = text.indexOf(']', from + 1);
  for (let at = text.indexOf('[:', from); at >= 0 && at < end; at = text.indexOf('[:', at + 2)) {
    const close = text.indexOf(':]', at);
    if (close >= 0 && close + 1 >= end - 1) end = text.indexOf(']', close + 2);
  }
  if (end < 0) return undefined;
  const inside = text
    .slice(from, end)
    .replace(/[\\\]^[]/g, (char) => (char === '[' ? '[' : `\\${char}`))
    .replace(/\[:(\w+):\\?\]/g, (whole, name: string) => CLASSES[name] ?? whole)
    .replace(/\[/g, '\\[');
  return { source: `[${isNegated ? '^' : ''}${inside}]`, end };
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\x5b-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
  word: '\\w',
};
