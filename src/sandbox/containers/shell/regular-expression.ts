/** `[[ TEXT =~ EXPRESSION ]]`: extended regular expressions, by an engine whose work grows with the text alone, whatever a script asks for. */
import type { RE2JS } from 're2js';
import { ShellFault } from './flow.ts';

let loading: Promise<typeof RE2JS> | undefined;

/** What an expression matches in a text, and each of its groups ('' for one that matched nothing); undefined: nothing. Throws a `ShellFault` for one that is none. */
export async function expressionMatch(source: string, text: string): Promise<readonly string[] | undefined> {
  loading ??= import('re2js').then((loaded) => loaded.RE2JS);
  const matcher = compiled(await loading, source).matcher(text);
  if (!matcher.find()) return undefined;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '');
}

function compiled(engine: typeof RE2JS, source: string) {
  try {
    return engine.compile(source, engine.DOTALL | engine.LONGEST_MATCH);
  } catch {
    throw new ShellFault(`invalid regular expression '${source}'`, { code: 2 });
  }
}
