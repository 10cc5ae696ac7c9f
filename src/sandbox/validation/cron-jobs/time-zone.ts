/** Time zones of CronJobs (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `validateTimeZone`). */
import { type FieldErrors, invalid, when } from '../field-errors.ts';

/** A zone by its name in the IANA database, where one is set. */
export function timeZoneErrors(zone: unknown, path: string): FieldErrors {
  if (typeof zone !== 'string') return [];
  if (zone === '') return [invalid(path, zone, 'timeZone must be nil or non-empty string')];
  const unknown = invalid(path, zone, `unknown time zone ${zone}`);
  if (zone.split('/').some(isNoPart)) return [unknown];
  const isLocal = zone.toLowerCase() === 'local';
  const explicit = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  const errors = when(isLocal, invalid(path, zone, explicit));
  return zone === 'Local' || isKnownZone(zone) ? errors : [...errors, unknown];
}

function isNoPart(part: string): boolean {
  return part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part);
}

/** As on a server whose database of zones is a folder: names are matched letter by letter. */
function isKnownZone(zone: string): boolean {
  if (/^[+-]\d/.test(zone)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    return timeZone.toLowerCase() !== zone.toLowerCase() || timeZone === zone || zone === 'UTC';
  } catch {
    return false;
  }
}
