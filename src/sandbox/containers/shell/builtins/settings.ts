/** Builtins about the shell itself: set, shopt, type, command, alias, getopts, umask, ulimit. */
import { findProgram } from '../../programs/execute.ts';
import { quoted } from '../quote.ts';
import type { Shell, ShellOptions } from '../shell.ts';
import { builtinNamed, runWords } from '../simple-command.ts';
import type { Builtin } from './all-builtins.ts';

const LETTERS: Readonly<Record<string, keyof ShellOptions>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  n: 'noexec',
  a: 'allexport',
};

/** `set`: options, and the positional parameters. */
export const setBuiltin: Builtin = async (shell, args) => {
  if (args.length === 0) {
    for (const name of shell.variables.names())
      await shell.process.write(1, `${name}=${quoted(shell.variables.text(name) ?? '')}\n`);
    return 0;
  }
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? '';
    if (word === '--') {
      shell.parameters = args.slice(i + 1);
      return 0;
    }
    if (!/^[-+][a-zA-Z]/.test(word)) {
      shell.parameters = args.slice(i);
      return 0;
    }
    const isOn = word.startsWith('-');
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        i += 1;
        if (!setOption(shell, args[i] ?? '', isOn)) {
          await shell.complain(`set: ${args[i]}: invalid option name`);
          return 2;
        }
      } else setOption(shell, LETTERS[letter] ?? '', isOn);
    }
  }
  return 0;
};

/** Switches an option by its long name; those that make no difference here are taken too. */
export function setOption(shell: Shell, name: string, isOn: boolean): boolean {
  const own = Object.keys(shell.options).find((option): option is keyof ShellOptions => option === name);
  if (own) shell.options[own] = isOn;
  return own !== undefined || WITHOUT_EFFECT.has(name);
}

const WITHOUT_EFFECT = new Set([
  '',
  'posix',
  'monitor',
  'notify',
  'verbose',
  'errtrace',
  'functrace',
  'hashall',
  'braceexpand',
  'noclobber',
  'ignoreeof',
  'interactive-comments',
  'physical',
  'vi',
  'emacs',
  'history',
  'privileged',
  'keyword',
  'nolog',
  'onecmd',
]);

const shopt: Builtin = (shell, args) => {
  const names = args.filter((word) => !word.startsWith('-'));
  const isOn = args.some((word) => /^-[a-z]*s/.test(word));
  if (names.includes('nullglob')) shell.options.nullglob = isOn;
  return 0;
};

const type: Builtin = async (shell, args) => {
  let code = 0;
  for (const name of args.filter((word) => !word.startsWith('-'))) {
    const what = describe(shell, name);
    if (what === undefined) {
      await shell.complain(`type: ${name}: not found`);
      code = 1;
    } else await shell.process.write(1, `${args.includes('-t') ? what.kind : what.text}\n`);
  }
  return code;
};

function describe(
  shell: Shell,
  name: string,
): { readonly kind: string; readonly text: string; readonly path: string } | undefined {
  if (KEYWORDS.has(name)) return { kind: 'keyword', text: `${name} is a shell keyword`, path: name };
  if (shell.functions.has(name)) return { kind: 'function', text: `${name} is a function`, path: name };
  if (builtinNamed(name)) return { kind: 'builtin', text: `${name} is a shell builtin`, path: name };
  const program = findProgram(shell.process.system, name, { path: shell.variables.text('PATH') ?? '', cwd: shell.cwd });
  return program.is === 'found' && !program.isForeign
    ? { kind: 'file', text: `${name} is ${program.path}`, path: program.path }
    : undefined;
}

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'function',
  'in',
  '{',
  '}',
  '!',
  '[[',
  ']]',
  'time',
]);

const command: Builtin = async (shell, args) => {
  const [first, ...rest] = args;
  if (first !== '-v' && first !== '-V')
    return await runWords(shell, first === '-p' || first === '--' ? rest : args, { skipFunctions: true });
  let code = 0;
  for (const name of rest) {
    const what = describe(shell, name);
    if (what) await shell.process.write(1, `${first === '-V' ? what.text : what.path}\n`);
    else code = 1;
  }
  return code;
};

const alias: Builtin = (shell, args) => {
  for (const word of args) {
    const at = word.indexOf('=');
    if (at > 0) shell.aliases.set(word.slice(0, at), word.slice(at + 1));
  }
  return 0;
};

const unalias: Builtin = (shell, args) => {
  for (const name of args) shell.aliases.delete(name);
  return 0;
};

/** Parses the options of a script: one a call. */
const getopts: Builtin = async (shell, [letters = '', name = '', ...given]) => {
  const { variables } = shell;
  const words = given.length > 0 ? given : shell.parameters;
  const [index = 1, within = 1] = (variables.text('OPTIND') ?? '1').split(':').map(Number);
  const word = words[index - 1];
  if (word === undefined || !/^-./.test(word) || word === '--') {
    variables.set(name, '?');
    variables.set('OPTIND', String(word === '--' ? index + 1 : index));
    return 1;
  }
  const letter = word.charAt(within);
  const isLast = within + 1 >= word.length;
  const at = letters.replace(/^:/, '').indexOf(letter);
  const takesValue = at >= 0 && letters.replace(/^:/, '').charAt(at + 1) === ':';
  const value = isLast ? words[index] : word.slice(within + 1);
  const nextIndex = takesValue ? index + (isLast ? 2 : 1) : isLast ? index + 1 : index;
  variables.set('OPTIND', takesValue || isLast ? String(nextIndex) : `${index}:${within + 1}`);
  if (at < 0 || (takesValue && value === undefined)) {
    const isSilent = letters.startsWith(':');
    if (!isSilent)
      await shell.complain(at < 0 ? `illegal option -- ${letter}` : `option requires an argument -- ${letter}`);
    variables.set(name, at >= 0 && isSilent ? ':' : '?');
    variables.set('OPTARG', isSilent ? letter : '');
    return 0;
  }
  variables.set(name, letter);
  variables.set('OPTARG', takesValue ? (value ?? '') : '');
  return 0;
};

const umask: Builtin = async (shell, args) => {
  if (args.length === 0) await shell.process.write(1, '0022\n');
  return 0;
};

const ulimit: Builtin = async (shell) => {
  await shell.process.write(1, 'unlimited\n');
  return 0;
};

/** Those about the shell. */
export const SETTINGS: Readonly<Record<string, Builtin>> = {
  shopt,
  type,
  command,
  builtin: command,
  alias,
  unalias,
  getopts,
  umask,
  ulimit,
  hash: () => 0,
};
