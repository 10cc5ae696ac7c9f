/** Moments as kubectl's describe prints them. */
import { parseTime } from '../../batch/durations.ts';

const MINUTE_MS = 60_000;

/** RFC 1123 with a numeric zone, in the zone of this machine, as kubectl has it: `Sat, 21 Nov 2026 17:53:21 +0000`; `<unknown>` for what is no time. */
export function longDate(timestamp: string | undefined): string {
  const at = parseTime(timestamp);
  if (at === undefined) return '<unknown>';
  const east = -new Date(at).getTimezoneOffset();
  return new Date(at + east * MINUTE_MS).toUTCString().replace('GMT', zoneText(east));
}

/** `+0530` for 330 minutes east of Greenwich. */
function zoneText(east: number): string {
  const minutes = Math.abs(east);
  const digits = Math.floor(minutes / 60) * 100 + (minutes % 60);
  return `${east < 0 ? '-' : '+'}${String(digits).padStart(4, '0')}`;
}
