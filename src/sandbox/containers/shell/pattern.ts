/** Shell patterns (POSIX, 2.14, with bash's extended ones), read. */

/** A piece of a pattern: quoted text stands for itself. */
export interface PatternPiece {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What a pattern is made of. */
export type PatternPart =
  | { readonly is: 'char'; readonly char: string }
  /** `?` */
  | { readonly is: 'any' }
  /** `*` */
  | { readonly is: 'many' }
  | { readonly is: 'set'; readonly holds: (char: string) => boolean }
  | { readonly is: 'group'; readonly kind: GroupKind; readonly choices: readonly Pattern[] };

/** How often one of the choices of a group stands there; `!`: none of them does. */
export type GroupKind = '@' | '?' | '*' | '+' | '!';

/** A pattern: its parts one after the other. */
export type Pattern = readonly PatternPart[];

/** Whether anything in a pattern is more than text. */
export function hasWildcard(pieces: readonly PatternPiece[]): boolean {
  return pieces.some(({ text, isQuoted }) => !isQuoted && /[*?[]|[@!+]\(/.test(text));
}

/** Reads a pattern. */
export function patternOf(pieces: readonly PatternPiece[]): Pattern {
  return pieces.flatMap(({ text, isQuoted }) => (isQuoted ? plain(text) : read(text)));
}

/** Text that stands for itself in a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function plain(text: string): Pattern {
  return text.split('').map((char) => ({ is: 'char', char }));
}

function read(text: string): Pattern {
  const parts: PatternPart[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    const kind = groupKind(char);
    const group = kind && text.charAt(i + 1) === '(' ? groupAt(text, i + 1) : undefined;
    if (kind && group) {
      parts.push({ is: 'group', kind, choices: group.choices.map(read) });
      i = group.end;
    } else if (char === '*') parts.push({ is: 'many' });
    else if (char === '?') parts.push({ is: 'any' });
    else if (char === '\\') {
      i += 1;
      parts.push(...plain(text.charAt(i)));
    } else if (char === '[') {
      const set = setAt(text, i);
      parts.push(set ?? { is: 'char', char });
      i = set?.end ?? i;
    } else parts.push({ is: 'char', char });
  }
  return parts;
}

function groupKind(char: string): GroupKind | undefined {
  return char === '@' || char === '?' || char === '*' || char === '+' || char === '!' ? char : undefined;
}

/** The choices between brackets; those of groups within are theirs. */
function groupAt(
  text: string,
  open: number,
): { readonly choices: readonly string[]; readonly end: number } | undefined {
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    const isEnd = depth === 0;
    if (isEnd || (depth === 1 && char === '|')) {
      choices.push(text.slice(from, i));
      from = i + 1;
    }
    if (isEnd) return { choices, end: i };
  }
  return undefined;
}

function setAt(
  text: string,
  open: number,
): (Extract<PatternPart, { readonly is: 'set' }> & { readonly end: number }) | undefined {
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
  return { is: 'set', holds: charsIn(inside, isNegated), end };
}

/** A set that is none (`[z-a]`) holds nothing. */
function charsIn(inside: string, isNegated: boolean): (char: string) => boolean {
  try {
    const set = new RegExp(`[${inside}]`, 's');
    return (char) => set.test(char) !== isNegated;
  } catch {
    return () => false;
  }
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
