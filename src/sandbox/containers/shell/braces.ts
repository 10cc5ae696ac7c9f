/** `{a,b}` and `{1..5}`: one word becomes several. */
import type { Part, WordNode, WordPart } from './ast.ts';
import { ShellFault } from './flow.ts';

const MOST_WORDS = 100_000;

/** The words that a word with braces is. */
export function withBraces(word: WordNode): readonly WordNode[] {
  const at = word.parts.findIndex(({ type }) => type === 'BraceExpansion');
  const brace = word.parts[at];
  if (brace?.type !== 'BraceExpansion') return [word];
  const before = word.parts.slice(0, at);
  const after = withBraces({ ...word, parts: word.parts.slice(at + 1) });
  const here = choices(brace);
  if (here.length * after.length > MOST_WORDS) throw new ShellFault('brace expansion: too many words');
  return here.flatMap((parts) => after.map((rest) => ({ ...word, parts: [...before, ...parts, ...rest.parts] })));
}

function choices({ items }: Part<'BraceExpansion'>): readonly (readonly WordPart[])[] {
  return items.flatMap((item) => {
    if (item.type === 'Word') return withBraces(item.word).map(({ parts }) => parts);
    return range(item).map((value): readonly WordPart[] => [{ type: 'Literal', value }]);
  });
}

function range({
  start,
  end,
  step,
  startStr,
}: Extract<Part<'BraceExpansion'>['items'][number], { readonly type: 'Range' }>): readonly string[] {
  const isNumeric = typeof start === 'number' && typeof end === 'number';
  const from = isNumeric ? start : String(start).charCodeAt(0);
  const to = isNumeric ? end : String(end).charCodeAt(0);
  const by = Math.max(1, Math.abs(step ?? 1));
  const width = isNumeric && /^-?0\d/.test(startStr ?? '') ? (startStr ?? '').length : 0;
  const count = Math.floor(Math.abs(to - from) / by) + 1;
  if (count > MOST_WORDS) throw new ShellFault('brace expansion: too many words');
  return Array.from({ length: count }, (_, i) => from + (to < from ? -i : i) * by).map((value) =>
    isNumeric ? String(value).padStart(width, '0') : String.fromCharCode(value),
  );
}
