/** Cron schedules as the server reads them, and what it says of those it cannot (github.com/robfig/cron/v3, `ParseStandard`). */
import { durationError } from './go-duration.ts';

/** What is wrong with a schedule, in the parser's words; undefined when nothing is. */
export function scheduleError(schedule: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=(\S*)(.*)$/s.exec(schedule);
  const spec = zone ? (zone[2] ?? '').trim() : schedule;
  if (spec === '') return 'empty spec string';
  if (spec.startsWith('@')) return descriptorError(spec);
  const fields = spec.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  for (const [i, field] of fields.entries()) {
    const bounds = BOUNDS[i];
    const error = bounds && fieldError(field, bounds);
    if (error !== undefined) return error;
  }
  return undefined;
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

const DESCRIPTORS: ReadonlySet<string> = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

function descriptorError(spec: string): string | undefined {
  if (DESCRIPTORS.has(spec)) return undefined;
  if (!spec.startsWith('@every ')) return `unrecognized descriptor: ${spec}`;
  const text = spec.slice('@every '.length);
  const error = durationError(text);
  return error === undefined ? undefined : `failed to parse duration ${text}: ${error}`;
}

function fieldError(field: string, bounds: Bounds): string | undefined {
  for (const part of field.split(',')) {
    const error = part === '' ? undefined : rangeError(part, bounds);
    if (error !== undefined) return error;
  }
  return undefined;
}

/** `*`, `5`, `1-5`, `1-5/2`, `5/2`. */
function rangeError(text: string, bounds: Bounds): string | undefined {
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
  return boundsError({ first, end, every }, bounds, text);
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
