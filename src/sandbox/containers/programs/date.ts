/** `date`, on the cluster's clock. It shows; it sets nothing. */
import { formatDate } from './date-format.ts';
import { optionsOf, type Program } from './program.ts';

/** `date [-u] [-d WHEN] [-I[seconds]] [-R] [+FORMAT]`. */
export const date: Program = async ({ process, argv }) => {
  const { flags, values, rest } = optionsOf(argv.slice(1), 'd date r s set D');
  const now = process.system.clock.now();
  const asked = values.get('d') ?? values.get('date');
  const ms = asked === undefined ? now : when(asked, now);
  if (ms === undefined || Number.isNaN(new Date(ms).getTime())) {
    await process.write(2, `date: invalid date '${asked}'\n`);
    return 1;
  }
  const format = rest.find((word) => word.startsWith('+'))?.slice(1);
  const isIso = flags.has('I') || values.has('iso-8601') || flags.has('iso-8601');
  const own = isIso
    ? argv.some((word) => /^(-I|--iso-8601=)s/.test(word))
      ? '%Y-%m-%dT%H:%M:%S+00:00'
      : '%Y-%m-%d'
    : '%a %b %e %H:%M:%S %Z %Y';
  const mail = flags.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : own;
  await process.write(1, `${formatDate(format ?? mail, ms)}\n`);
  return 0;
};

const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** `@SECONDS`, a date, `now`, `2 hours ago`, `+1 day`; undefined for what is none. */
function when(text: string, nowMs: number): number | undefined {
  const plain = text.trim().replace(/^now\b\s*/, '');
  if (plain === '') return nowMs;
  if (plain === 'yesterday') return nowMs - (UNITS.day ?? 0);
  if (plain === 'tomorrow') return nowMs + (UNITS.day ?? 0);
  if (/^@-?\d+(\.\d+)?$/.test(plain)) return Number(plain.slice(1)) * 1000;
  const relative = /^([-+]?)\s*(\d+)\s*([a-z]+?)s?(\s+ago)?$/.exec(plain);
  const unit = UNITS[relative?.[3] ?? ''];
  if (relative && unit !== undefined) {
    const isPast = (relative[1] === '-') !== (relative[4] !== undefined);
    return nowMs + Number(relative[2]) * unit * (isPast ? -1 : 1);
  }
  const [, day, later] = /^(\d{4}-\d{2}-\d{2}(?:[ T][\d:]+)?Z?)\s+([-+]?\s*\d+ [a-z]+(?: ago)?)$/.exec(plain) ?? [];
  const base = day === undefined ? undefined : when(day, nowMs);
  if (base !== undefined && later !== undefined) return when(later, base);
  const whole = /^\d{4}-\d{2}-\d{2}( \d|T\d|$)/.test(plain) ? plain.replace(' ', 'T') : plain;
  const parsed = Date.parse(/T.*[Z+-]|^\d{4}-\d{2}-\d{2}$/.test(whole) ? whole : `${whole}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
