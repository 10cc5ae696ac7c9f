/** Lengths of time as kubectl's flags take them. */
import { parseGoDuration } from '../batch/durations.ts';
import { usageError } from './user-error.ts';

/**
 * Milliseconds of `2m`, `1h30m`, `500ms` (Go's time.ParseDuration), or of a bare number of seconds, as kubectl's
 * `--request-timeout` takes both. Throws `UserError` that names the flag.
 */
export function parseTimeout(text: string, flag: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (ms !== undefined && ms >= 0) return ms;
  throw usageError(
    `invalid argument "${text}" for "${flag}" flag: it must be a length of time`,
    'Such as 30s, 2m or 1h30m.',
  );
}
