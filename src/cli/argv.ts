/**
 * Arguments as kubectl takes them, turned into what oclif's parser takes: `--watch=false`, `-A=true`, `-wA`, a flag given
 * twice (the last one counts), underscores for dashes. The rules are those of spf13/pflag, which kubectl uses.
 */
import { nearest } from './nearest.ts';
import { usageError } from './user-error.ts';

/** What is needed of a flag's definition; oclif's own have it. */
export interface FlagShape {
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly multiple?: boolean | undefined;
}

/** Flags by their long names. */
export type FlagShapes = Readonly<Record<string, FlagShape>>;

/**
 * The same arguments with every flag as `--name` or `--name=value`, each flag that is not repeatable once. Everything after
 * `--` stays as it is. Throws `UserError` for a flag that does not exist, a missing value, and a boolean that is none.
 */
export function normaliseArgv(argv: readonly string[], flags: FlagShapes): string[] {
  const end = argv.indexOf('--');
  const waiting = end < 0 ? [...argv] : argv.slice(0, end);
  const given: Given[] = [];
  const words: string[] = [];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word.startsWith('--')) given.push(longFlag(word, flags, waiting));
    else if (/^-[^\d]/.test(word)) given.push(...shortFlags(word, flags, waiting));
    else words.push(word);
  }
  return [...lastOnes(given, flags), ...words, ...(end < 0 ? [] : argv.slice(end))];
}

interface Given {
  readonly name: string;
  /** Undefined for a boolean that is on. */
  readonly value: string | undefined;
  readonly off?: boolean;
}

function longFlag(word: string, flags: FlagShapes, waiting: string[]): Given {
  const equals = word.indexOf('=');
  const typed = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const name = typed.replaceAll('_', '-');
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (!flag) throw unknownFlag(typed, flags);
  const value = equals < 0 ? undefined : word.slice(equals + 1);
  if (flag.type === 'boolean') return booleanFlag(name, value);
  return { name, value: value ?? required(waiting.shift(), `flag needs an argument: --${name}`) };
}

function shortFlags(word: string, flags: FlagShapes, waiting: string[]): readonly Given[] {
  const given: Given[] = [];
  for (let rest = word.slice(1); rest !== ''; ) {
    const char = rest.charAt(0);
    const found = Object.entries(flags).find(([, flag]) => flag.char === char);
    if (!found) throw unknownShort(char, word, flags);
    const [name, flag] = found;
    rest = rest.slice(1);
    const attached = rest.startsWith('=') ? rest.slice(1) : undefined;
    if (flag.type === 'boolean') {
      given.push(booleanFlag(name, attached));
      if (attached !== undefined) return given;
      continue;
    }
    const value = attached ?? (rest || waiting.shift());
    return [...given, { name, value: required(value, `flag needs an argument: '${char}' in ${word}`) }];
  }
  return given;
}

/** The spellings of Go's strconv.ParseBool. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

function booleanFlag(name: string, value: string | undefined): Given {
  if (value === undefined || TRUE.includes(value)) return { name, value: undefined };
  if (FALSE.includes(value)) return { name, value: undefined, off: true };
  throw usageError(`invalid argument "${value}" for "--${name}" flag: it is true or false`);
}

function lastOnes(given: readonly Given[], flags: FlagShapes): readonly string[] {
  const last = new Map(given.map((flag) => [flag.name, flag]));
  return given
    .filter((flag) => flags[flag.name]?.multiple || last.get(flag.name) === flag)
    .filter((flag) => !flag.off)
    .map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`));
}

function required(value: string | undefined, message: string): string {
  if (value === undefined) throw usageError(message);
  return value;
}

function unknownFlag(typed: string, flags: FlagShapes) {
  const near = nearest(typed, Object.keys(flags));
  return usageError(`unknown flag: --${typed}`, near && `Did you mean --${near}?`);
}

function unknownShort(char: string, word: string, flags: FlagShapes) {
  const near = nearest(word.slice(1), Object.keys(flags));
  return usageError(
    `unknown shorthand flag: '${char}' in ${word}`,
    near && word.length > 3 ? `Did you mean --${near}?` : undefined,
  );
}
