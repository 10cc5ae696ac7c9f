/** Builtins about variables: export, local, declare, readonly, let. */
import { evaluateText } from '../arithmetic.ts';
import { assign, assignText } from '../assign.ts';
import type { Assignment } from '../ast.ts';
import { ShellFault } from '../flow.ts';
import { quoted } from '../quote.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './all-builtins.ts';

interface Declaring {
  readonly flags: string;
  readonly isLocal: boolean;
}

const declare: Builtin = async (shell, args, { name }) => {
  const flags = args.filter((word) => /^[-+][a-zA-Z]+$/.test(word)).join('') + (DEFAULT_FLAGS[name] ?? '');
  const names = args.filter((word) => !/^[-+][a-zA-Z]+$/.test(word));
  if (flags.includes('f') || flags.includes('F')) return names.every((one) => shell.functions.has(one)) ? 0 : 1;
  if (names.length === 0 || flags.includes('p')) return await print(shell, names, flags);
  const isLocal = name === 'local' || (name !== 'export' && name !== 'readonly' && !flags.includes('g'));
  for (const word of names) await declareOne(shell, word, { flags, isLocal });
  return 0;
};

const DEFAULT_FLAGS: Readonly<Record<string, string>> = { export: 'x', readonly: 'r' };

async function declareOne(shell: Shell, word: string, { flags, isLocal }: Declaring): Promise<void> {
  const { variables } = shell;
  const match = /^([A-Za-z_]\w*)(\[.*?\])?(?:(\+?)=(.*))?$/s.exec(word);
  if (!match) throw new ShellFault(`\`${word}': not a valid identifier`);
  const [, name = '', subscript = '', plus, value] = match;
  const isExported = flags.includes('x') && !flags.includes('+x');
  if (isLocal) variables.makeLocal(name);
  if (flags.includes('A') && variables.get(name)?.kind !== 'map') variables.setAll(name, 'map', []);
  else if (flags.includes('a') && !variables.get(name)) variables.setAll(name, 'list', []);
  if (flags.includes('i')) variables.mark(name, { isInteger: true });
  if (value?.startsWith('(') && value.endsWith(')') && subscript === '') {
    await assign(shell, listAssignment(shell, `${name}${plus}=${value}`));
  } else if (value !== undefined)
    await assignText(shell, `${name}${subscript}`, { text: value, isAppended: plus === '+' });
  if (isExported || flags.includes('r')) {
    variables.mark(name, {
      ...(isExported ? { isExported } : {}),
      ...(flags.includes('r') ? { isReadOnly: true } : {}),
    });
  }
  if (flags.includes('+x') || (flags.includes('n') && flags.endsWith('x'))) variables.mark(name, { isExported: false });
}

/** The parser takes `declare a=(b c)` for a word; as a script it is an assignment. */
function listAssignment(shell: Shell, text: string): Assignment {
  const command = shell.parse(text).statements[0]?.pipelines[0]?.commands[0];
  const assignment = command?.type === 'SimpleCommand' ? command.assignments[0] : undefined;
  if (!assignment) throw new ShellFault(`${text}: not a valid assignment`);
  return assignment;
}

async function print(shell: Shell, names: readonly string[], flags: string): Promise<number> {
  const shown = names.length > 0 ? names : shell.variables.names();
  for (const name of shown) {
    const variable = shell.variables.get(name);
    if (!variable) {
      await shell.complain(`declare: ${name}: not found`);
      return 1;
    }
    if (flags.includes('x') && !variable.isExported) continue;
    const text = typeof variable.value === 'string' ? `"${variable.value}"` : listed(shell, name);
    const letters = `${variable.kind === 'list' ? 'a' : variable.kind === 'map' ? 'A' : ''}${variable.isExported ? 'x' : ''}${variable.isReadOnly ? 'r' : ''}`;
    await shell.process.write(1, `declare -${letters || '-'} ${name}=${text}\n`);
  }
  return 0;
}

function listed(shell: Shell, name: string): string {
  const elements = shell.variables.elements(name).map(([key, value]) => `[${quoted(key)}]="${value}"`);
  return `(${elements.join(' ')})`;
}

const letBuiltin: Builtin = (shell, args) => {
  let last = 0n;
  for (const expression of args) last = evaluateText(shell, expression);
  return last === 0n ? 1 : 0;
};

/** Those about variables. */
export const DECLARING: Readonly<Record<string, Builtin>> = {
  declare,
  typeset: declare,
  local: declare,
  export: declare,
  readonly: declare,
  let: letBuiltin,
};
