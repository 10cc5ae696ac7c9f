/** Moments as kubectl's describe prints them. */
import { parseTime } from '../../batch/durations.ts';

/** RFC 1123 with a numeric zone, in UTC: `Sat, 21 Nov 2026 17:53:21 +0000`; `<unknown>` for what is no time. */
export function longDate(timestamp: string | undefined): string {
  const at = parseTime(timestamp);
  return at === undefined ? '<unknown>' : new Date(at).toUTCString().replace('GMT', '+0000');
}
