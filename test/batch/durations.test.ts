import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageOf,
  humanDuration,
  msBetween,
  parseGoDuration,
  parseTime,
  printTime,
  wholeSeconds,
} from '../../src/batch/durations.ts';
import { at, atMs } from '../support/builders.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('durations as kubectl prints them', () => {
  const check = (name: string, ms: number, expected: string) =>
    test(name, () => expect(humanDuration(ms)).toBe(expected));

  check('nothing', 0, '0s');
  check('less than a second', 999, '0s');
  check('clocks differ by less than two seconds', -1999, '0s');
  check('two seconds below zero', -2000, '<invalid>');
  check('no number', Number.NaN, '<invalid>');
  check('the last with seconds alone', 2 * MINUTE - 1, '119s');
  check('two minutes', 2 * MINUTE, '2m');
  check('minutes and seconds', 5 * MINUTE + 30 * SECOND, '5m30s');
  check('the last with seconds', 10 * MINUTE - 1, '9m59s');
  check('ten minutes: no seconds any more', 10 * MINUTE + 59 * SECOND, '10m');
  check('the last with minutes alone', 3 * HOUR - 1, '179m');
  check('three hours', 3 * HOUR, '3h');
  check('hours and minutes', 3 * HOUR + 5 * MINUTE, '3h5m');
  check('the last with hours and minutes', 8 * HOUR - 1, '7h59m');
  check('eight hours: no minutes any more', 8 * HOUR + 59 * MINUTE, '8h');
  check('the last with hours alone', 48 * HOUR - 1, '47h');
  check('two days', 48 * HOUR, '2d');
  check('days and hours', 51 * HOUR, '2d3h');
  check('the last with days and hours', 8 * DAY - 1, '7d23h');
  check('eight days: no hours any more', 8 * DAY + 23 * HOUR, '8d');
  check('the last with days alone', 730 * DAY - 1, '729d');
  check('two years', 730 * DAY, '2y');
  check('years and days', 4 * 365 * DAY + 12 * DAY, '4y12d');
  check('the last with years and days', 8 * 365 * DAY - 1, '7y364d');
  check('eight years: no days any more', 8 * 365 * DAY + 300 * DAY, '8y');
});

describe('an age', () => {
  const check = (name: string, timestamp: string | undefined, expected: string) =>
    test(name, () => expect(ageOf(timestamp, atMs(90))).toBe(expected));

  check('of something in the past', at(0), '90s');
  check('of something a blink in the future', at(91), '0s');
  check('of something never stamped', undefined, '<unknown>');
  check('of junk', 'yesterday', '<unknown>');
  check('of Go’s zero time, which means unset', '0001-01-01T00:00:00Z', '<unknown>');
});

describe('milliseconds between two times', () => {
  const check = (name: string, times: readonly [string | undefined, string | number | undefined], expected?: number) =>
    test(name, () => expect(msBetween(...times)).toBe(expected));

  check('RFC 3339 to RFC 3339', [at(0), at(90)], 90_000);
  check('RFC 3339 to the epoch’s milliseconds', [at(0), atMs(1)], 1000);
  check('micro-time and an offset', ['2026-11-21T13:00:00.500000+01:00', '2026-11-21T12:00:01Z'], 500);
  check('backwards', [at(5), at(0)], -5000);
  check('no start', [undefined, at(0)]);
  check('no end', [at(0), undefined]);
  check('junk that Date would read', ['2026', at(0)]);
  check('a day that does not exist', ['2026-13-41T00:00:00Z', at(0)]);
});

describe('durations as Go writes them, in milliseconds', () => {
  const check = (name: string, text: string, expected?: number) =>
    test(name, () => expect(parseGoDuration(text)).toBe(expected));

  check('minutes and seconds', '5m30s', 330_000);
  check('a fraction', '1.5h', 5_400_000);
  check('a fraction without a leading digit', '.5s', 500);
  check('milliseconds', '300ms', 300);
  check('microseconds', '1500us', 1.5);
  check('below zero', '-2s', -2000);
  check('zero needs no unit', '0', 0);
  check('a number without a unit', '5');
  check('a unit without a number', 's');
  check('a unit that Go does not know', '1d');
  check('two numbers', '5 s');
  check('nothing', '');
});

test('a longer duration never prints as a shorter one', () => {
  const lengths: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, y: 365 * DAY };
  const read = (text: string) =>
    [...text.matchAll(/(\d+)([smhdy])/g)].reduce((sum, [, n, unit = '']) => sum + Number(n) * (lengths[unit] ?? 0), 0);
  fc.assert(
    fc.property(fc.nat(20 * 365 * 86_400), fc.nat(3 * 86_400), (seconds, more) => {
      const [shorter, longer] = [read(humanDuration(seconds * SECOND)), read(humanDuration((seconds + more) * SECOND))];
      expect(shorter).toBeLessThanOrEqual(longer);
      expect(shorter).toBeLessThanOrEqual(seconds * SECOND);
    }),
  );
});

test('any text is a time or none, and never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof parseTime(text) !== 'string'));
});

test('a printed time reads as the second it lies in, and what no calendar has is empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      expect(parseTime(printTime(ms))).toBe(ms - (ms % SECOND));
    }),
  );
  expect([Number.NaN, Number.POSITIVE_INFINITY, 9e15].map(printTime)).toEqual(['', '', '']);
});

test('seconds are rounded down', () => {
  expect([undefined, 0, 999, 1000, 61_999].map(wholeSeconds)).toEqual([undefined, 0, 0, 1, 61]);
});
