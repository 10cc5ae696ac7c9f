/** The time line of tests: seconds from one fixed moment. */

const START = Date.parse('2026-11-21T12:00:00Z');

/** The moment `seconds` after the start of the time line, as the API writes it (`2026-11-21T12:00:05Z`). */
export function at(seconds: number): string {
  return new Date(atMs(seconds)).toISOString().replace('.000Z', 'Z');
}

/** The same moment in milliseconds since the epoch, as `now` is handed to the rules. */
export function atMs(seconds: number): number {
  return START + seconds * 1000;
}
