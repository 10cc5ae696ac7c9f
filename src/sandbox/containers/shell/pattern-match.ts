/**
 * Shell patterns against text. Followed are all places that a pattern can have come to, at once, never one guess after the other: no pattern of a
 * script can keep the cluster busy longer than its length times the text's, squared at worst, and that has an end, too.
 */
import { ShellFault } from './flow.ts';
import { type Pattern, type PatternPart, type PatternPiece, patternOf } from './pattern.ts';

/** Whether a text is what a pattern says, as a whole. */
export function matchesPattern(text: string, pieces: readonly PatternPiece[]): boolean {
  return endsFrom({ text, left: MOST_PLACES }, patternOf(pieces), 0).at(-1) === text.length;
}

/** Where a match that begins at the beginning ends: the shortest or the longest; undefined where there is none. */
export function prefixEnd(text: string, pieces: readonly PatternPiece[], isLongest: boolean): number | undefined {
  return endsFrom({ text, left: MOST_PLACES }, patternOf(pieces), 0).at(isLongest ? -1 : 0);
}

/** Where a match that goes to the end begins: the shortest or the longest; undefined where there is none. */
export function suffixStart(text: string, pieces: readonly PatternPiece[], isLongest: boolean): number | undefined {
  const pattern = patternOf(pieces);
  const search = { text, left: MOST_PLACES };
  for (let i = 0; i <= text.length; i += 1) {
    const start = isLongest ? i : text.length - i;
    if (endsFrom(search, pattern, start).at(-1) === text.length) return start;
  }
  return undefined;
}

/** A text with the longest matches of a pattern replaced, from the left: the first, or all. */
export function withReplaced(
  text: string,
  pieces: readonly PatternPiece[],
  { by, all }: { readonly by: string; readonly all: boolean },
): string {
  const pattern = patternOf(pieces);
  const search = { text, left: MOST_PLACES };
  if (text === '') return endsFrom(search, pattern, 0).length > 0 ? by : '';
  let done = '';
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const end = endsFrom(search, pattern, at).at(-1) ?? at;
    if (end === at) {
      at += 1;
      continue;
    }
    done += text.slice(from, at) + by;
    from = end;
    at = end;
    if (!all) break;
  }
  return done + text.slice(from);
}

/** Places in the text, ascending, each once. */
type Places = readonly number[];

/** How many places may be looked at for one match: seconds of work. */
const MOST_PLACES = 50_000_000;

interface Search {
  readonly text: string;
  left: number;
}

function endsFrom(search: Search, pattern: Pattern, start: number): Places {
  return after(search, pattern, [start]);
}

/** Where a pattern can end that begins at one of some places. */
function after(search: Search, pattern: Pattern, from: Places): Places {
  let places = from;
  for (const part of pattern) {
    if (places.length === 0) return places;
    places = step(search, part, places);
    search.left -= places.length + 1;
    if (search.left < 0) throw new ShellFault('pattern matching: too many possibilities');
  }
  return places;
}

function step(search: Search, part: PatternPart, from: Places): Places {
  const { text } = search;
  switch (part.is) {
    case 'char':
      return from.filter((at) => text.charAt(at) === part.char).map((at) => at + 1);
    case 'any':
      return from.filter((at) => at < text.length).map((at) => at + 1);
    case 'set':
      return from.filter((at) => at < text.length && part.holds(text.charAt(at))).map((at) => at + 1);
    case 'many':
      return onwards(text, from[0] ?? text.length);
    case 'group':
      return stepGroup(search, part, from);
  }
}

function stepGroup(search: Search, group: Extract<PatternPart, { readonly is: 'group' }>, from: Places): Places {
  const { kind, choices } = group;
  const once = (places: Places) => choices.flatMap((choice) => after(search, choice, places));
  switch (kind) {
    case '@':
      return sorted(once(from));
    case '?':
      return sorted([...from, ...once(from)]);
    case '+':
      return repeated(once, once(from));
    case '*':
      return repeated(once, from);
    case '!':
      return sorted(
        from.flatMap((at) => {
          const taken = new Set(once([at]));
          search.left -= search.text.length - at;
          return onwards(search.text, at).filter((end) => !taken.has(end));
        }),
      );
  }
}

/** Once more and once more, as long as that leads anywhere new. */
function repeated(once: (places: Places) => Places, from: Places): Places {
  const seen = new Set(from);
  let fresh = sorted(from);
  while (fresh.length > 0) {
    fresh = sorted(once(fresh).filter((at) => !seen.has(at)));
    for (const at of fresh) seen.add(at);
  }
  return sorted([...seen]);
}

function onwards(text: string, from: number): Places {
  return Array.from({ length: text.length - from + 1 }, (_, i) => from + i);
}

function sorted(places: Places): Places {
  return [...new Set(places)].sort((a, b) => a - b);
}
