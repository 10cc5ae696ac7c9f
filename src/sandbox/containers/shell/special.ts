/** What `$name` is: a variable, a positional parameter, or one of the shell's own. */
import type { Shell } from './shell.ts';

/** The text of a parameter without a subscript; undefined where it is not set. */
export function parameterText(shell: Shell, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.parameters[Number(name) - 1];
  const own = SPECIAL[name];
  if (own) return own(shell);
  const computed = COMPUTED[name];
  return computed ? computed(shell) : shell.variables.text(name);
}

/** Whether a parameter is set. */
export function isSet(shell: Shell, name: string): boolean {
  if (name === '@' || name === '*') return shell.parameters.length > 0;
  return parameterText(shell, name) !== undefined || shell.variables.get(name) !== undefined;
}

const SPECIAL: Readonly<Record<string, (shell: Shell) => string | undefined>> = {
  '?': ({ status }) => String(status),
  '#': ({ parameters }) => String(parameters.length),
  $: ({ shellPid }) => String(shellPid),
  '!': ({ lastJob }) => (lastJob === undefined ? undefined : String(lastJob)),
  '-': ({ options }) => `${options.errexit ? 'e' : ''}${options.nounset ? 'u' : ''}${options.xtrace ? 'x' : ''}`,
  '@': ({ parameters }) => parameters.join(' '),
  '*': (shell) => shell.parameters.join(separator(shell)),
};

/** What variables are joined with: the first character of IFS. */
export function separator({ variables }: Shell): string {
  return (variables.text('IFS') ?? ' ').charAt(0);
}

const COMPUTED: Readonly<Record<string, (shell: Shell) => string | undefined>> = {
  RANDOM: ({ process }) => String(process.system.random.below(32_768)),
  SECONDS: ({ process }) => String(Math.floor((process.system.clock.now() - process.system.startedMs) / 1000)),
  EPOCHSECONDS: ({ process }) => String(Math.floor(process.system.clock.now() / 1000)),
  EPOCHREALTIME: ({ process }) => (process.system.clock.now() / 1000).toFixed(6),
  BASHPID: ({ process }) => String(process.pid),
  PPID: ({ process }) => String(process.parent?.pid ?? 0),
  UID: ({ process }) => String(process.system.user.uid),
  EUID: ({ process }) => String(process.system.user.uid),
  LINENO: ({ line }) => String(line),
  HOSTNAME: ({ variables, process }) => variables.text('HOSTNAME') ?? process.system.hostname,
};
