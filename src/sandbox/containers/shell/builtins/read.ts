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
  for (;;) {
    const next = stream?.read(process, 1);
    const piece = next instanceof Promise ? await next : next;
    const byte = piece?.[0];
    if (byte === undefined) return { text: Buffer.from(bytes).toString(), isWhole: false };
    const isContinued = !raw && byte === 10 && bytes.at(-1) === 92;
    if (isContinued) bytes.pop();
    else if (byte === end) return { text: Buffer.from(bytes).toString(), isWhole: true };
    else bytes.push(byte);
    if (count !== undefined && bytes.length >= count) return { text: Buffer.from(bytes).toString(), isWhole: true };
  }
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
  const blank = [...ifs].filter((char) => ' \t\n'.includes(char)).join('');
  const isBlank = (char: string) => char !== '' && blank.includes(char);
  const isCut = (char: string) => char !== '' && ifs.includes(char);
  let rest = text;
  const trimStart = () => {
    while (isBlank(rest.charAt(0))) rest = rest.slice(1);
  };
  trimStart();
  while (isBlank(rest.charAt(rest.length - 1))) rest = rest.slice(0, -1);
  const fields: string[] = [];
  while (rest !== '' && fields.length < most - 1) {
    const end = [...rest].findIndex(isCut);
    if (end < 0) break;
    fields.push(rest.slice(0, end));
    const isHard = !isBlank(rest.charAt(end));
    rest = rest.slice(end + 1);
    trimStart();
    if (!isHard && isCut(rest.charAt(0))) {
      rest = rest.slice(1);
      trimStart();
    }
  }
  return rest === '' ? fields : [...fields, rest];
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
