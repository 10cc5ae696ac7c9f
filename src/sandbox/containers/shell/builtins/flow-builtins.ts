/** Builtins that change where a script goes on: exit, return, break, eval, exec, trap, set, shift, … */
import { bytesOf } from '../../files/inodes.ts';
import { execute, findProgram } from '../../programs/execute.ts';
import { readAll } from '../../programs/program.ts';
import { ExitFlow, LoopFlow, ReturnFlow, ShellFault } from '../flow.ts';
import { quoted } from '../quote.ts';
import { runStatements } from '../run.ts';
import type { Shell } from '../shell.ts';
import { setTrap } from '../traps.ts';
import type { Builtin } from './all-builtins.ts';
import { setBuiltin } from './settings.ts';

function codeFrom(shell: Shell, word: string | undefined): number {
  return word === undefined ? shell.status : Number.parseInt(word, 10) & 0xff || 0;
}

const exit: Builtin = (shell, [code]) => {
  throw new ExitFlow(codeFrom(shell, code));
};

const returnBuiltin: Builtin = (shell, [code]) => {
  throw new ReturnFlow(codeFrom(shell, code));
};

const loop =
  (kind: 'break' | 'continue'): Builtin =>
  (_, [levels]) => {
    throw new LoopFlow(kind, Math.max(1, Number(levels ?? 1) || 1));
  };

const evalBuiltin: Builtin = async (shell, args) => {
  shell.status = 0;
  return await runStatements(shell, shell.parse(args.join(' ')).statements);
};

/** Without a command its redirections stay; with one, the process becomes it. */
const exec: Builtin = async (shell, args, { redirected }) => {
  const words = args[0] === '-a' ? args.slice(2) : args;
  const [name] = words;
  redirected.keep();
  if (name === undefined) return 0;
  const { system } = shell.process;
  const program = findProgram(system, name, { path: shell.variables.text('PATH') ?? '', cwd: shell.cwd });
  if (program.is !== 'found') throw new ShellFault(`exec: ${name}: not found`, { isFatal: true, code: 127 });
  shell.process.argv = words;
  for (const [signal, handling] of [...shell.process.handlers])
    if (handling === 'handle') shell.process.handlers.delete(signal);
  shell.traps.clear();
  throw new ExitFlow(
    await execute(shell.process, program, { argv: words, env: shell.variables.exported(), cwd: shell.cwd }),
  );
};

const trap: Builtin = async (shell, args) => {
  const words = args[0] === '--' ? args.slice(1) : args;
  const [first, ...names] = words;
  if (first === undefined || first === '-p') {
    for (const [name, command] of shell.traps) {
      await shell.process.write(
        1,
        `trap -- ${quoted(command)} ${/^(EXIT|ERR|DEBUG|RETURN)$/.test(name) ? '' : 'SIG'}${name}\n`,
      );
    }
    return 0;
  }
  if (first === '-l') return 0;
  const isReset = first === '-' || (names.length === 0 && first !== '');
  const targets = names.length === 0 ? [first] : names;
  let code = 0;
  for (const name of targets) {
    if (setTrap(shell, name, isReset ? undefined : first)) continue;
    await shell.complain(`trap: ${name}: invalid signal specification`);
    code = 1;
  }
  return code;
};

const source: Builtin = async (shell, [path, ...args]) => {
  if (path === undefined) throw new ShellFault('source: filename argument required', { code: 2 });
  const text = await textOfFile(shell, path);
  const { parameters } = shell;
  if (args.length > 0) shell.parameters = args;
  shell.depth += 1;
  if (shell.depth > 200) throw new ShellFault('too many nested files', { isFatal: true });
  try {
    shell.status = 0;
    return await runStatements(shell, shell.parse(text).statements);
  } catch (error) {
    if (error instanceof ReturnFlow) return error.code;
    throw error;
  } finally {
    shell.depth -= 1;
    shell.parameters = parameters;
  }
};

async function textOfFile(shell: Shell, path: string): Promise<string> {
  if (path === '/dev/stdin') return Buffer.from(await readAll(shell.process)).toString();
  const found = shell.process.system.files.find(shell.path(path));
  if (found?.node.kind !== 'file') throw new ShellFault(`${path}: No such file or directory`);
  return Buffer.from(bytesOf(found.node)).toString();
}

const shift: Builtin = (shell, [count = '1']) => {
  if (Number(count) > shell.parameters.length) return 1;
  shell.parameters = shell.parameters.slice(Number(count));
  return 0;
};

const unset: Builtin = (shell, args) => {
  for (const name of args.filter((word) => !word.startsWith('-'))) {
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(name);
    if (args.includes('-f')) shell.functions.delete(name);
    else if (element) shell.variables.unset(element[1] ?? '', element[2] ?? '');
    else if (shell.variables.get(name)) shell.variables.unset(name);
    else shell.functions.delete(name);
  }
  return 0;
};

/** The special builtins. */
export const FLOW: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  exit,
  return: returnBuiltin,
  break: loop('break'),
  continue: loop('continue'),
  eval: evalBuiltin,
  exec,
  trap,
  '.': source,
  source,
  shift,
  unset,
  set: (shell, args, call) => setBuiltin(shell, args, call),
};
