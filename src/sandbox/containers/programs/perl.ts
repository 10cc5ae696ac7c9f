/** As much of perl as the documentation's example needs: `perl -Mbignum=bpi -wle 'print bpi(2000)'`, and printing what is written out. */
import type { Program } from './program.ts';
import { unknownProgram } from './unknown.ts';

/** Runs a one-liner that only prints; any other perl program cannot run here. */
export const perl: Program = async (call) => {
  const { process, argv } = call;
  const at = argv.findIndex((word) => /^-[a-zA-Z]*[eE]$/.test(word));
  const flags = argv
    .slice(1, at + 1)
    .filter((word) => !word.startsWith('-M'))
    .join('');
  const statements = (argv[at + 1] ?? '')
    .split(';')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const printed = at < 0 ? [undefined] : statements.map((text) => printedBy(text));
  if (printed.includes(undefined)) return await unknownProgram(call);
  const digits = Math.max(0, ...statements.map((text) => Number(/bpi\((\d+)\)/.exec(text)?.[1] ?? 0)));
  await process.sleep(START_MS + digits * DIGIT_MS);
  for (const text of printed)
    await process.write(1, `${text}${flags.includes('l') || flags.includes('E') ? '\n' : ''}`);
  return 0;
};

/** What perl takes to begin, and for each digit: a bignum is slow. */
const START_MS = 150;
const DIGIT_MS = 1.5;
const MOST_DIGITS = 20_000;

function printedBy(statement: string): string | undefined {
  const [, argument] = /^(?:print|say)\s*\(?\s*(.+?)\s*\)?$/s.exec(statement) ?? [];
  const digits = /^bpi\((\d+)$|^bpi\((\d+)\)$/.exec(argument ?? '');
  if (digits) return pi(Math.min(MOST_DIGITS, Number(digits[1] ?? digits[2])));
  const text = /^"([^"$@\\]*(?:\\n)?)"$|^'([^'\\]*)'$/.exec(argument ?? '');
  if (text) return (text[1] ?? text[2] ?? '').replaceAll('\\n', '\n');
  return /^\d+$/.test(argument ?? '') ? argument : undefined;
}

const GUARD = 10;

/** π to so many digits, the last one rounded (Machin: 16 arctan 1/5 − 4 arctan 1/239). */
export function pi(digits: number): string {
  const places = Math.max(1, digits) - 1;
  const one = 10n ** BigInt(places + GUARD);
  const scaled = 4n * (4n * arctan(5n, one) - arctan(239n, one));
  const half = 5n * 10n ** BigInt(GUARD - 1);
  const text = String((scaled + half) / 10n ** BigInt(GUARD));
  return places === 0 ? text : `${text.slice(0, 1)}.${text.slice(1)}`;
}

function arctan(inverse: bigint, one: bigint): bigint {
  const square = inverse * inverse;
  let term = one / inverse;
  let sum = 0n;
  for (let odd = 1n, sign = 1n; term !== 0n; odd += 2n, sign = -sign) {
    sum += (sign * term) / odd;
    term /= square;
  }
  return sum;
}
