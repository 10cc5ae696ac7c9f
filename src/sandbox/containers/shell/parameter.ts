/** `${name…}`: parameters, and what is done with them. */
import { evaluate, evaluateText } from './arithmetic.ts';
import type { Operation, ParameterOperation, Part } from './ast.ts';
import { expandPieces, expandText } from './expand.ts';
import { ExitFlow, ShellFault } from './flow.ts';
import { wordIn } from './parse.ts';
import type { PatternPiece } from './pattern.ts';
import { prefixEnd, suffixStart, withReplaced } from './pattern-match.ts';
import { quoted } from './quote.ts';
import type { Shell } from './shell.ts';
import { isSet, parameterText } from './special.ts';

/** A text, or a list; `isJoined`: in quotes it is one field. */
export type Expanded = string | { readonly elements: readonly string[]; readonly isJoined: boolean };

/** A parameter's name, and which of its elements is meant. */
interface Reference {
  readonly name: string;
  /** Undefined without a subscript; `@` and `*` are all. */
  readonly key: string | undefined;
}

/** Expands a parameter. Throws a `ShellFault`. */
export async function expandParameter(
  shell: Shell,
  { parameter, operation }: Pick<Part<'ParameterExpansion'>, 'parameter' | 'operation'>,
  isQuoted: boolean,
): Promise<Expanded> {
  if (operation?.type === 'ArrayKeys') {
    return { elements: shell.variables.elements(operation.array).map(([key]) => key), isJoined: operation.star };
  }
  if (operation?.type === 'VarNamePrefix') {
    const elements = shell.variables.names().filter((name) => name.startsWith(operation.prefix));
    return { elements, isJoined: operation.star };
  }
  const reference = await referenceOf(shell, parameter);
  if (operation?.type === 'Indirection') {
    const target = textOfReference(shell, reference) ?? '';
    return await expandParameter(shell, { parameter: target, operation: operation.innerOp ?? null }, isQuoted);
  }
  const list = listOf(shell, reference);
  if (list) return await operateOnList(shell, { list, reference, operation }, isQuoted);
  return await operate(shell, { reference, text: textOfReference(shell, reference) }, operation);
}

async function referenceOf(shell: Shell, parameter: string): Promise<Reference> {
  const subscript = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(parameter);
  const [, name = parameter, inside] = subscript ?? [];
  if (inside === undefined) return { name, key: undefined };
  return { name, key: await keyIn(shell, name, inside) };
}

/** What a subscript means: a key of a map, a number in a list. */
export async function keyIn(shell: Shell, name: string, subscript: string): Promise<string> {
  if (subscript === '@' || subscript === '*') return subscript;
  const text = /[$`'"\\]/.test(subscript) ? await expandText(shell, wordIn(shell.parse, subscript)) : subscript;
  if (shell.variables.get(name)?.kind === 'map') return text;
  const index = Number(evaluateText(shell, text));
  if (index >= 0) return String(index);
  const last = shell.variables.elements(name).at(-1)?.[0] ?? '-1';
  return String(Number(last) + 1 + index);
}

function textOfReference(shell: Shell, { name, key }: Reference): string | undefined {
  const own = ownList(shell, name);
  if (own) return own[Number(key ?? 0)];
  if (key === undefined) return parameterText(shell, name);
  return shell.variables.elements(name).find(([at]) => at === key)?.[1];
}

function listOf(shell: Shell, { name, key }: Reference): (Expanded & object) | undefined {
  if (name === '@' || name === '*') return { elements: shell.parameters, isJoined: name === '*' };
  if (key !== '@' && key !== '*') return undefined;
  const own = ownList(shell, name);
  if (own) return { elements: own, isJoined: key === '*' };
  return { elements: shell.variables.elements(name).map(([, value]) => value), isJoined: key === '*' };
}

/** The lists that the shell keeps itself. */
function ownList(shell: Shell, name: string): readonly string[] | undefined {
  if (name === 'PIPESTATUS') return shell.pipeStatus.map(String);
  return name === 'FUNCNAME' ? shell.calls : undefined;
}

interface ListOperation {
  readonly list: Expanded & object;
  readonly reference: Reference;
  readonly operation: ParameterOperation | null;
}

async function operateOnList(
  shell: Shell,
  { list, reference, operation }: ListOperation,
  isQuoted: boolean,
): Promise<Expanded> {
  const { elements, isJoined } = list;
  if (!operation) return list;
  switch (operation.type) {
    case 'Length':
      return String(elements.length);
    case 'Substring': {
      const positional = reference.name === '@' || reference.name === '*';
      const all = positional ? [shell.name, ...elements] : elements;
      return { elements: await slice(shell, all, operation), isJoined };
    }
    case 'DefaultValue':
    case 'AssignDefault':
    case 'UseAlternative':
    case 'ErrorIfUnset': {
      const text = elements.length === 0 ? undefined : elements.join(' ');
      const isKept =
        operation.type !== 'UseAlternative' && text !== undefined && !(operation.checkEmpty && text === '');
      return isKept ? list : await operate(shell, { reference, text }, operation);
    }
    default: {
      const changed: string[] = [];
      for (const text of elements) {
        const one = await operate(shell, { reference, text }, operation);
        changed.push(typeof one === 'string' ? one : one.elements.join(' '));
      }
      return { elements: changed, isJoined: isJoined && isQuoted };
    }
  }
}

interface Operand {
  readonly reference: Reference;
  readonly text: string | undefined;
}

async function operate(
  shell: Shell,
  { reference, text }: Operand,
  operation: ParameterOperation | null,
): Promise<Expanded> {
  const { name } = reference;
  const substituted = operation ? await conditional(shell, { reference, text }, operation) : undefined;
  if (substituted !== undefined) return substituted;
  if (text === undefined) {
    if (shell.options.nounset && !(reference.key === undefined && isSet(shell, name))) {
      throw new ShellFault(`${name}: unbound variable`, { isFatal: true, code: shell.faultCode });
    }
    return operation?.type === 'Length' ? '0' : '';
  }
  return operation ? await transformed(shell, text, operation) : text;
}

/** The operations that look at whether a parameter is set; undefined: it stands as it is. */
async function conditional(
  shell: Shell,
  { reference, text }: Operand,
  operation: ParameterOperation,
): Promise<Expanded | undefined> {
  switch (operation.type) {
    case 'DefaultValue':
      return isMissing(text, operation.checkEmpty) ? await expandText(shell, operation.word) : text;
    case 'UseAlternative':
      return isMissing(text, operation.checkEmpty) ? '' : await expandText(shell, operation.word);
    case 'AssignDefault': {
      if (!isMissing(text, operation.checkEmpty)) return text;
      const value = await expandText(shell, operation.word);
      if (reference.key === undefined) shell.variables.set(reference.name, value);
      else shell.variables.setElement(reference.name, reference.key, value);
      return value;
    }
    case 'ErrorIfUnset': {
      if (!isMissing(text, operation.checkEmpty)) return text;
      const why = operation.word ? await expandText(shell, operation.word) : 'parameter null or not set';
      await shell.complain(`${reference.name}: ${why}`);
      throw new ExitFlow(shell.faultCode);
    }
    default:
      return undefined;
  }
}

function isMissing(text: string | undefined, alsoEmpty: boolean): text is undefined | '' {
  return text === undefined || (alsoEmpty && text === '');
}

async function transformed(shell: Shell, text: string, operation: ParameterOperation): Promise<string> {
  switch (operation.type) {
    case 'Length':
      return String([...text].length);
    case 'Substring':
      return (await slice(shell, [...text], operation)).join('');
    case 'PatternRemoval':
      return removed(text, await expandPieces(shell, operation.pattern), operation);
    case 'PatternReplacement':
      return await replaced(shell, text, operation);
    case 'CaseModification':
      return cased(text, operation);
    case 'Transform':
      return transform(text, operation);
    case 'BadSubstitution':
      throw new ShellFault(`${operation.text}: bad substitution`, { isFatal: true });
    default:
      return text;
  }
}

async function slice<Item>(
  shell: Shell,
  items: readonly Item[],
  { offset, length }: Operation<'Substring'>,
): Promise<readonly Item[]> {
  const from = Number(await evaluate(shell, offset));
  const start = from < 0 ? items.length + from : from;
  if (start < 0) return [];
  if (!length) return items.slice(start);
  const count = Number(await evaluate(shell, length));
  return items.slice(start, count < 0 ? items.length + count : start + count);
}

function removed(
  text: string,
  pattern: readonly PatternPiece[],
  { side, greedy }: Operation<'PatternRemoval'>,
): string {
  if (side === 'prefix') return text.slice(prefixEnd(text, pattern, greedy) ?? 0);
  return text.slice(0, suffixStart(text, pattern, greedy) ?? text.length);
}

async function replaced(
  shell: Shell,
  text: string,
  { pattern, replacement, all, anchor }: Operation<'PatternReplacement'>,
): Promise<string> {
  const pieces = await expandPieces(shell, pattern);
  const by = replacement ? await expandText(shell, replacement) : '';
  if (anchor === 'start') {
    const end = prefixEnd(text, pieces, true);
    return end === undefined ? text : by + text.slice(end);
  }
  if (anchor === 'end') {
    const start = suffixStart(text, pieces, true);
    return start === undefined ? text : text.slice(0, start) + by;
  }
  return pieces.every((piece) => piece.text === '') ? text : withReplaced(text, pieces, { by, all });
}

function cased(text: string, { direction, all }: Operation<'CaseModification'>): string {
  const change = (part: string) => (direction === 'upper' ? part.toUpperCase() : part.toLowerCase());
  return all ? change(text) : change(text.charAt(0)) + text.slice(1);
}

function transform(text: string, { operator }: Operation<'Transform'>): string {
  if (operator === 'Q') return quoted(text);
  if (operator === 'U') return text.toUpperCase();
  if (operator === 'L') return text.toLowerCase();
  return operator === 'u' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
