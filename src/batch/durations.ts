/** Durations and ages as kubectl prints them, and the times they are counted from. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * A duration as kubectl prints DURATION and AGE: `118s`, `5m30s`, `3h5m`, `2d3h`, `4y12d`. Up to two seconds below zero are
 * `0s` (clocks differ), less is `<invalid>`. Kubernetes 1.36, apimachinery pkg/util/duration, HumanDuration.
 */
export function humanDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms <= -2 * SECOND) return '<invalid>';
  const step = scale.find(({ below }) => ms < below);
  if (!step) return `${Math.floor(ms / YEAR)}y`;
  const whole = Math.max(0, Math.floor(ms / step.unit.ms));
  const rest = step.rest ? Math.floor((ms % step.unit.ms) / step.rest.ms) : 0;
  return `${whole}${step.unit.letter}${rest === 0 ? '' : `${rest}${step.rest?.letter}`}`;
}

/** How long ago `timestamp` was, as kubectl prints AGE; `<unknown>` if it is missing or unreadable. `now` in ms since the epoch. */
export function ageOf(timestamp: string | undefined, now: number): string {
  const ms = msBetween(timestamp, now);
  return ms === undefined ? '<unknown>' : humanDuration(ms);
}

/** Milliseconds from one time to another (RFC 3339, or ms since the epoch); undefined if either is missing or unreadable. */
export function msBetween(from: string | undefined, to: string | number | undefined): number | undefined {
  const start = parseTime(from);
  const end = typeof to === 'number' ? to : parseTime(to);
  return start === undefined || end === undefined ? undefined : end - start;
}

/** An RFC 3339 time in ms since the epoch; undefined if it is missing, unreadable, or Go's zero time (which means «unset»). */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined || !RFC_3339.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms === GO_ZERO_TIME ? undefined : ms;
}

/** A duration as Go writes it (`5m30s`, `1.5h`, `300ms`, `-2s`, `0`), in ms; undefined if it is none (Go, time.ParseDuration). */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) return undefined;
  const parts = (match[2] ?? '').matchAll(/([\d.]+)([^\d.]+)/g);
  const ms = [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (goUnits[unit] ?? 0), 0);
  return match[1] === '-' && ms !== 0 ? -ms : ms;
}

/** A moment as the API writes it (RFC 3339 in UTC, whole seconds); empty for one that no calendar has. */
export function printTime(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= LAST_DAY_MS
    ? `${new Date(ms).toISOString().replace(/\.\d+Z$/, '')}Z`
    : '';
}

/** Whole seconds, rounded down as kubectl rounds them. */
export function wholeSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / SECOND);
}

interface Unit {
  readonly ms: number;
  readonly letter: string;
}

const seconds: Unit = { ms: SECOND, letter: 's' };
const minutes: Unit = { ms: MINUTE, letter: 'm' };
const hours: Unit = { ms: HOUR, letter: 'h' };
const days: Unit = { ms: DAY, letter: 'd' };
const years: Unit = { ms: YEAR, letter: 'y' };

/** Below which length which unit is printed, and which smaller one after it unless that is 0. */
const scale: readonly { readonly below: number; readonly unit: Unit; readonly rest?: Unit }[] = [
  { below: 2 * MINUTE, unit: seconds },
  { below: 10 * MINUTE, unit: minutes, rest: seconds },
  { below: 3 * HOUR, unit: minutes },
  { below: 8 * HOUR, unit: hours, rest: minutes },
  { below: 2 * DAY, unit: hours },
  { below: 8 * DAY, unit: days, rest: hours },
  { below: 2 * YEAR, unit: days },
  { below: 8 * YEAR, unit: years, rest: days },
];

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** The last one that JavaScript has. */
const LAST_DAY_MS = 8.64e15;
const GO_ZERO_TIME = Date.parse('0001-01-01T00:00:00Z');

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};
