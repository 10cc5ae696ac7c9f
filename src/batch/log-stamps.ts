/** The times that the kubelet puts before each line: RFC 3339 with nanoseconds, more than a `Date` can hold. */
import { parseTime } from './durations.ts';

/**
 * A stamp such that text order is time order: in UTC, with nine digits. Empty for what is no stamp. Nodes may stamp with their
 * own offset, which changes twice a year.
 */
export function stampKey(stamp: string): string {
  if (stamp.length === 30 && stamp.endsWith('Z') && RFC_3339.test(stamp)) return stamp;
  const match = RFC_3339.exec(stamp);
  const seconds = match && parseTime(`${match[1]}${match[3]}`);
  if (!match || typeof seconds !== 'number') return '';
  const nanoseconds = (match[2] ?? '').slice(1, 10).padEnd(9, '0');
  return `${new Date(seconds).toISOString().slice(0, 19)}.${nanoseconds}Z`;
}

/** The second that a stamp's key lies in, as `sinceTime` counts: RFC 3339, rounded down. */
export function secondOf(key: string): string {
  return `${key.slice(0, 19)}Z`;
}

/** The second before the one that a stamp's key lies in. */
export function secondBefore(key: string): string {
  return `${new Date(Date.parse(secondOf(key)) - 1000).toISOString().slice(0, 19)}Z`;
}

/** The second after it. */
export function secondAfter(key: string): string {
  return `${new Date(Date.parse(secondOf(key)) + 1000).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds since the epoch, with a fraction; NaN for an empty key. */
export function stampMs(key: string): number {
  return Date.parse(secondOf(key)) + Number(key.slice(20, 29)) / 1e6;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
