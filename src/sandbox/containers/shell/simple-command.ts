/** Simple commands: assignments, functions, builtins, programs. */
import { FileError } from '../files/file-error.ts';
import { execute, findProgram } from '../programs/execute.ts';
import { assign } from './assign.ts';
import type { SimpleCommandNode } from './ast.ts';
import { type Builtin, plainBuiltin, specialBuiltin } from './builtins/all-builtins.ts';
import { runCompound } from './compound.ts';
import { expandText, expandWords } from './expand.ts';
import { ReturnFlow, ShellFault } from './flow.ts';
import { quoted } from './quote.ts';
import { type Redirected, redirect } from './redirect.ts';
import { runStatements } from './run.ts';
import type { Shell, ShellFunction } from './shell.ts';
import { ReadOnlyVariable } from './variables.ts';

/** Runs a simple command; its exit code is the shell's status. */
export async function runSimple(shell: Shell, command: SimpleCommandNode): Promise<void> {
  const words = await expandWords(shell, command.name ? [command.name, ...command.args] : []);
  const [name, ...args] = words;
  if (shell.options.xtrace) await trace(shell, command, words);
  if (name === undefined) {
    await runAssignments(shell, command);
    return;
  }
  const alias = shell.aliases.get(name);
  if (alias !== undefined) {
    await runAlias(shell, name, [alias, ...args.map(quoted)].join(' '));
    return;
  }
  const redirected = command.redirections.length > 0 ? await redirect(shell, command.redirections) : NOTHING_REDIRECTED;
  try {
    await runNamed(shell, { name, args, command, redirected });
  } finally {
    redirected.restore();
  }
}

/** An alias is no alias in what it stands for. */
async function runAlias(shell: Shell, name: string, text: string): Promise<void> {
  const alias = shell.aliases.get(name) ?? '';
  shell.aliases.delete(name);
  try {
    await runStatements(shell, shell.parse(text).statements);
  } finally {
    shell.aliases.set(name, alias);
  }
}

const NOTHING_REDIRECTED: Redirected = { restore: () => {}, keep: () => {} };

async function trace(shell: Shell, { assignments }: SimpleCommandNode, words: readonly string[]): Promise<void> {
  const set: string[] = [];
  for (const { name, value, append } of assignments) {
    set.push(`${name}${append ? '+' : ''}=${value ? quoted(await expandText(shell, value)) : ''}`);
  }
  await shell.process.write(
    2,
    `${shell.variables.text('PS4') ?? '+ '}${[...set, ...words.map((word) => (word === '' ? "''" : quoted(word)))].join(' ')}\n`,
  );
}

/** Without a name, assignments stay; the exit code is that of the last substitution. */
async function runAssignments(shell: Shell, command: SimpleCommandNode): Promise<void> {
  const { substitutions } = shell;
  try {
    for (const assignment of command.assignments) await assign(shell, assignment);
  } catch (error) {
    if (!(error instanceof ReadOnlyVariable)) throw error;
    throw new ShellFault(error.message, { isFatal: true });
  }
  if (shell.substitutions === substitutions) shell.status = 0;
  if (command.redirections.length === 0) return;
  const { restore } = await redirect(shell, command.redirections);
  restore();
}

interface Named {
  readonly name: string;
  readonly args: readonly string[];
  readonly command: SimpleCommandNode;
  readonly redirected: Redirected;
}

async function runNamed(shell: Shell, { name, args, command, redirected }: Named): Promise<void> {
  const special = specialBuiltin(name);
  if (special) {
    for (const assignment of command.assignments) await assign(shell, assignment);
    shell.status = await special(shell, args, { redirected, name });
    return;
  }
  const undo = await assignForCommand(shell, command);
  try {
    shell.status = await dispatch(shell, { name, args, redirected });
  } finally {
    undo();
  }
}

/** What a name stands for: a function, a builtin, or a program. */
async function dispatch(shell: Shell, { name, args, redirected }: Omit<Named, 'command'>): Promise<number> {
  const own = shell.functions.get(name);
  if (own) return await callFunction(shell, own, [name, ...args]);
  const builtin = plainBuiltin(name);
  if (!builtin) return await runProgram(shell, [name, ...args]);
  try {
    return await builtin(shell, args, { redirected, name });
  } catch (error) {
    if (error instanceof FileError) throw new ShellFault(`${name}: write error: ${error.text}`);
    throw error;
  }
}

const MOST_CALLS = 500;

/** Calls a function with its own parameters and local variables. */
async function callFunction(
  shell: Shell,
  { body, redirections }: ShellFunction,
  words: readonly string[],
): Promise<number> {
  if (shell.depth > MOST_CALLS) throw new ShellFault('maximum function nesting level exceeded', { isFatal: true });
  const { parameters, calls } = shell;
  const [name = '', ...args] = words;
  const { restore } = redirections.length > 0 ? await redirect(shell, redirections) : NOTHING_REDIRECTED;
  shell.parameters = args;
  shell.calls = [name, ...calls];
  shell.depth += 1;
  shell.variables.enter();
  try {
    await runCompound(shell, body);
    return shell.status;
  } catch (error) {
    if (error instanceof ReturnFlow) return error.code;
    throw error;
  } finally {
    shell.variables.leave();
    shell.parameters = parameters;
    shell.calls = calls;
    shell.depth -= 1;
    restore();
  }
}

/** `NAME=value command`: for this command alone. Returns what puts the variables back. */
async function assignForCommand(shell: Shell, { assignments }: SimpleCommandNode): Promise<() => void> {
  if (assignments.length === 0) return () => {};
  const before = assignments.map(({ name }) => [name, shell.variables.get(name)] as const);
  for (const assignment of assignments) {
    await assign(shell, assignment);
    shell.variables.mark(assignment.name, { isExported: true });
  }
  return () => {
    for (const [name, variable] of before) {
      shell.variables.unset(name);
      if (typeof variable?.value !== 'string') continue;
      shell.variables.set(name, variable.value);
      shell.variables.mark(name, { isExported: variable.isExported ?? false });
    }
  };
}

/** Runs a program as a process and waits for it. */
export async function runProgram(shell: Shell, argv: readonly string[]): Promise<number> {
  const [name = ''] = argv;
  const { system } = shell.process;
  const env = shell.variables.exported();
  const program = findProgram(system, name, { path: shell.variables.text('PATH') ?? '', cwd: shell.cwd });
  if (program.is !== 'found') {
    await shell.complain(`${name}: ${whyNot(program.is, shell.isBash)}`);
    return program.is === 'not executable' ? 126 : 127;
  }
  const child = system.spawn({
    parent: shell.process,
    argv,
    main: (process) => execute(process, program, { argv, env, cwd: shell.cwd }),
  });
  return await shell.process.block<number>((done) => child.whenEnded(done));
}

function whyNot(is: 'not found' | 'no file' | 'not executable', isBash: boolean): string {
  if (is === 'not executable') return 'Permission denied';
  if (is === 'no file' && isBash) return 'No such file or directory';
  return isBash ? 'command not found' : 'not found';
}

/** The builtin that a name is, special ones among them. */
export function builtinNamed(name: string): Builtin | undefined {
  return specialBuiltin(name) ?? plainBuiltin(name);
}

/** Runs a command whose words are known: `eval` without parsing, `command`, a trap's. */
export async function runWords(
  shell: Shell,
  words: readonly string[],
  how: { readonly skipFunctions?: boolean } = {},
): Promise<number> {
  const [name, ...args] = words;
  if (name === undefined) return 0;
  const builtin = builtinNamed(name);
  if (how.skipFunctions && builtin) return await builtin(shell, args, { redirected: NOTHING_REDIRECTED, name });
  if (how.skipFunctions) return await runProgram(shell, words);
  const special = specialBuiltin(name);
  return special
    ? await special(shell, args, { redirected: NOTHING_REDIRECTED, name })
    : await dispatch(shell, { name, args, redirected: NOTHING_REDIRECTED });
}
