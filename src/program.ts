/**
 * Which commands there are, loaded only when they run, and what `--help`, `--version` and an unknown command do. Nothing is read from
 * disk: the table of commands is part of the build. What oclif does to find commands is needed for help alone, and loaded only then.
 */
import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import packageJson from '../package.json' with { type: 'json' };
import type { BaseCommand } from './cli/base-command.ts';
import { exitCodeOf } from './cli/exit-codes.ts';
import { oclifConfig } from './cli/oclif-config.ts';

type Constructor = new (argv: string[], config: Config) => BaseCommand;

type CommandModule = { readonly default: Command.Class & Constructor };

/** Every command: its id (words joined by `:`), and how to load it. */
export const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  list: () => import('./commands/list.ts'),
  describe: () => import('./commands/describe.ts'),
  wait: () => import('./commands/wait.ts'),
  logs: () => import('./commands/logs.ts'),
  peers: () => import('./commands/peers.ts'),
  'drill:drain': () => import('./commands/drill/drain.ts'),
  'drill:policy': () => import('./commands/drill/policy.ts'),
  'drill:restore': () => import('./commands/drill/restore.ts'),
  'peers:create': () => import('./commands/peers/create.ts'),
  'peers:check': () => import('./commands/peers/check.ts'),
  'sandbox:replay': () => import('./commands/sandbox/replay.ts'),
  'sandbox:start': () => import('./commands/sandbox/start.ts'),
  'sandbox:status': () => import('./commands/sandbox/status.ts'),
  'sandbox:stop': () => import('./commands/sandbox/stop.ts'),
  'sandbox:fault': () => import('./commands/sandbox/fault.ts'),
  completion: () => import('./commands/completion.ts'),
  __complete: () => import('./commands/__complete.ts'),
  version: () => import('./commands/version.ts'),
};

/** What help needs of a command without loading it, and what it takes to find one. */
type Described = Command.Cached;
type Names = Pick<Described, 'id' | 'aliases'>;

/** Set by the build: of all commands. */
declare const COMMAND_NAMES: readonly Names[] | undefined;

/** Runs the program with its arguments (without the interpreter and the script); resolves to the exit code. Does not throw. */
export async function run(argv: readonly string[]): Promise<number> {
  const known = typeof COMMAND_NAMES === 'undefined' ? await describeCommands() : COMMAND_NAMES;
  if (argv[0] === '__complete') return runCommand('__complete', argv.slice(1), await allDescribed());
  if (argv[0] === '--version') return print(`${BIN} ${packageJson.version}\n`);
  if (asksForHelp(argv)) return showHelp(argv, known);
  const { command, rest } = named(argv, known);
  if (command) return runCommand(command.id, rest);
  return argv.length === 1 && isTopic(argv[0], known) ? showHelp(argv, known) : unknownCommand(argv, known);
}

const BIN = 'kubectl job';

/** The command that the first words name, by its id or an alias, and the words behind it, which are its own, whatever they are. */
function named(
  argv: readonly string[],
  known: readonly Names[],
): { readonly command: Names | undefined; readonly rest: readonly string[] } {
  for (const length of [2, 1]) {
    const id = argv.slice(0, length).join(':');
    const command = known.find(({ id: own, aliases }) => own === id || aliases.includes(id));
    if (command && argv.length >= length) return { command, rest: argv.slice(length) };
  }
  return { command: undefined, rest: argv };
}

/** Whether commands begin with this word. */
function isTopic(word: string | undefined, known: readonly Names[]): boolean {
  return word !== undefined && known.some(({ id }) => id.startsWith(`${word}:`));
}

/** A command may have use for the descriptions of all. */
async function runCommand(id: string, words: readonly string[], all: readonly Described[] = []): Promise<number> {
  const concrete: Constructor = await loadCommand(id);
  return new concrete([...words], configFor(all)).execute();
}

function configFor(all: readonly Described[]): Config {
  const commands = all.map((command) => ({ ...command, load: () => loadCommand(command.id) }));
  return oclifConfig({ bin: BIN, version: packageJson.version, commands });
}

/** The descriptions that the build puts into the program: the statics of each command class, without its functions. */
export async function describeCommands(): Promise<readonly Described[]> {
  return Promise.all(Object.entries(commands).map(async ([id, load]) => described(id, (await load()).default)));
}

async function allDescribed(): Promise<readonly Described[]> {
  const { describedCommands } = await import('./cli/described-commands.ts');
  return describedCommands ?? (await describeCommands());
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

async function showHelp(argv: readonly string[], known: readonly Names[]): Promise<number> {
  const words = argv.filter((word) => word !== 'help' && word !== '-h' && word !== '--help');
  const isKnown = named(words, known).command !== undefined || (words.length === 1 && isTopic(words[0], known));
  if (words.length > 0 && !isKnown) return unknownCommand(words, known);
  const { JobHelp } = await import('./cli/help.ts');
  const { openTerminal } = await import('./terminal/streams.ts');
  const { out } = openTerminal();
  await out.write(await new JobHelp(configFor(await allDescribed()), out.page.width).text(words));
  return 0;
}

async function unknownCommand(argv: readonly string[], known: readonly Names[]): Promise<number> {
  const { unknownCommandText } = await import('./cli/help.ts');
  const { openTerminal } = await import('./terminal/streams.ts');
  await openTerminal().err.write(unknownCommandText(argv, { bin: BIN, commandIDs: known.map(({ id }) => id) }));
  return exitCodeOf('usage');
}

async function print(text: string): Promise<number> {
  const { openTerminal } = await import('./terminal/streams.ts');
  await openTerminal().out.write(text);
  return 0;
}
