/** Text → script. The parser is just-bash's, loaded when the first script runs; what was parsed is kept, because many pods run the same. */
import type { Arithmetic, ScriptNode, WordNode } from './ast.ts';

/** Throws a `SyntaxFault`. */
export type Parse = (script: string) => ScriptNode;

/** A script that is none. */
export class SyntaxFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SyntaxFault';
  }
}

let loading: Promise<Parse> | undefined;

/** The parser. */
export function loadParser(): Promise<Parse> {
  loading ??= import('just-bash').then(({ parse }) => remembering(parse));
  return loading;
}

/** What is kept. */
const MOST_SCRIPTS = 500;
const MOST_SOURCE = 1_000_000;

function remembering(parse: Parse): Parse {
  const known = new Map<string, ScriptNode>();
  return (script) => {
    const before = known.get(script);
    if (before) return before;
    if (script.length > MOST_SOURCE) throw new SyntaxFault('the script is too long');
    const parsed = parseOr(parse, script);
    if (known.size >= MOST_SCRIPTS) known.delete(known.keys().next().value ?? '');
    known.set(script, parsed);
    return parsed;
  };
}

function parseOr(parse: Parse, script: string): ScriptNode {
  try {
    return parse(script);
  } catch (error) {
    throw new SyntaxFault(error instanceof Error ? error.message : String(error));
  }
}

/** The arithmetic expression that a text is. Throws a `SyntaxFault`. */
export function arithmeticIn(parse: Parse, text: string): Arithmetic {
  const word = wordIn(parse, `$((${text}))`);
  const [part] = word.parts;
  if (part?.type !== 'ArithmeticExpansion') throw new SyntaxFault(`${text}: syntax error in expression`);
  return part.expression.expression;
}

/** The one word that a text is. */
export function wordIn(parse: Parse, text: string): WordNode {
  const [statement] = parse(`: ${text}`).statements;
  const command = statement?.pipelines[0]?.commands[0];
  const word = command?.type === 'SimpleCommand' ? command.args[0] : undefined;
  return word ?? { type: 'Word', parts: [] };
}
