/** What the commands that start an embedded cluster share: how fast its time runs, and what is said of a port that cannot be had. */
import { UserError, usageError } from './user-error.ts';

/** Reads the value of `--speed`. Throws a `UserError`. */
export function parseSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(speed))
    throw usageError(`invalid argument "${text}" for "--speed" flag: it must be a number`, 'Such as 10, or 0.5.');
  return speed;
}

/** A failed start in words that say what to do, where it was the port's fault; any other error as it is. */
export function mendedStart(error: unknown, port: number | undefined): unknown {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen')) return error;
  return new UserError(`cannot listen on port ${port}: ${error.message}`, {
    remedy: 'Leave out --port to get a free one.',
  });
}
