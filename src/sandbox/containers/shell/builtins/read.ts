/** Builtins that read: read, mapfile. */
import type { Process } from '../../processes/process.ts';
import { assignText } from '../assign.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './all-builtins.ts';

interface ReadOptions {
  readonly raw: boolean;
  readonly list: string | undefined;
  readonly delimiter: string;
  readonly count: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly prompt: string | undefined;
  readonly descriptor: number;
  readonly names: readonly string[];
}

/** Flags of `read` that take a value. */
const VALUED = new Set(['a', 'd', 'n', 'N', 't', 'p', 'u', 'i']);

function readOptions(args: readonly string[]): ReadOptions {
  const values = new Map<string, string>();
  const names: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? '';
    if (!/^-[a-zA-Z]/.test(word) || names.length > 0) {
      names.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const flag = word.charAt(at);
      if (!VALUED.has(flag)) {
        values.set(flag, '');
        continue;
      }
      const rest = word.slice(at + 1);
      if (rest === '') i += 1;
      values.set(flag, rest === '' ? (args[i] ?? '') : rest);
      break;
    }
  }
  const count = values.get('n') ?? values.get('N');
  const timeout = values.get('t');
  return {
    raw: values.has('r'),
    list: values.get('a'),
    delimiter: values.has('d') ? (values.get('d') ?? '').charAt(0) || '\0' : '\n',
    count: count === undefined ? undefined : Number(count),
    timeoutMs: timeout === undefined ? undefined : Number(timeout) * 1000,
    prompt: values.get('p'),
    descriptor: Number(values.get('u') ?? 0),
    names,
  };
}

const read: Builtin = async (shell, args) => {
  const options = readOptions(args);
  if (options.prompt !== undefined && shell.process.stream(0)?.isTerminal) await shell.process.write(2, options.prompt);
  const line = await withTimeout(shell, options.timeoutMs, () => readLine(shell.process, options));
  if (line === undefined) return TIMED_OUT;
  await give(shell, line.text, options);
  return line.isWhole ? 0 : 1;
};

const TIMED_OUT = 142;

async function withTimeout<T>(shell: Shell, ms: number | undefined, task: () => Promise<T>): Promise<T | undefined> {
  if (ms === undefined) return await task();
  const { clock } = shell.process.system;
  return await shell.process.block<T | undefined>((done) => {
    const cancel = clock.at(clock.now() + ms, () => done(undefined));
    task().then(
      (value) => {
        cancel();
        done(value);
      },
      () => cancel(),
    );
    return cancel;
  });
}

interface Line {
  readonly text: string;
  /** Whether its delimiter was there. */
  readonly isWhole: boolean;
}

/** Byte by byte, so that what follows is left for others. */
async function readLine(
  process: Process,
  { descriptor, delimiter, count, raw }: Pick<ReadOptions, 'descriptor' | 'delimiter' | 'count' | 'raw'>,
): Promise<Line> {
  const stream = process.stream(descriptor);
  const bytes: number[] = [];
  const end = delimiter.charCodeAt(0);
  const done = (isWhole: boolean): Line => {
    process.system.hold(-heldFor(bytes.length));
    return { text: Buffer.from(bytes).toString(), isWhole };
  };
  for (let taken = 1; ; taken += 1) {
    if (taken % A_STEP === 0) await process.step();
    const next = stream?.read(process, 1);
    const piece = next instanceof Promise ? await next : next;
    const byte = piece?.[0];
    if (byte === undefined) return done(false);
    if (byte === end) {
      if (raw || byte !== NEWLINE || bytes.at(-1) !== BACKSLASH) return done(true);
      bytes.pop();
    } else if (byte !== 0) {
      bytes.push(byte);
      if (bytes.length % BLOCK === 0) process.system.hold(BLOCK_BYTES);
    }
    if (count !== undefined && bytes.length >= count) return done(true);
  }
}

const NEWLINE = 10;
const BACKSLASH = 92;
/** So many bytes are as much work as a command. */
const A_STEP = 64;
/** What is read of a line is held in blocks of so many bytes, each of which takes so much. */
const BLOCK = 1024;
const BLOCK_BYTES = 8 * BLOCK;

function heldFor(length: number): number {
  return Math.floor(length / BLOCK) * BLOCK_BYTES;
}

async function give(shell: Shell, line: string, { raw, list, names }: ReadOptions): Promise<void> {
  const ifs = shell.variables.text('IFS') ?? ' \t\n';
  const text = raw ? line : line.replace(/\\(.)/gs, '$1');
  if (list !== undefined) {
    shell.variables.setAll(
      list,
      'list',
      fieldsOf(text, ifs, Number.POSITIVE_INFINITY).map((field, i) => [i, field]),
    );
    return;
  }
  if (names.length === 0) {
    shell.variables.set('REPLY', text);
    return;
  }
  const fields = fieldsOf(text, ifs, names.length);
  for (const [i, name] of names.entries()) await assignText(shell, name, { text: fields[i] ?? '' });
}

/** At most `most` fields; the last one takes the rest. */
function fieldsOf(text: string, ifs: string, most: number): readonly string[] {
  const isBlank = (char: string) => char !== '' && ' \t\n'.includes(char) && ifs.includes(char);
  const isCut = (char: string) => char !== '' && ifs.includes(char);
  let at = 0;
  let last = text.length;
  const skipBlanks = () => {
    while (at < last && isBlank(text.charAt(at))) at += 1;
  };
  while (last > 0 && isBlank(text.charAt(last - 1))) last -= 1;
  skipBlanks();
  const fields: string[] = [];
  while (at < last && fields.length < most - 1) {
    let end = at;
    while (end < last && !isCut(text.charAt(end))) end += 1;
    if (end === last) break;
    fields.push(text.slice(at, end));
    at = end + 1;
    skipBlanks();
    if (isBlank(text.charAt(end)) && at < last && isCut(text.charAt(at))) {
      at += 1;
      skipBlanks();
    }
  }
  return at < last ? [...fields, text.slice(at, last)] : fields;
}

const mapfile: Builtin = async (shell, args) => {
  const isTrimmed = args.some((word) => /^-[a-z]*t/.test(word));
  const name = args.find((word) => !word.startsWith('-')) ?? 'MAPFILE';
  const lines: string[] = [];
  for (;;) {
    const { text, isWhole } = await readLine(shell.process, {
      descriptor: 0,
      delimiter: '\n',
      count: undefined,
      raw: true,
    });
    if (text !== '' || isWhole) lines.push(isWhole && !isTrimmed ? `${text}\n` : text);
    if (!isWhole) break;
  }
  shell.variables.setAll(
    name,
    'list',
    lines.map((line, i) => [i, line]),
  );
  return 0;
};

/** Those that read. */
export const READING: Readonly<Record<string, Builtin>> = { read, mapfile, readarray: mapfile };
