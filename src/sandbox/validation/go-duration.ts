/** Durations as Go reads them: `1h30m`, `1.5s` (Go, time.ParseDuration). */

const NUMBER_AND_UNIT = /^(\d*\.?\d*)([^\d.]*)/;
const UNITS: ReadonlySet<string> = new Set(['ns', 'us', '\u00b5s', '\u03bcs', 'ms', 's', 'm', 'h']);

/** What is wrong with a duration, in Go's words; undefined when nothing is. */
export function durationError(text: string): string | undefined {
  const invalid = `time: invalid duration ${JSON.stringify(text)}`;
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return undefined;
  if (rest === '') return invalid;
  while (rest !== '') {
    const [whole = '', number = '', unit = ''] = NUMBER_AND_UNIT.exec(rest) ?? [];
    if (number === '' || number === '.') return invalid;
    if (unit === '') return `time: missing unit in duration ${JSON.stringify(text)}`;
    if (!UNITS.has(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`;
    rest = rest.slice(whole.length);
  }
  return undefined;
}

/** A duration that is one, in milliseconds. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d*\.?\d*)(ns|us|µs|μs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, number = '0', unit = 's']) => total + Number(number) * (UNIT_MS[unit] ?? 0), 0);
  return text.startsWith('-') ? -sum : sum;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
