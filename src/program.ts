/**
 * The program as oclif sees it: which commands there are, loaded only when they run, and what `--help`, `--version` and an
 * unknown command do. Nothing is read from disk: the table of commands is part of the build.
 */
import type { Command } from '@oclif/core/command';
import { Config, Plugin } from '@oclif/core/config';
import { normalizeArgv } from '@oclif/core/help';
import packageJson from '../package.json' with { type: 'json' };
import { exitCodeOf } from './cli/exit-codes.ts';

type CommandModule = { readonly default: Command.Class };

/** Every command: its id (words joined by `:`), and how to load it. */
export const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  list: () => import('./commands/list.ts'),
  describe: () => import('./commands/describe.ts'),
  wait: () => import('./commands/wait.ts'),
  'sandbox:replay': () => import('./commands/sandbox/replay.ts'),
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
  const config = await loadConfig();
  if (argv[0] === '__complete') return runCommand(config, argv);
  const [id = '', ...rest] = normalizeArgv(config, [...argv]);
  if (id === '--version') return print(`${config.bin} ${config.version}\n`);
  if (asksForHelp(argv)) return showHelp(config, argv);
  if (config.findCommand(id)) return runCommand(config, [id, ...rest]);
  if (config.findTopic(id)) return showHelp(config, [id]);
  return unknownCommand(config, argv);
}

/** The words behind a command's id are its own, whatever they are. */
async function runCommand(config: Config, [id = '', ...words]: readonly string[]): Promise<number> {
  return Number((await config.runCommand(id, words, config.findCommand(id) ?? null)) ?? 0);
}

/** The descriptions that the build puts into the program: the statics of each command class, without its functions. */
export async function describeCommands(): Promise<readonly Described[]> {
  return Promise.all(Object.entries(commands).map(async ([id, load]) => described(id, (await load()).default)));
}

/** oclif's configuration with the one plugin that is the program itself. */
export async function loadConfig(): Promise<Config> {
  const list = typeof DESCRIBED_COMMANDS === 'undefined' ? await describeCommands() : DESCRIBED_COMMANDS;
  const pjson = {
    ...packageJson,
    oclif: { bin: 'kubectl job', dirname: 'kubectl-job', topicSeparator: ' ' as const, topics },
  };
  const plugin = new BuiltIn({ root: '/', pjson, isRoot: true, name: pjson.name });
  plugin.fill(list);
  const config = new Config({ root: '/', pjson, plugins: new Map([[pjson.name, plugin]]), devPlugins: false });
  await config.load();
  return config;
}

const topics = { sandbox: { description: 'An embedded cluster on this machine, for trying things out.' } };

class BuiltIn extends Plugin {
  /** Takes the place of `load`, which would look for package.json and command files on disk. */
  fill(list: readonly Described[]): void {
    const { pjson } = this.options;
    if (!pjson) throw new Error('the built-in plugin needs its package.json');
    this.pjson = pjson;
    this.name = pjson.name;
    this.alias = pjson.name;
    this.version = pjson.version;
    this.root = '/';
    this.type = 'core';
    this.isRoot = true;
    this.valid = true;
    this.hooks = {};
    this.moduleType = 'module';
    this.commandIDs = list.map((c) => c.id);
    this.commands = list.map((c) => ({ ...c, load: () => loadCommand(c.id) }));
  }
}

async function loadCommand(id: string): Promise<Command.Class> {
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
    args: named(command.args ?? {}),
    flags: named({ ...command.flags, ...command.baseFlags }),
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
function named<T extends object>(table: Readonly<Record<string, T>>): Record<string, T & { name: string }> {
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, { ...entry, name }]));
}

function asksForHelp(argv: readonly string[]): boolean {
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return own.length === 0 || own[0] === 'help' || own.some((word) => word === '--help' || word === '-h');
}

async function showHelp(config: Config, argv: readonly string[]): Promise<number> {
  const { JobHelp } = await import('./cli/help.ts');
  const words = argv.filter((word) => word !== 'help' && word !== '-h' && word !== '--help');
  const [id = ''] = normalizeArgv(config, [...words]);
  if (words.length > 0 && !config.findCommand(id) && !config.findTopic(id)) return unknownCommand(config, words);
  return print(await new JobHelp(config).text(words));
}

async function unknownCommand(config: Config, argv: readonly string[]): Promise<number> {
  const { unknownCommandText } = await import('./cli/help.ts');
  const { openTerminal } = await import('./terminal/streams.ts');
  await openTerminal().err.write(unknownCommandText(argv, config));
  return exitCodeOf('usage');
}

async function print(text: string): Promise<number> {
  const { openTerminal } = await import('./terminal/streams.ts');
  await openTerminal().out.write(text);
  return 0;
}
