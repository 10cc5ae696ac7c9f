/** The times of lines, as they are printed. */
import { parseTime } from '../../batch/durations.ts';
import { stampMs } from '../../batch/log-stamps.ts';

/** `utc`: the kubelet's stamp as it is; `local`: on this machine's clock; `relative`: since the Job started. */
export type TimestampKind = 'utc' | 'local' | 'relative';

/** A stamp (see `stampKey`) as text without a blank behind it; empty if there is none. */
export function timeText(stamp: string, kind: TimestampKind, jobStartTime: string | undefined): string {
  if (stamp === '' || kind === 'utc') return stamp;
  return kind === 'local' ? localTime(stamp) : relativeTime(stamp, jobStartTime);
}

/** `2026-11-21T18:47:57.117+01:00`. */
function localTime(stamp: string): string {
  const at = new Date(stampMs(stamp));
  const offset = -at.getTimezoneOffset();
  const shifted = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 23);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map(twoDigits);
  return `${shifted}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** `+2m03.117s`; without a start the stamp itself. */
function relativeTime(stamp: string, jobStartTime: string | undefined): string {
  const start = parseTime(jobStartTime);
  if (start === undefined) return stamp;
  const ms = Math.floor(stampMs(stamp)) - start;
  const [whole, rest] = [Math.floor(Math.abs(ms) / 60_000), Math.abs(ms) % 60_000];
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60];
  const seconds = (rest / 1000).toFixed(3);
  const sign = ms < 0 ? '-' : '+';
  if (hours > 0) return `${sign}${hours}h${twoDigits(minutes)}m${seconds.padStart(6, '0')}s`;
  return minutes > 0 ? `${sign}${minutes}m${seconds.padStart(6, '0')}s` : `${sign}${seconds}s`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
