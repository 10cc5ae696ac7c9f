/** `seq`: numbers one after the other, written as they are wanted. */
import { optionsOf, type Program } from './program.ts';
import { toolProgram } from './tools.ts';

/** So many numbers are written at once. */
const AT_ONCE = 1000;

/** `seq [-s SEPARATOR] [-w] [FIRST [STEP]] LAST`; with a format it is the tool's. */
export const seq: Program = async (call) => {
  const { process, argv } = call;
  const wanted = sequenceOf(argv.slice(1));
  if (!wanted) return await toolProgram(call);
  const { total, separator } = wanted;
  if (!Number.isFinite(total)) {
    await process.write(2, "seq: invalid Zero increment value: '0'\n");
    return 1;
  }
  for (let from = 0; from < total; from += AT_ONCE) {
    const pause = process.step();
    if (pause) await pause;
    const count = Math.min(AT_ONCE, total - from);
    const piece = Array.from({ length: count }, (_, i) => wanted.textAt(from + i)).join(separator);
    await process.write(1, `${piece}${from + count < total ? separator : '\n'}`);
  }
  return 0;
};

interface Sequence {
  /** How many numbers it has; not finite for a step of 0. */
  readonly total: number;
  readonly separator: string;
  readonly textAt: (i: number) => string;
}

const NUMBER = /^[-+]?(\d{1,15}(\.\d{0,9})?|\.\d{1,9})$/;
const ROUNDING = 1e-9;

/** Undefined for numbers and flags that are others' to understand. */
function sequenceOf(words: readonly string[]): Sequence | undefined {
  const { flags, values, numbers } = partsOf(words);
  const isOther = [...flags].some((flag) => flag !== 'w' && flag !== 'equal-width');
  if (isOther || numbers.length < 1 || numbers.length > 3 || !numbers.every((word) => NUMBER.test(word)))
    return undefined;
  const last = Number(numbers.at(-1));
  const first = numbers.length > 1 ? Number(numbers[0]) : 1;
  const step = numbers.length > 2 ? Number(numbers[1]) : 1;
  const total = step === 0 ? Number.POSITIVE_INFINITY : Math.floor((last - first) / step + ROUNDING) + 1;
  const decimals = Math.max(0, ...numbers.slice(0, -1).map((word) => /\.(\d+)/.exec(word)?.[1]?.length ?? 0));
  const plain = (i: number) => (first + i * step).toFixed(decimals);
  const width = flags.size > 0 ? Math.max(plain(0).length, plain(total - 1).length) : 0;
  const textAt = (i: number) => padded(plain(i), width);
  return { total, textAt, separator: values.get('s') ?? values.get('separator') ?? '\n' };
}

function padded(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

/** A number with a minus is no flag. */
function partsOf(words: readonly string[]) {
  const isNumber = (word: string) => NUMBER.test(word);
  const at = words.findIndex((word, i) => isNumber(word) && !/^(-s|--separator)$/.test(words[i - 1] ?? ''));
  const own = at < 0 ? words : words.slice(0, at);
  return { ...optionsOf(own, 's separator'), numbers: at < 0 ? [] : words.slice(at) };
}
