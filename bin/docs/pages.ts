/** Every page that is made from the code, and the parts of README.md that are. */
import { readFile } from 'node:fs/promises';
import { connectionFlags } from '../../src/cli/connection-flags.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { describeCommands } from '../../src/program.ts';
import { commandPage, type DocumentedCommand, flagTable, fullName, GENERATED, pageName } from './command-page.ts';

/** Texts by their paths from the project's folder. Reads README.md, which is written by hand but for its marked parts. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const commands: readonly DocumentedCommand[] = (await describeCommands()).filter(({ hidden }) => !hidden);
  const sorted = commands.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return new Map([
    ['docs/README.md', indexPage(sorted)],
    ['docs/connection-flags.md', connectionPage()],
    ...sorted.map((command): [string, string] => [`docs/commands/${pageName(command)}`, commandPage(command)]),
    ['README.md', withParts(await readFile('README.md', 'utf8'), { 'exit codes': exitCodeTable() })],
  ]);
}

/** Puts each text between its marks: `<!-- NAME -->` and `<!-- /NAME -->`, a line each. Throws if a mark is missing. */
export function withParts(page: string, parts: Readonly<Record<string, string>>): string {
  let text = page;
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`README.md lacks the marks ${begin.trim()} and ${end.trim()}`);
    text = `${text.slice(0, from + begin.length)}${part}\n${text.slice(to)}`;
  }
  return text;
}

/** The table of exit codes, as help says it. */
function exitCodeTable(): string {
  const rows = Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return ['| code | meaning |', '|---|---|', ...rows].join('\n');
}

function indexPage(commands: readonly DocumentedCommand[]): string {
  const rows = commands.map(
    (command) => `| [\`${fullName(command)}\`](commands/${pageName(command)}) | ${command.summary ?? ''} |`,
  );
  const text = [
    GENERATED,
    '# Commands',
    ['| command | |', '|---|---|', ...rows].join('\n'),
    'Those that talk to a cluster take [kubectl’s connection flags](connection-flags.md). All end with the same [exit codes](../README.md#exit-codes).',
    'What a scenario of the embedded cluster can say has [a page of its own](scenarios.md).',
  ];
  return `${text.join('\n\n')}\n`;
}

function connectionPage(): string {
  const text = [
    GENERATED,
    '# Connection flags',
    'What every command that talks to a cluster takes, with the meaning that kubectl gives it. They stand behind the command: `kubectl job list -n film`.',
    flagTable(Object.entries(connectionFlags)),
  ];
  return `${text.join('\n\n')}\n`;
}
