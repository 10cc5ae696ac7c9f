/** Values of the types that read JSON in a way of their own: times, quantities, ports by number or name, bytes. */
import type { SpecialType } from './field-types.ts';
import { parseQuantity, printQuantity } from './quantity.ts';

/** A value as the API writes it; `undefined` for the zero value, `error` in the server's words, `wants` the Go type that was wanted. */
export type SpecialValue = { readonly value: unknown } | { readonly error: string } | { readonly wants: string };

/** Reads the JSON value of a special type. */
export function readSpecial(type: SpecialType, given: unknown): SpecialValue {
  switch (type) {
    case 'Quantity':
      return readQuantity(given);
    case 'Time':
      return readTime(given, type);
    case 'MicroTime':
      return readTime(given, type);
    case 'IntOrString':
      if (typeof given === 'string') return { value: given };
      return Number.isInteger(given) ? { value: given } : { wants: 'int32' };
    case 'bytes':
      if (typeof given !== 'string') return { wants: '[]uint8' };
      return readBytes(given);
    case 'FieldsV1':
      return { value: given };
  }
}

/** What stands in JSON where a value of this type is not set. */
export function zeroOf(type: SpecialType): unknown {
  switch (type) {
    case 'Quantity':
      return '0';
    case 'IntOrString':
      return 0;
    case 'bytes':
    case 'Time':
    case 'MicroTime':
    case 'FieldsV1':
      return null;
  }
}

function readQuantity(given: unknown): SpecialValue {
  const parsed = parseQuantity(typeof given === 'string' ? given.trim() : JSON.stringify(given));
  return 'error' in parsed ? parsed : { value: printQuantity(parsed) };
}

const LAYOUTS = { Time: '2006-01-02T15:04:05Z07:00', MicroTime: '2006-01-02T15:04:05.000000Z07:00' } as const;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/;

function readTime(given: unknown, type: 'Time' | 'MicroTime'): SpecialValue {
  if (typeof given !== 'string') return { wants: 'string' };
  const match = RFC3339.exec(given);
  const time = Date.parse(given);
  if (!match || Number.isNaN(time)) {
    const why = `parsing time ${JSON.stringify(given)} as ${JSON.stringify(LAYOUTS[type])}`;
    return { error: `${why}: cannot parse ${JSON.stringify(given)} as "2006"` };
  }
  const seconds = new Date(time).toISOString().slice(0, 19);
  if (type === 'Time') return { value: `${seconds}Z` };
  return { value: `${seconds}.${(match[1] ?? '').slice(0, 6).padEnd(6, '0')}Z` };
}

function readBytes(given: string): SpecialValue {
  const clean = given.replace(/[\r\n]/g, '');
  const decoded = Buffer.from(clean, 'base64').toString('base64');
  if (decoded === clean) return { value: given };
  const wrong = clean.search(/[^A-Za-z0-9+/]/);
  return { error: `illegal base64 data at input byte ${wrong < 0 ? clean.length - (clean.length % 4) : wrong}` };
}
