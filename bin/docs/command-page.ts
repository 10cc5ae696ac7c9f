/** One command as a page of Markdown, from the same tables that its help and its parser are made from. */
import { type CommandShape, type CompletedFlag, shownArguments } from '../../src/cli/completion/command-shape.ts';

/** A command as `describeCommands` has it. */
export type DocumentedCommand = CommandShape & {
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
};

/** What a reader sees first on each page that nobody should edit. */
export const GENERATED = '<!-- Made by `npm run docs`. Change the command, not this page. -->';

/** `kubectl job sandbox replay` */
export function fullName({ id }: Pick<CommandShape, 'id'>): string {
  return `kubectl job ${id.replaceAll(':', ' ')}`;
}

/** The name of a command's page, without a folder. */
export function pageName({ id }: Pick<CommandShape, 'id'>): string {
  return `${id.replaceAll(':', '-')}.md`;
}

/** The page. */
export function commandPage(command: DocumentedCommand): string {
  const sections = [
    GENERATED,
    `# ${fullName(command)}`,
    command.summary ?? '',
    code([`${[fullName(command), ...argumentNames(command)].join(' ')} [flags]`]),
    aliases(command),
    withLineBreaks(withBin(command.description ?? '')),
    section('Examples', examples(command)),
    section('Flags', flagTable(ownFlags(command))),
    connectionNote(command),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** The flags as a table; empty without any. */
export function flagTable(flags: readonly (readonly [string, DocumentedFlag])[]): string {
  if (flags.length === 0) return '';
  const rows = flags.map(([name, flag]) => `| ${cell(flagName(name, flag))} | ${cell(aboutFlag(flag))} |`);
  return ['| flag | |', '|---|---|', ...rows].join('\n');
}

type DocumentedFlag = CompletedFlag & { readonly default?: unknown };

function ownFlags({ flags }: CommandShape): readonly (readonly [string, CompletedFlag])[] {
  return Object.entries(flags).filter(([, { hidden, helpGroup }]) => !hidden && !helpGroup);
}

function flagName(name: string, flag: CompletedFlag): string {
  const long = flag.type === 'option' ? `--${name}=${valueName(name, flag)}`.replace('=[', '[=') : `--${name}`;
  return [...(flag.char ? [`\`-${flag.char}\``] : []), `\`${long}\``].join(', ');
}

/** As help says it. */
function valueName(name: string, { helpValue, options }: CompletedFlag): string {
  const said = typeof helpValue === 'string' ? helpValue : helpValue?.join(' ');
  return said ?? options?.join('|') ?? name.replaceAll('-', '_').toUpperCase();
}

function aboutFlag({ summary, description, default: byDefault }: DocumentedFlag): string {
  const text = summary ?? description ?? '';
  return typeof byDefault === 'string' || typeof byDefault === 'number' ? `${text} Default: \`${byDefault}\`.` : text;
}

function argumentNames(command: CommandShape): readonly string[] {
  const named = Object.entries(command.args).filter(([, arg]) => shownArguments(command).includes(arg));
  return named.map(([key, arg]) => {
    const { name = key, required = false } = arg as { readonly name?: string; readonly required?: boolean };
    const word = `${name.toUpperCase()}${arg.multiple ? '...' : ''}`;
    return required ? word : `[${word}]`;
  });
}

function aliases({ aliases }: CommandShape): string {
  return aliases.length === 0 ? '' : `Also: ${aliases.map((alias) => `\`kubectl job ${alias}\``).join(', ')}.`;
}

function examples({ examples = [] }: DocumentedCommand): string {
  return examples.map((example) => exampleText(example)).join('\n\n');
}

function exampleText(example: unknown): string {
  if (typeof example === 'string') return code(withBin(example).split('\n'));
  const { description = '', command = '' } = example as { readonly description?: string; readonly command?: string };
  return `${withBin(description)}:\n\n${code(withBin(command).split('\n'))}`;
}

function connectionNote({ flags }: CommandShape): string {
  const connects = Object.values(flags).some(({ helpGroup }) => helpGroup === 'CONNECTION');
  return connects ? 'And the [flags of every command that talks to a cluster](../connection-flags.md).' : '';
}

function section(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}`;
}

function code(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}

/** Lines of a paragraph stay lines; tables in it keep their columns. */
function withLineBreaks(text: string): string {
  const paragraphs = text.split('\n\n').map((paragraph) => {
    const [first = '', ...more] = paragraph.split('\n');
    return more.length === 0 ? first : `${first}\n\n${code(more)}`;
  });
  return paragraphs.join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function withBin(text: string): string {
  return text.replaceAll('<%= config.bin %>', 'kubectl job');
}
