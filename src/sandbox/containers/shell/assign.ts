/** Assignments: texts, lists, maps, elements. */
import { evaluateText } from './arithmetic.ts';
import type { Assignment, WordNode } from './ast.ts';
import { expandText, expandWords } from './expand.ts';
import { keyIn } from './parameter.ts';
import type { Shell } from './shell.ts';

/** Carries an assignment out. Throws `ReadOnlyVariable`. */
export async function assign(shell: Shell, assignment: Assignment): Promise<void> {
  if (assignment.array) {
    await assignList(shell, assignment, assignment.array);
    return;
  }
  const given = assignment.value ? await expandText(shell, assignment.value) : '';
  await assignText(shell, assignment.name, { text: given, isAppended: assignment.append });
}

/** Gives a variable, or an element of one (`name[key]`), a text. */
export async function assignText(
  shell: Shell,
  target: string,
  { text, isAppended = false }: { readonly text: string; readonly isAppended?: boolean },
): Promise<void> {
  const { variables } = shell;
  const subscript = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(target);
  const [, name = target, inside] = subscript ?? [];
  const key = inside === undefined ? undefined : await keyIn(shell, name, inside);
  const before = key === undefined ? variables.text(name) : variables.elements(name).find(([at]) => at === key)?.[1];
  const isInteger = variables.get(name)?.isInteger ?? false;
  const joined = isAppended && !isInteger ? (before ?? '') + text : text;
  const value = isInteger ? String(evaluateText(shell, isAppended ? `${before ?? 0}+(${text})` : text)) : joined;
  if (key === undefined) variables.set(name, value);
  else variables.setElement(name, key, value);
  if (shell.options.allexport) variables.mark(name, { isExported: true });
}

async function assignList(shell: Shell, { name, append }: Assignment, words: readonly WordNode[]): Promise<void> {
  const { variables } = shell;
  const isMap = variables.get(name)?.kind === 'map';
  const entries: (readonly [number | string, string])[] = [];
  let next = append && !isMap ? variables.nextKey(name) : 0;
  for (const word of words) {
    const keyed = keyedElement(word);
    if (keyed) {
      const key = await keyIn(shell, name, keyed.key);
      entries.push([key, await expandText(shell, keyed.value)]);
      next = Number(key) + 1;
      continue;
    }
    for (const text of await expandWords(shell, [word])) {
      entries.push([next, text]);
      next += 1;
    }
  }
  if (!append) variables.setAll(name, isMap ? 'map' : 'list', entries);
  else for (const [key, text] of entries) variables.setElement(name, key, text);
}

/** `[key]=value` among the words of a list. */
function keyedElement(word: WordNode): { readonly key: string; readonly value: WordNode } | undefined {
  const [first, ...rest] = word.parts;
  const text = first?.type === 'Glob' ? first.pattern : first?.type === 'Literal' ? first.value : '';
  const whole = /^\[([^\]]*)\](?:=(.*))?$/s.exec(text);
  if (!whole) return undefined;
  const [, key = '', value] = whole;
  if (value !== undefined) return { key, value: { ...word, parts: [{ type: 'Literal', value }, ...rest] } };
  const [next, ...others] = rest;
  if (next?.type !== 'Literal' || !next.value.startsWith('=')) return undefined;
  return { key, value: { ...word, parts: [{ type: 'Literal', value: next.value.slice(1) }, ...others] } };
}
