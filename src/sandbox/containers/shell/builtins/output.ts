/** Builtins that write: echo, printf, pwd; and those that only answer. */
import { resolvePath } from '../../files/paths.ts';
import { assignText } from '../assign.ts';
import { ShellFault } from '../flow.ts';
import { encoded, formatted } from '../printf.ts';
import { testHolds } from '../test-command.ts';
import type { Builtin } from './all-builtins.ts';

const echo: Builtin = async (shell, args) => {
  let at = 0;
  let newline = '\n';
  let isEscaped = false;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at += 1) {
    const flags = args[at] ?? '';
    if (flags.includes('n')) newline = '';
    if (flags.includes('e')) isEscaped = true;
    if (flags.includes('E')) isEscaped = false;
  }
  const text = args.slice(at).join(' ');
  await shell.process.write(1, isEscaped ? encoded(withEscapes(text, newline)) : `${text}${newline}`);
  return 0;
};

function withEscapes(text: string, newline: string): string {
  const stop = text.indexOf('\\c');
  const [shown, end] = stop < 0 ? [text, newline] : [text.slice(0, stop), ''];
  return formatted('%b', [shown]).text + end;
}

const printf: Builtin = async (shell, args) => {
  const isVariable = args[0] === '-v';
  const words = (isVariable ? args.slice(2) : args).filter((word, i) => !(i === 0 && word === '--'));
  const [format, ...values] = words;
  if (format === undefined) throw new ShellFault('printf: usage: printf [-v var] format [arguments]', { code: 2 });
  const { text, faults } = formatted(format, values, shell.process.system.clock.now());
  for (const fault of faults) await shell.complain(`printf: ${fault}`);
  if (isVariable) await assignText(shell, args[1] ?? '', { text: encoded(text).toString() });
  else await shell.process.write(1, encoded(text));
  return faults.length > 0 ? 1 : 0;
};

const pwd: Builtin = async (shell) => {
  await shell.process.write(1, `${shell.cwd}\n`);
  return 0;
};

const cd: Builtin = async (shell, args) => {
  const [word] = args.filter((arg) => !/^-[LPe]+$/.test(arg));
  const given = word ?? shell.variables.text('HOME') ?? '/';
  const target = given === '-' ? (shell.variables.text('OLDPWD') ?? '') : given;
  const path = resolvePath(shell.cwd, target);
  const found = shell.process.system.files.find(path);
  if (found?.node.kind !== 'directory') {
    await shell.complain(`cd: ${target}: ${found ? 'Not a directory' : 'No such file or directory'}`);
    return 1;
  }
  shell.variables.set('OLDPWD', shell.cwd);
  shell.cwd = path;
  shell.variables.set('PWD', path);
  if (given === '-') await shell.process.write(1, `${path}\n`);
  return 0;
};

/** Those that write or answer. */
export const OUTPUT: Readonly<Record<string, Builtin>> = {
  echo,
  printf,
  pwd,
  cd,
  true: () => 0,
  false: () => 1,
  test: (shell, args) => (testHolds(shell, args) ? 0 : 1),
  '[': (shell, args) => {
    if (args.at(-1) !== ']') throw new ShellFault("[: missing `]'", { code: 2 });
    return testHolds(shell, args.slice(0, -1)) ? 0 : 1;
  },
};
