/** printf's formats (POSIX, with bash's `%q` and `%(…)T`). */
import { formatDate } from '../programs/date-format.ts';
import { backslashed } from './quote.ts';

/** What was printed, and what was wrong with the arguments. */
export interface Formatted {
  /** A byte above 127 that was written as `\342` or `\xe2` is a lone surrogate in it, U+DC80 to U+DCFF: `encoded` makes bytes of all. */
  readonly text: string;
  readonly faults: readonly string[];
}

const SPECIFIER =
  /%(%|([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:hh|h|ll|l|L|q|j|z|t)?([diouxXeEfFgGcsbq]|\(([^)]*)\)T))|\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[abcefnrtv\\"'?])/g;

/** Prints arguments by a format, which is used again while there are some left. */
export function formatted(format: string, given: readonly string[], nowMs = 0): Formatted {
  const faults: string[] = [];
  let at = 0;
  const next = () => {
    const value = given[at];
    at += 1;
    return value;
  };
  let text = '';
  do {
    const before = at;
    text += format.replace(SPECIFIER, (whole, ...groups: (string | undefined)[]) => {
      const [percent, flags = '', width, precision, kind, date, escaped] = groups;
      if (escaped !== undefined) return unescaped(escaped);
      if (percent === '%') return '%';
      const wide = width === '*' ? Number(next() ?? 0) : Number(width ?? 0);
      const exact =
        precision === '*'
          ? Number(next() ?? 0)
          : precision === undefined
            ? /\.(?=[a-zA-Z])/.test(whole)
              ? 0
              : undefined
            : Number(precision);
      if (date !== undefined) return padded(formatDate(date || '%X', dateMs(next(), nowMs)), flags, wide);
      return one({ kind: kind ?? 's', flags, wide, exact, value: next() }, faults);
    });
    if (at === before) break;
  } while (at < given.length);
  return { text, faults };
}

function dateMs(argument: string | undefined, nowMs: number): number {
  return argument === undefined || argument === '-1' || argument === '' ? nowMs : Number(argument) * 1000;
}

interface Directive {
  readonly kind: string;
  readonly flags: string;
  readonly wide: number;
  readonly exact: number | undefined;
  readonly value: string | undefined;
}

function one({ kind, flags, wide, exact, value = '' }: Directive, faults: string[]): string {
  switch (kind) {
    case 's':
      return padded(exact === undefined ? value : value.slice(0, exact), flags, wide);
    case 'b':
      return padded(backslashes(value), flags, wide);
    case 'q':
      return padded(backslashed(value), flags, wide);
    case 'c':
      return padded(value.charAt(0), flags, wide);
    default:
      return number({ kind, flags, wide, exact, value }, faults);
  }
}

function number({ kind, flags, wide, exact, value = '' }: Directive, faults: string[]): string {
  const isWhole = 'diouxX'.includes(kind);
  const parsed = numberIn(value, isWhole);
  if (parsed === undefined) faults.push(`${value}: invalid number`);
  const amount = parsed ?? 0;
  const sign = amount < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const digits = isWhole
    ? wholeDigits(kind, amount, flags).padStart(exact ?? 0, '0')
    : floatDigits(kind, Math.abs(Number(amount)), exact ?? 6);
  const isZeroed = flags.includes('0') && !flags.includes('-') && !(isWhole && exact !== undefined);
  return isZeroed ? sign + digits.padStart(wide - sign.length, '0') : padded(sign + digits, flags, wide);
}

function numberIn(value: string, isWhole: boolean): bigint | number | undefined {
  const text = value.trim();
  if (text === '') return 0;
  if (/^["']/.test(text)) return text.charCodeAt(1) || 0;
  if (!isWhole) return Number.isNaN(Number(text)) ? undefined : Number(text);
  if (/^[-+]?0[0-7]+$/.test(text)) return BigInt(Number.parseInt(text, 8));
  if (/^[-+]?(0x[0-9a-f]+|\d+)$/i.test(text))
    return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
  return undefined;
}

function wholeDigits(kind: string, amount: bigint | number, flags: string): string {
  const value = BigInt(amount);
  const size = value < 0n ? -value : value;
  if (kind === 'd' || kind === 'i') return String(size);
  const unsigned = BigInt.asUintN(64, value);
  if (kind === 'u') return String(unsigned);
  if (kind === 'o') return (flags.includes('#') ? '0' : '') + unsigned.toString(8);
  const hex = (flags.includes('#') ? '0x' : '') + unsigned.toString(16);
  return kind === 'X' ? hex.toUpperCase() : hex;
}

function floatDigits(kind: string, amount: number, exact: number): string {
  const places = Math.min(exact, 100);
  const exponent = (text: string) => text.replace(/e([-+])(\d)$/, 'e$10$2');
  switch (kind.toLowerCase()) {
    case 'f':
      return amount.toFixed(places);
    case 'e':
      return exponent(amount.toExponential(places));
    default: {
      const text = amount.toPrecision(Math.max(1, places));
      return exponent(/e/.test(text) ? text : text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''));
    }
  }
}

const MOST_WIDE = 10_000;

function padded(text: string, flags: string, wide: number): string {
  const width = Math.min(Math.abs(wide), MOST_WIDE);
  return flags.includes('-') || wide < 0 ? text.padEnd(width) : text.padStart(width);
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  c: '',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '?': '?',
};

function unescaped(code: string): string {
  const letter = LETTERS[code];
  if (letter !== undefined) return letter;
  if (code.startsWith('u')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return ofByte(code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8) & 0xff);
}

function ofByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

const LONE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** What was printed, as bytes. */
export function encoded(text: string): Buffer {
  if (!LONE.test(text)) return Buffer.from(text);
  const parts = text.split(new RegExp(`(${LONE.source})`));
  return Buffer.concat(
    parts.map((part) => (LONE.test(part) ? Buffer.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part))),
  );
}

/** `%b`, and `echo -e`: octal numbers may begin with 0. */
function backslashes(text: string): string {
  return text.replace(
    /\\(0[0-7]{0,3}|[1-7][0-7]{0,2}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[abcefnrtv\\"'?])/g,
    (_, code: string) => (/^0/.test(code) ? ofByte(Number.parseInt(code, 8) & 0xff) : unescaped(code)),
  );
}
