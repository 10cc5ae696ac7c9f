import { afterEach, expect, test } from 'vitest';
import { longDate } from '../../../src/views/describe/times.ts';

const usual = process.env.TZ;
afterEach(() => {
  process.env.TZ = usual;
});

test.each([
  ['UTC', 'Sat, 21 Nov 2026 17:53:21 +0000'],
  ['Asia/Kolkata', 'Sat, 21 Nov 2026 23:23:21 +0530'],
  ['Asia/Tokyo', 'Sun, 22 Nov 2026 02:53:21 +0900'],
  ['America/St_Johns', 'Sat, 21 Nov 2026 14:23:21 -0330'],
  ['America/New_York', 'Sat, 21 Nov 2026 12:53:21 -0500'],
])('in %s as kubectl there prints it', (zone, expected) => {
  process.env.TZ = zone;
  expect(longDate('2026-11-21T17:53:21Z')).toBe(expected);
});

test('what is no time', () => {
  expect([longDate(undefined), longDate('soon')]).toEqual(['<unknown>', '<unknown>']);
});
