/** Words → what commands are given (POSIX, 2.6). */

import { evaluate } from './arithmetic.ts';
import type { WordNode, WordPart } from './ast.ts';
import { withBraces } from './braces.ts';
import { checkFieldCount, FieldBuilder, textOf } from './fields.ts';
import { glob } from './glob.ts';
import { type Expanded, expandParameter } from './parameter.ts';
import type { PatternPiece } from './pattern.ts';
import type { Shell } from './shell.ts';
import { separator } from './special.ts';
import { processSubstitution, substituted } from './substitution.ts';

/** The fields of some words: expanded, split, and matched against files. */
export async function expandWords(shell: Shell, words: readonly WordNode[]): Promise<string[]> {
  const all: string[] = [];
  for (const word of words) {
    const plain = plainText(word);
    if (plain !== undefined) all.push(plain);
    else for (const one of withBraces(word)) for (const field of await expandWord(shell, one)) all.push(field);
    checkFieldCount(all.length);
  }
  return all;
}

/** A word of one plain part needs no machinery. */
function plainText({ parts }: WordNode): string | undefined {
  const [part] = parts;
  if (parts.length !== 1 || !part) return undefined;
  return part.type === 'Literal' || part.type === 'SingleQuoted' ? part.value : undefined;
}

async function expandWord(shell: Shell, word: WordNode): Promise<readonly string[]> {
  const builder = new FieldBuilder();
  for (const part of word.parts) await addPart(shell, builder, { part, isSplit: true });
  const fields = builder.done();
  if (shell.options.noglob) return fields.map(textOf);
  return fields.flatMap((field) => glob(shell, field));
}

/** A word as one text: an assignment, a redirection, the subject of `case`. Nothing is split or matched against files. */
export async function expandText(shell: Shell, word: WordNode): Promise<string> {
  return plainText(word) ?? textOf(await expandPieces(shell, word));
}

/** A word as a pattern: what was quoted in it stands for itself. */
export async function expandPieces(shell: Shell, word: WordNode): Promise<readonly PatternPiece[]> {
  const builder = new FieldBuilder();
  for (const part of word.parts) await addPart(shell, builder, { part, isSplit: false });
  return builder.done().flatMap((field, i) => (i === 0 ? field : [{ text: ' ', isQuoted: true }, ...field]));
}

interface Adding {
  readonly part: WordPart;
  /** Whether unquoted results are split. */
  readonly isSplit: boolean;
  readonly isQuoted?: boolean;
}

async function addPart(
  shell: Shell,
  builder: FieldBuilder,
  { part, isSplit, isQuoted = false }: Adding,
): Promise<void> {
  const result = (text: string) => {
    if (isQuoted || !isSplit) builder.add(text, isQuoted);
    else builder.split(text, shell.variables.text('IFS') ?? ' \t\n');
  };
  switch (part.type) {
    case 'Literal':
      return builder.add(part.value, isQuoted);
    case 'Glob':
      return builder.add(part.pattern, isQuoted);
    case 'SingleQuoted':
    case 'Escaped':
      return builder.add(part.value, true);
    case 'DoubleQuoted':
      return await addQuoted(shell, builder, part.parts);
    case 'TildeExpansion':
      return builder.add(homeOf(shell, part.user), true);
    case 'ParameterExpansion':
      return addExpanded(builder, { expanded: await expandParameter(shell, part, isQuoted), isQuoted, shell }, result);
    case 'CommandSubstitution':
      return result(await substituted(shell, part.body));
    case 'ArithmeticExpansion':
      return result(String(await evaluate(shell, part.expression)));
    case 'ProcessSubstitution':
      return builder.add(await processSubstitution(shell, part), true);
    case 'BraceExpansion':
      return builder.add('', true);
  }
}

function homeOf(shell: Shell, user: string | null): string {
  if (user === null) return shell.variables.text('HOME') ?? '/root';
  return user === 'root' ? '/root' : `/home/${user}`;
}

async function addQuoted(shell: Shell, builder: FieldBuilder, parts: readonly WordPart[]): Promise<void> {
  const isNothingButList = parts.length === 1 && parts[0]?.type === 'ParameterExpansion';
  if (!isNothingButList) builder.add('', true);
  for (const part of parts) await addPart(shell, builder, { part, isSplit: false, isQuoted: true });
}

/** A list in quotes is as many fields as it has elements. */
function addExpanded(
  builder: FieldBuilder,
  { expanded, isQuoted, shell }: { readonly expanded: Expanded; readonly isQuoted: boolean; readonly shell: Shell },
  result: (text: string) => void,
): void {
  if (typeof expanded === 'string') {
    result(expanded);
    return;
  }
  if (expanded.isJoined && isQuoted) {
    builder.add(expanded.elements.join(separator(shell)), true);
    return;
  }
  for (const [i, element] of expanded.elements.entries()) {
    if (i > 0) builder.cut();
    if (isQuoted) builder.add(element, true);
    else result(element);
  }
}
