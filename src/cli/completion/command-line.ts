/**
 * An unfinished command line, read as far as it goes: never a complaint, since what is wrong may yet become right. Flags are read as
 * `normaliseArgv` reads them.
 */
import { type CommandShape, type CompletedFlag, hasOptionalValue, shownArguments } from './command-shape.ts';

/** What stands where the cursor is. */
export type Place =
  /** A word of a command's name; `before` are those already typed. */
  | { readonly kind: 'command'; readonly before: readonly string[] }
  | { readonly kind: 'flag' }
  /** The value of this flag. */
  | { readonly kind: 'value'; readonly flag: string }
  | { readonly kind: 'argument' }
  /** Somebody else's word: a command behind `--`. */
  | { readonly kind: 'foreign' };

/** What was typed so far. */
export interface CommandLine {
  /** Undefined while its name is being typed. */
  readonly command: CommandShape | undefined;
  readonly place: Place;
  /** The beginning of what is completed; of `--output=js`, the `js`. */
  readonly typed: string;
  /** Values by long names; a boolean that is on has `true`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** The arguments before the cursor. */
  readonly words: readonly string[];
}

/** Reads the words behind the program's name; the last one, which may be empty, is where the cursor is. */
export function readCommandLine(argv: readonly string[], commands: readonly CommandShape[]): CommandLine {
  const typed = argv.at(-1) ?? '';
  const before = argv.slice(0, -1);
  const named = before[0] === 'help' ? before.slice(1) : before;
  const found = before[0] === 'help' ? undefined : commandAt(named, commands);
  if (found) return new Reader(found.command).read(found.rest, typed);
  return { command: undefined, place: { kind: 'command', before: named }, typed, flags: new Map(), words: [] };
}

/** The command with the longest name that the words begin with. */
function commandAt(words: readonly string[], commands: readonly CommandShape[]) {
  for (let length = words.length; length > 0; length -= 1) {
    const name = words.slice(0, length).join(':');
    const command = commands.find(({ id, aliases }) => id === name || aliases.includes(name));
    if (command) return { command, rest: words.slice(length) };
  }
  return undefined;
}

/** Reads the words behind a command's name. */
class Reader {
  readonly #command: CommandShape;
  readonly #flags = new Map<string, readonly string[]>();
  readonly #words: string[] = [];

  constructor(command: CommandShape) {
    this.#command = command;
  }

  read(before: readonly string[], typed: string): CommandLine {
    const waiting = [...before];
    for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
      if (word === '--') return this.#line({ kind: 'foreign' }, typed);
      const flag = this.#take(word);
      if (flag === undefined) continue;
      if (waiting.length === 0) return this.#behind(flag, typed);
      if (this.#takesNext(flag, waiting[0] ?? '')) this.#set(flag, waiting.shift() ?? '');
    }
    return this.#last(typed);
  }

  /** Takes a word in; returns the long name of the flag whose value is still missing. */
  #take(word: string): string | undefined {
    if (word.startsWith('--')) return this.#takeLong(word.slice(2));
    if (/^-[^\d]/.test(word)) return this.#takeShort(word.slice(1));
    this.#words.push(word);
    return undefined;
  }

  /** Whether the word behind a flag is its value: always, but for those that may do without. */
  #takesNext(name: string, word: string): boolean {
    const flag = this.#command.flags[name] ?? NO_FLAG;
    return !hasOptionalValue(flag) || /^(?:\d|all$)/.test(word) || (flag.options ?? []).includes(word);
  }

  #takeLong(text: string): string | undefined {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).replaceAll('_', '-');
    if (equals >= 0) this.#set(name, text.slice(equals + 1));
    else if (this.#command.flags[name]?.type === 'option') return name;
    else this.#set(name, 'true');
    return undefined;
  }

  #takeShort(letters: string): string | undefined {
    const [name, flag] = this.#short(letters.charAt(0));
    const rest = letters.slice(1);
    const value = rest.startsWith('=') ? rest.slice(1) : rest;
    if (flag.type === 'option' && rest === '') return name;
    if (flag.type === 'option' || rest.startsWith('=')) this.#set(name, value);
    else this.#set(name, 'true');
    return flag.type === 'boolean' && rest !== '' && !rest.startsWith('=') ? this.#takeShort(rest) : undefined;
  }

  #short(char: string): readonly [string, CompletedFlag] {
    return Object.entries(this.#command.flags).find(([, flag]) => flag.char === char) ?? ['', NO_FLAG];
  }

  /** Behind a flag that takes a value, unless it may do without: then a name is likelier while none was typed. */
  #behind(flag: string, typed: string): CommandLine {
    const optional = hasOptionalValue(this.#command.flags[flag] ?? NO_FLAG);
    const wantsName = this.#words.length === 0 && shownArguments(this.#command).length > 0;
    if (optional && (wantsName || typed.startsWith('-'))) return this.#last(typed);
    return this.#line({ kind: 'value', flag }, typed);
  }

  #last(typed: string): CommandLine {
    const long = /^--([\w-]+)=(.*)$/s.exec(typed);
    if (long) return this.#line({ kind: 'value', flag: (long[1] ?? '').replaceAll('_', '-') }, long[2] ?? '');
    if (typed.startsWith('-')) return this.#line({ kind: 'flag' }, typed);
    return this.#line({ kind: 'argument' }, typed);
  }

  #line(place: Place, typed: string): CommandLine {
    return { command: this.#command, place, typed, flags: this.#flags, words: this.#words };
  }

  #set(name: string, value: string): void {
    this.#flags.set(name, [...(this.#flags.get(name) ?? []), value]);
  }
}

/** What an unknown letter is taken for. */
const NO_FLAG: CompletedFlag = { type: 'boolean' };
