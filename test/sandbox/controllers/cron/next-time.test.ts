/** Facts: the tests of github.com/robfig/cron/v3 (spec_test.go), whose answers these are. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextTime } from '../../../../src/sandbox/controllers/cron/next-time.ts';
import { Zone } from '../../../../src/sandbox/controllers/cron/zone.ts';
import { parseSchedule } from '../../../../src/sandbox/validation/cron-jobs/cron-schedule.ts';

/** After, schedule, next ('' for never). Times without an offset are UTC. */
const IN_UTC: readonly (readonly [string, string, string])[] = [
  ['2012-07-09T14:45:00Z', '0/15 * * * *', '2012-07-09T15:00:00Z'],
  ['2012-07-09T14:59:59Z', '0/15 * * * *', '2012-07-09T15:00:00Z'],
  ['2012-07-09T15:45:00Z', '20-35/15 * * * *', '2012-07-09T16:20:00Z'],
  ['2012-07-09T23:46:00Z', '*/15 * * * *', '2012-07-10T00:00:00Z'],
  ['2012-07-09T23:35:51Z', '15/35 10-12 * * *', '2012-07-10T10:15:00Z'],
  ['2012-07-31T23:35:00Z', '30 3 9 Jul ?', '2013-07-09T03:30:00Z'],
  ['2012-07-09T23:35:00Z', '0 0 */5 Apr,Aug,Oct Mon', '2012-08-01T00:00:00Z'],
  ['2012-12-31T23:59:45Z', '* * * * *', '2013-01-01T00:00:00Z'],
  ['2012-07-09T23:35:00Z', '0 0 29 Feb ?', '2016-02-29T00:00:00Z'],
  ['2012-07-09T23:35:00Z', '0 0 30 Feb ?', ''],
  ['2012-07-09T23:35:00Z', '0 0 31 Apr ?', ''],
  ['2026-11-21T17:47:33Z', '@hourly', '2026-11-21T18:00:00Z'],
  ['2026-11-21T17:47:33Z', '@weekly', '2026-11-22T00:00:00Z'],
  ['2026-11-21T17:47:33Z', '@every 1m30s', '2026-11-21T17:49:03Z'],
  ['2026-11-21T17:47:33Z', '0 12 1 * 1', '2026-11-23T12:00:00Z'],
];

/** The clocks of New York go forward on 11 March 2012 at 2 o'clock, back on 4 November at 2; those of São Paulo forward on 4 November 2018 at midnight. */
const IN_ZONES: readonly (readonly [string, string, string, string])[] = [
  ['America/New_York', '2012-03-11T00:00:00-05:00', '30 2 11 Mar ?', '2013-03-11T02:30:00-04:00'],
  ['America/New_York', '2012-03-11T00:00:00-05:00', '0 * * * ?', '2012-03-11T01:00:00-05:00'],
  ['America/New_York', '2012-03-11T01:00:00-05:00', '0 * * * ?', '2012-03-11T03:00:00-04:00'],
  ['America/New_York', '2012-03-11T00:00:00-05:00', '0 2 * * ?', '2012-03-12T02:00:00-04:00'],
  ['America/New_York', '2012-11-04T00:00:00-04:00', '30 2 04 Nov ?', '2012-11-04T02:30:00-05:00'],
  ['America/New_York', '2012-11-04T00:00:00-04:00', '30 1 04 Nov ?', '2012-11-04T01:30:00-04:00'],
  ['America/New_York', '2012-11-04T01:45:00-04:00', '30 1 04 Nov ?', '2012-11-04T01:30:00-05:00'],
  ['America/New_York', '2012-11-04T01:00:00-04:00', '0 1 * * ?', '2012-11-04T01:00:00-05:00'],
  ['America/New_York', '2012-11-04T01:00:00-05:00', '0 1 * * ?', '2012-11-05T01:00:00-05:00'],
  ['America/New_York', '2012-11-04T00:00:00-04:00', '0 3 * * ?', '2012-11-04T03:00:00-05:00'],
  ['America/Sao_Paulo', '2018-11-03T05:09:57-03:00', '0 0 * * *', '2018-11-05T00:00:00-02:00'],
  ['Asia/Tokyo', '2026-11-21T17:47:33Z', '0 9 * * *', '2026-11-22T00:00:00Z'],
  ['Asia/Kathmandu', '2026-11-21T17:47:33Z', '0 6 * * *', '2026-11-22T00:15:00Z'],
];

describe('the next time of a schedule', () => {
  test.each(IN_UTC)('after %s by «%s»: %s', (after, schedule, next) => {
    expect(nextOf(schedule, after, 'UTC')).toBe(next);
  });

  test.each(IN_ZONES)('in %s after %s by «%s»: %s', (zone, after, schedule, next) => {
    expect(nextOf(schedule, after, zone)).toBe(new Date(next).toISOString().replace('.000', ''));
  });

  test('it is later than what it comes after, and none between them matches', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const hour = fc.integer({ min: 0, max: 23 });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York');
    fc.assert(
      fc.property(minute, hour, zone, fc.integer({ min: 0, max: 40_000_000 }), (m, h, name, minutes) => {
        const after = Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000;
        const parsed = parseSchedule(`${m} ${h} * * *`);
        if ('error' in parsed) throw new Error(parsed.error);
        const clock = new Zone(name);
        const next = nextTime(parsed, after, clock);
        if (next === undefined) throw new Error('there is one every day');
        expect(next).toBeGreaterThan(after);
        expect(clock.wallTime(next)).toMatchObject({ minute: m, hour: h, second: 0 });
        for (let at = after + 60_000; at < next; at += 60_000) {
          const wall = clock.wallTime(at);
          if (wall.hour === h && wall.minute === m) throw new Error(`${new Date(at).toISOString()} comes before`);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function nextOf(schedule: string, after: string, zone: string): string {
  const parsed = parseSchedule(schedule);
  if ('error' in parsed) throw new Error(parsed.error);
  const next = nextTime(parsed, Date.parse(after), new Zone(zone));
  return next === undefined ? '' : new Date(next).toISOString().replace('.000', '');
}
