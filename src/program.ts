/**
 * Which commands there are, loaded only when they run, and what `--help`, `--version` and an unknown command do. Nothing is read from
 * disk: the table of commands is part of the build. What oclif does to find commands is needed for help alone, and loaded only then.
 */
import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import packageJson from '../package.json' with { type: 'json' };
import type { BaseCommand } from './cli/base-command.ts';
import { exitCodeOf } from './cli/exit-codes.ts';

type Constructor = new (argv: string[], config: Config) => BaseCommand;

type CommandModule = { readonly default: Command.Class & Constructor };

/** Every command: its id (words joined by `:`), and how to load it. */
export const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  list: () => import('./commands/list.ts'),
  describe: () => import('./commands/describe.ts'),
  wait: () => import('./commands/wait.ts'),
  logs: () => import('./commands/logs.ts'),
  'sandbox:replay': () => import('./commands/sandbox/replay.ts'),
  'sandbox:start': () => import('./commands/sandbox/start.ts'),
  completion: () => import('./commands/completion.ts'),
  __complete: () => import('./commands/__complete.ts'),
  version: () => import('./commands/version.ts'),
};

/** What help needs of a command without loading it. */
type Described = Command.Cached;

/** Set by the build: the descriptions of all commands, so that `--help` loads none of them. */
declare const DESCRIBED_COMMANDS: readonly Described[] | undefined;

/** Runs the program with its arguments (without the interpreter and the script); resolves to the exit code. Does not throw. */
export async function run(argv: readonly string[]): Promise<number> {
  const known = typeof DESCRIBED_COMMANDS === 'undefined' ? await describeCommands() : DESCRIBED_COMMANDS;
  if (argv[0] === '__complete') return runCommand('__complete', argv.slice(1), known);
  if (argv[0] === '--version') return print(`${BIN} ${packageJson.version}\n`);
  if (asksForHelp(argv)) return showHelp(argv, known);
  const { command, rest } = named(argv, known);
  if (command) return runCommand(command.id, rest, known);
  return argv.length === 1 && isTopic(argv[0], known) ? showHelp(argv, known) : unknownCommand(argv, known);
}

const BIN = 'kubectl job';

/** The command that the first words name, by its id or an alias, and the words behind it, which are its own, whatever they are. */
function named(
  argv: readonly string[],
  known: readonly Described[],
): { readonly command: Described | undefined; readonly rest: readonly string[] } {
  for (const length of [2, 1]) {
    const id = argv.slice(0, length).join(':');
    const command = known.find(({ id: own, aliases }) => own === id || aliases.includes(id));
    if (command && argv.length >= length) return { command, rest: argv.slice(length) };
  }
  return { command: undefined, rest: argv };
}

/** Whether commands begin with this word. */
function isTopic(word: string | undefined, known: readonly Described[]): boolean {
  return word !== undefined && known.some(({ id }) => id.startsWith(`${word}:`));
}

async function runCommand(id: string, words: readonly string[], known: readonly Described[]): Promise<number> {
  const concrete: Constructor = await loadCommand(id);
  return new concrete([...words], configFor(known)).execute();
}

/** What commands use of oclif's configuration. The rest of it (plugins, themes, the user's shell) takes longer to load than the program. */
function configFor(known: readonly Described[]): Config {
  const used = {
    bin: BIN,
    version: packageJson.version,
    commands: known.map((command) => ({ ...command, load: () => loadCommand(command.id) })),
    runHook: async () => ({ successes: [], failures: [] }),
  } satisfies Pick<Config, 'bin' | 'version' | 'commands' | 'runHook'>;
  return used as Partial<Config> as Config;
}

/** The descriptions that the build puts into the program: the statics of each command class, without its functions. */
export async function describeCommands(): Promise<readonly Described[]> {
  return Promise.all(Object.entries(commands).map(async ([id, load]) => described(id, (await load()).default)));
}

async function loadCommand(id: string): Promise<CommandModule['default']> {
  const load = commands[id];
  if (!load) throw new Error(`no command ${id}`);
  const { default: command } = await load();
  command.id = id;
  return command;
}

function described(id: string, command: Command.Class): Described {
  return {
    id,
    aliases: command.aliases ?? [],
    hiddenAliases: command.hiddenAliases ?? [],
    args: withNames(command.args ?? {}),
    flags: withNames({ ...command.flags, ...command.baseFlags }),
    description: command.description,
    summary: command.summary,
    examples: command.examples,
    usage: command.usage,
    hidden: command.hidden ?? false,
    strict: command.strict,
    pluginName: packageJson.name,
  };
}

/** Help reads the name of a flag or an argument from itself, not from its key. */
function withNames<T extends object>(table: Readonly<Record<string, T>>): Record<string, T & { name: string }> {
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, { ...entry, name }]));
}

function asksForHelp(argv: readonly string[]): boolean {
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return own.length === 0 || own[0] === 'help' || own.some((word) => word === '--help' || word === '-h');
}

async function showHelp(argv: readonly string[], known: readonly Described[]): Promise<number> {
  const words = argv.filter((word) => word !== 'help' && word !== '-h' && word !== '--help');
  const isKnown = named(words, known).command !== undefined || isTopic(words[0], known);
  if (words.length > 0 && !isKnown) return unknownCommand(words, known);
  const { JobHelp } = await import('./cli/help.ts');
  return print(await new JobHelp(await helpConfig(known)).text(words));
}

async function unknownCommand(argv: readonly string[], known: readonly Described[]): Promise<number> {
  const { unknownCommandText } = await import('./cli/help.ts');
  const { openTerminal } = await import('./terminal/streams.ts');
  await openTerminal().err.write(unknownCommandText(argv, { bin: BIN, commandIDs: known.map(({ id }) => id) }));
  return exitCodeOf('usage');
}

async function helpConfig(known: readonly Described[]): Promise<Config> {
  const { loadConfig } = await import('./cli/oclif-config.ts');
  return loadConfig({ bin: BIN, packageJson, commands: configFor(known).commands });
}

async function print(text: string): Promise<number> {
  const { openTerminal } = await import('./terminal/streams.ts');
  await openTerminal().out.write(text);
  return 0;
}
