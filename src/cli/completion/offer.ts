/** What to offer at the cursor: what is known at once, and what a cluster or a kubeconfig has to be asked. */
import type { TabledKind } from '../../cluster/port.ts';
import { TOPICS } from '../topics.ts';
import type { CommandLine } from './command-line.ts';
import { type CommandShape, type CompletedFlag, shownArguments } from './command-shape.ts';
import { type OfJobs, type ValueSource, valuesOfFlag } from './flag-values.ts';

/** A word to complete to, and what it means, for people. */
export interface OfferedWord {
  readonly value: string;
  readonly description?: string;
}

/** What a cluster has to be asked. */
export type LiveOffer =
  /** `start` stands before each name. */
  | { readonly kind: 'names'; readonly of: TabledKind; readonly start: string }
  | { readonly kind: OfJobs; readonly jobs: readonly string[]; readonly start: string };

/** All that is offered. */
export interface Offer {
  readonly words: readonly OfferedWord[];
  readonly live: readonly LiveOffer[];
  readonly kubeconfig: 'contexts' | 'clusters' | 'users' | undefined;
  /** The shell is to complete files: of these extensions, or any if there are none. Undefined for no files. */
  readonly files: readonly string[] | undefined;
  /** Whether words come in an order that means something. */
  readonly ordered: boolean;
  /** What need not be offered again. */
  readonly taken: readonly string[];
}

/** Decides from the line alone; asks nobody. */
export function offerFor(line: CommandLine, commands: readonly CommandShape[]): Offer {
  const { command, place } = line;
  if (place.kind === 'command') return { ...NOTHING, words: commandWords(line.typed, place.before, commands) };
  if (place.kind === 'foreign') return { ...NOTHING, files: [] };
  if (!command) return NOTHING;
  if (place.kind === 'flag') return { ...NOTHING, words: flagWords(command, line), ordered: true };
  if (place.kind === 'argument') return withSubcommands(argumentOffer(command, line), command, { line, commands });
  return valueOffer(valuesOfFlag(place.flag, command.flags[place.flag]), line);
}

const NOTHING: Offer = { words: [], live: [], kubeconfig: undefined, files: undefined, ordered: false, taken: [] };

/** The words that may follow `before` in the name of a command. oclif lists a command once more under each of its aliases. */
function commandWords(
  typed: string,
  before: readonly string[],
  commands: readonly CommandShape[],
): readonly OfferedWord[] {
  if (typed.startsWith('-')) return before.length === 0 ? ROOT_FLAGS : [HELP];
  const words = new Map<string, OfferedWord>();
  for (const { id, summary = '', hidden, aliases } of commands) {
    const name = id.split(':');
    const value = name[before.length];
    if (hidden || aliases.includes(id) || value === undefined || !before.every((word, i) => name[i] === word)) continue;
    const isWhole = name.length === before.length + 1;
    if (isWhole || !words.has(value)) words.set(value, { value, description: isWhole ? summary : aboutTopic(value) });
  }
  return [...words.values()];
}

function aboutTopic(word: string): string {
  return TOPICS.find(({ name }) => name === word)?.description ?? '';
}

const HELP: OfferedWord = { value: '--help', description: 'What there is, with examples.' };
const ROOT_FLAGS: readonly OfferedWord[] = [HELP, { value: '--version', description: 'The version of this program.' }];

/** A command's own flags, then those of connections; each once, unless it may be repeated. Letters only behind a single dash. */
function flagWords(command: CommandShape, { typed, flags }: CommandLine): readonly OfferedWord[] {
  const shown = Object.entries(command.flags).filter(
    ([name, flag]) => !flag.hidden && (flag.multiple || !flags.has(name)),
  );
  const ordered = [...shown.filter(([, flag]) => !flag.helpGroup), ...shown.filter(([, flag]) => flag.helpGroup)];
  const long = ordered.map(([name, flag]) => ({ value: `--${name}`, description: aboutFlag(flag) }));
  if (typed !== '-') return [...long, HELP];
  const short = ordered.flatMap(([, flag]) =>
    flag.char ? [{ value: `-${flag.char}`, description: aboutFlag(flag) }] : [],
  );
  return [...short, ...long, HELP];
}

function aboutFlag({ summary, description = '' }: CompletedFlag): string {
  return summary ?? description;
}

function argumentOffer(command: CommandShape, { words, typed }: CommandLine): Offer {
  const args = shownArguments(command);
  const arg = args[words.length] ?? args.find(({ multiple }) => multiple);
  if (!arg) return NOTHING;
  if (arg.options) return { ...NOTHING, words: arg.options.map((value) => ({ value })) };
  if (!arg.kinds) return { ...NOTHING, files: [] };
  return { ...NOTHING, live: namesOf(arg.kinds, words, typed), taken: words };
}

/** Some commands have others below them, whose names stand where an argument may, as long as there is nothing between. */
function withSubcommands(
  offer: Offer,
  { id }: CommandShape,
  { line, commands }: { readonly line: CommandLine; readonly commands: readonly CommandShape[] },
): Offer {
  if (line.words.length > 0 || line.flags.size > 0) return offer;
  return { ...offer, words: [...commandWords(line.typed, id.split(':'), commands), ...offer.words] };
}

/** How kubectl lets people write a kind; what a name of it begins with when the kind is written before it. */
const KINDS: readonly { readonly of: TabledKind; readonly words: RegExp; readonly start: string }[] = [
  { of: 'jobs', words: /^jobs?(?:\.(?:v1\.)?batch)?$/i, start: '' },
  { of: 'cronjobs', words: /^(?:cj|cronjobs?(?:\.(?:v1\.)?batch)?)$/i, start: 'cronjob/' },
  { of: 'nodes', words: /^(?:no|nodes?)$/i, start: '' },
];

/** `NAME`, `KIND/NAME`, and `KIND NAME`. */
function namesOf(kinds: readonly TabledKind[], words: readonly string[], typed: string): readonly LiveOffer[] {
  const possible = KINDS.filter(({ of }) => kinds.includes(of));
  const slash = typed.indexOf('/');
  const written = slash < 0 ? words[0] : typed.slice(0, slash);
  const kind = possible.find((one) => written !== undefined && one.words.test(written));
  if (kind) return [{ kind: 'names', of: kind.of, start: slash < 0 ? '' : typed.slice(0, slash + 1) }];
  return slash < 0 ? possible.map(({ of, start }) => ({ kind: 'names', of, start })) : [];
}

function valueOffer(source: ValueSource, { words, typed }: CommandLine): Offer {
  const comma = typed.lastIndexOf(',') + 1;
  const start = typed.slice(0, comma);
  switch (source.kind) {
    case 'words': {
      const chosen = source.list ? start.split(',') : [];
      const open = source.words.filter((word) => !chosen.includes(word));
      return { ...NOTHING, words: open.map((value) => ({ value: source.list ? start + value : value })) };
    }
    case 'names':
      return { ...NOTHING, live: [{ kind: 'names', of: source.of, start: source.list ? start : '' }] };
    case 'kubeconfig':
      return { ...NOTHING, kubeconfig: source.of };
    case 'containers':
    case 'pods':
      return { ...NOTHING, live: [{ kind: source.kind, jobs: jobsIn(words), start: '' }] };
    case 'indexes':
      return { ...NOTHING, live: [{ kind: 'indexes', jobs: jobsIn(words), start }], ordered: true };
    case 'rules':
      return { ...NOTHING, live: [{ kind: 'rules', jobs: jobsIn(words), start: '' }], ordered: true };
    case 'files':
      return { ...NOTHING, files: source.extensions };
    case 'free':
      return NOTHING;
  }
}

/** The names among a command's arguments that are Jobs'. */
function jobsIn(words: readonly string[]): readonly string[] {
  const [jobs, cronJobs] = KINDS;
  return words.flatMap((word) => {
    const slash = word.indexOf('/');
    if (slash >= 0) return jobs?.words.test(word.slice(0, slash)) ? [word.slice(slash + 1)] : [];
    return jobs?.words.test(word) || cronJobs?.words.test(word) ? [] : [word];
  });
}
