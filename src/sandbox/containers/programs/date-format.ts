/** Dates as `date` prints them, in UTC (strftime). */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const DAY_MS = 86_400_000;

/** A time, milliseconds since the epoch, by a format of strftime's letters. */
export function formatDate(format: string, ms: number): string {
  const date = new Date(ms);
  return format.replace(/%([-_0^]?)([a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    const printed = PRINTERS[letter]?.(date, ms);
    if (printed === undefined) return whole;
    if (flag === '-') return printed.replace(/^[0 ]+(?=.)/, '');
    if (flag === '_') return printed.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    return flag === '^' ? printed.toUpperCase() : printed;
  });
}

const two = (value: number) => String(value).padStart(2, '0');

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

/** The ISO week, and its year. */
function isoWeek(date: Date): { readonly week: number; readonly year: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  return { week: Math.ceil(dayOfYear(thursday) / 7), year: thursday.getUTCFullYear() };
}

const PRINTERS: Readonly<Record<string, (date: Date, ms: number) => string>> = {
  '%': () => '%',
  n: () => '\n',
  t: () => '\t',
  Y: (date) => String(date.getUTCFullYear()),
  C: (date) => two(Math.floor(date.getUTCFullYear() / 100)),
  y: (date) => two(date.getUTCFullYear() % 100),
  m: (date) => two(date.getUTCMonth() + 1),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  H: (date) => two(date.getUTCHours()),
  k: (date) => String(date.getUTCHours()).padStart(2),
  I: (date) => two(date.getUTCHours() % 12 || 12),
  l: (date) => String(date.getUTCHours() % 12 || 12).padStart(2),
  M: (date) => two(date.getUTCMinutes()),
  S: (date) => two(date.getUTCSeconds()),
  N: (_, ms) => String(Math.floor((ms % 1000) * 1e6)).padStart(9, '0'),
  s: (_, ms) => String(Math.floor(ms / 1000)),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: (date) => (DAYS[date.getUTCDay()] ?? '').slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()] ?? '',
  b: (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3),
  h: (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()] ?? '',
  j: (date) => String(dayOfYear(date)).padStart(3, '0'),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  V: (date) => two(isoWeek(date).week),
  G: (date) => String(isoWeek(date).year),
  Z: () => 'UTC',
  z: () => '+0000',
  F: (_, ms) => formatDate('%Y-%m-%d', ms),
  D: (_, ms) => formatDate('%m/%d/%y', ms),
  x: (_, ms) => formatDate('%m/%d/%y', ms),
  T: (_, ms) => formatDate('%H:%M:%S', ms),
  X: (_, ms) => formatDate('%H:%M:%S', ms),
  R: (_, ms) => formatDate('%H:%M', ms),
  r: (_, ms) => formatDate('%I:%M:%S %p', ms),
  c: (_, ms) => formatDate('%a %b %e %H:%M:%S %Y', ms),
};
