/**
 * What `kubectl job --help`, `kubectl job COMMAND --help` and an unknown command print. The body of a command's help is
 * oclif's, made from the statics of its class; the root page adds what every command shares.
 */
import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import { CommandHelp, Help } from '@oclif/core/help';
import { exitCodeHelp } from './exit-codes.ts';
import { nearest } from './nearest.ts';

const NARROWEST = 40;
const WIDEST = 100;

/** oclif's help, collected as text instead of printed line by line. */
export class JobHelp extends Help {
  readonly #lines: string[] = [];
  override getCommandHelpClass(command: Command.Loadable): CommandHelp {
    return new CommandPage(command, this.config, this.opts);
  }

  /** `width` is that of the terminal, where there is one; wider than a line reads well, none is. */
  constructor(config: Config, width = WIDEST) {
    super(config, {
      flagSortOrder: 'none',
      hideAliasesFromRoot: true,
      maxWidth: Math.min(WIDEST, Math.max(NARROWEST, width)),
    });
  }

  /** The help text of a command, of a topic, or of the whole program when `words` name neither. Throws when they name nothing. */
  async text(words: readonly string[]): Promise<string> {
    this.#lines.length = 0;
    await this.showHelp([...words]);
    const [title = '', ...rest] = this.#lines.join('\n').trimEnd().split('\n');
    return `${[this.wrap(title, 0), ...rest].join('\n')}\n`;
  }

  override log(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  override formatRoot(): string {
    return [
      'See what a batch Job is doing, which indexes failed, and why.',
      this.section('USAGE', `$ ${this.config.bin} COMMAND [NAME...] [flags]`),
    ].join('\n\n');
  }

  override async showRootHelp(): Promise<void> {
    const isTop = (name: string) => !name.includes(':');
    this.log(this.formatRoot(), '');
    this.log(this.formatCommands(this.sortedCommands.filter(({ id }) => isTop(id))), '');
    this.log(this.formatTopics(this.sortedTopics.filter(({ name }) => isTop(name))), '');
    this.log(this.section('EXIT CODES', exitCodeHelp()));
    this.log('', `Use "${this.config.bin} COMMAND --help" for the flags and examples of a command.`);
  }
}

/** What is said when `words` are no command: what was typed, the nearest command there is, and where to look. */
export function unknownCommandText(
  words: readonly string[],
  { bin, commandIDs }: Pick<Config, 'bin' | 'commandIDs'>,
): string {
  const [first = '', second] = words;
  const known = commandIDs.map((id) => id.replaceAll(':', ' '));
  if (first.startsWith('-')) return complaint(`flags come after the command, and ${first} stands before it`, bin);
  const isTopic = second !== undefined && known.some((name) => name.startsWith(`${first} `));
  const typed = isTopic ? `${first} ${second}` : first;
  const meant = nearest(typed, known);
  const hint = meant ? `\n\nDid you mean this?\n\t${meant}` : '';
  const within = isTopic ? `${bin} ${first}` : bin;
  return complaint(`unknown command "${isTopic ? second : first}" for "${within}"${hint}`, within);
}

function complaint(what: string, help: string): string {
  return `error: ${what}\n\nSee '${help} --help' for what there is.\n`;
}

/**
 * The page of one command: a usage line without the long list of flags, and a description that does not repeat the summary. What it is for and how it
 * is used comes first, as in kubectl's; the flags that every command has come last.
 */
class CommandPage extends CommandHelp {
  override sections(): ReturnType<CommandHelp['sections']> {
    const place = ({ header }: { readonly header: string }) => SECTIONS.indexOf(header);
    return super.sections().sort((a, b) => place(a) - place(b));
  }

  override defaultUsage(): string {
    const shown = Object.values(this.command.args ?? {}).filter((arg) => !arg.hidden);
    const args = (this.args(shown) ?? []).map(([name]) => name);
    return [this.command.id, ...args, '[flags]'].join(' ');
  }

  /**
   * `--context=CONTEXT`, `--indexes[=SPEC]`: a flag that does not say what it takes is shown with its own name. `FILE...` would say that one flag takes
   * several values; those that do are none of ours. On a terminal the value is underlined, so that `=` does not stand beside it.
   */
  override flagHelpLabel(...[flag, showOptions]: Parameters<CommandHelp['flagHelpLabel']>): string {
    if (flag.type !== 'option') return super.flagHelpLabel(flag, showOptions);
    const value = [flag.helpValue ?? valueName(flag.name)].flat().join(' ');
    const label = super.flagHelpLabel({ ...flag, helpValue: value, multiple: false }, showOptions);
    return value.startsWith('[') ? label.replace('=', '').replace(value, `[=${value.slice(1)}`) : label;
  }

  /** oclif trims a list, and with it the place that is left for the short form of its first flag. */
  override renderList(...[input, options]: Parameters<CommandHelp['renderList']>): string {
    const list = super.renderList(input, options);
    const label = input[0]?.[0] ?? '';
    const isMultiline = list.split('\n')[0] === label.trim();
    return isMultiline ? list : label.slice(0, label.length - label.trimStart().length) + list;
  }

  override description(): string | undefined {
    return this.command.description ? this.wrap(this.command.description) : undefined;
  }
}

const SECTIONS = ['USAGE', 'ALIASES', 'DESCRIPTION', 'EXAMPLES', 'ARGUMENTS', 'FLAGS', 'FLAG DESCRIPTIONS'];

function valueName(flag: string): string {
  return flag.replaceAll('-', '_').toUpperCase();
}
