/** Lengths of time as kubectl's flags take them. */
import { usageError } from './user-error.ts';

/**
 * Milliseconds of `2m`, `1h30m`, `500ms` (Go's time.ParseDuration), or of a bare number of seconds, as kubectl's
 * `--request-timeout` takes both. Throws `UserError` that names the flag.
 */
export function parseTimeout(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
    throw usageError(
      `invalid argument "${text}" for "${flag}" flag: it must be a length of time`,
      'Such as 30s, 2m or 1h30m.',
    );
  }
  const parts = text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS_MS[unit ?? ''] ?? 0), 0);
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
