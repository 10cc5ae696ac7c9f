/** Cron schedules: what the server makes of them, and what it says of those it cannot read (github.com/robfig/cron/v3, `ParseStandard`). */
import { durationError, durationMs } from '../go-duration.ts';

/** A schedule that can be followed. */
export type CronSchedule =
  | { readonly kind: 'every'; readonly ms: number }
  | {
      readonly kind: 'times';
      /** The zone that the schedule itself names, undefined where it names none. */
      readonly zone: string | undefined;
      /** The values that match, of minutes, hours, days of the month, months, and days of the week (0 is Sunday). */
      readonly fields: readonly CronField[];
    };

/** One field of a schedule. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** Whether it is `*`: then the other of the two fields of days decides alone. */
  readonly isStar: boolean;
}

/** Reads a schedule; text that is none gives the parser's words about it. */
export function parseSchedule(schedule: string): CronSchedule | { readonly error: string } {
  const zone = /^(?:CRON_)?TZ=(\S*)(.*)$/s.exec(schedule);
  const spec = zone ? (zone[2] ?? '').trim() : schedule;
  if (spec === '') return { error: 'empty spec string' };
  if (spec.startsWith('@every ')) return parseEvery(spec.slice('@every '.length));
  const expanded = spec.startsWith('@') ? DESCRIPTORS[spec] : spec.trim();
  if (expanded === undefined) return { error: `unrecognized descriptor: ${spec}` };
  const texts = expanded.split(/\s+/);
  if (texts.length !== 5) {
    return { error: `expected exactly 5 fields, found ${texts.length}: [${texts.join(' ')}]` };
  }
  const fields: CronField[] = [];
  for (const [i, text] of texts.entries()) {
    const bounds = BOUNDS[i];
    const field = bounds ? parseField(text, bounds) : '';
    if (typeof field === 'string') return { error: field };
    fields.push(field);
  }
  return { kind: 'times', zone: zone?.[1], fields };
}

/** What is wrong with a schedule, in the parser's words; undefined when nothing is. */
export function scheduleError(schedule: string): string | undefined {
  const parsed = parseSchedule(schedule);
  return 'error' in parsed ? parsed.error : undefined;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const BOUNDS: readonly Bounds[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: ['', ...'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')] },
  { least: 0, most: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Whole seconds, at least one. */
function parseEvery(text: string): CronSchedule | { readonly error: string } {
  const error = durationError(text);
  if (error !== undefined) return { error: `failed to parse duration ${text}: ${error}` };
  return { kind: 'every', ms: Math.max(1000, Math.trunc(durationMs(text) / 1000) * 1000) };
}

function parseField(field: string, bounds: Bounds): CronField | string {
  const values = new Set<number>();
  let isStar = false;
  for (const part of field.split(',')) {
    const range = part === '' ? undefined : parseRange(part, bounds);
    if (typeof range === 'string') return range;
    if (!range) continue;
    isStar ||= range.isStar;
    for (let value = range.first; value <= range.end; value += range.every) values.add(value);
  }
  return { values, isStar };
}

/** `*`, `5`, `1-5`, `1-5/2`, `5/2`. */
function parseRange(text: string, bounds: Bounds): (Range & { readonly isStar: boolean }) | string {
  const [range = '', step, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const isStar = low === '*' || low === '?';
  const first = isStar ? bounds.least : numberOf(low, bounds.names);
  if (typeof first === 'string') return first;
  if (!isStar && moreEnds.length > 0) return `too many hyphens: ${text}`;
  const last = isStar ? bounds.most : high === undefined ? first : numberOf(high, bounds.names);
  if (typeof last === 'string') return last;
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  const every = step === undefined ? 1 : numberOf(step, []);
  if (typeof every === 'string') return every;
  const end = step !== undefined && high === undefined ? bounds.most : last;
  const error = boundsError({ first, end, every }, bounds, text);
  return error ?? { first, end, every, isStar: isStar && every <= 1 };
}

interface Range {
  readonly first: number;
  readonly end: number;
  readonly every: number;
}

function boundsError({ first, end, every }: Range, { least, most }: Bounds, text: string): string | undefined {
  if (first < least) return `beginning of range (${first}) below minimum (${least}): ${text}`;
  if (end > most) return `end of range (${end}) above maximum (${most}): ${text}`;
  if (first > end) return `beginning of range (${first}) beyond end of range (${end}): ${text}`;
  return every === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

/** A number, or what is wrong with it. */
function numberOf(text: string, names: readonly string[]): number | string {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  }
  const number = Number(text);
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : number;
}
