import { describe, expect, test } from 'vitest';
import { secondOf, stampKey, stampMs } from '../../src/batch/log-stamps.ts';

describe('stampKey', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['as kubelets write them', '2026-11-21T17:47:57.117536368Z', '2026-11-21T17:47:57.117536368Z'],
    ['a node with an offset', '2026-11-21T19:47:57.117536368+02:00', '2026-11-21T17:47:57.117536368Z'],
    ['an offset over midnight', '2026-01-01T00:30:00.5+01:00', '2025-12-31T23:30:00.500000000Z'],
    ['fewer digits', '2026-11-21T17:47:57.1Z', '2026-11-21T17:47:57.100000000Z'],
    ['no fraction', '2026-11-21T17:47:57Z', '2026-11-21T17:47:57.000000000Z'],
    ['no time', 'unable', ''],
    ['a day that is none', '2026-13-41T17:47:57Z', ''],
  ];
  test.each(cases)('%s', (_, stamp, key) => {
    expect(stampKey(stamp)).toBe(key);
  });

  test('the order of keys is the order of times', () => {
    const stamps = ['2026-11-21T18:00:00.000000002+01:00', '2026-11-21T17:00:00.000000001Z', '2026-11-21T17:00:00Z'];
    const keys = stamps.map(stampKey);
    expect(keys.toSorted()).toEqual(keys.toReversed());
  });
});

test('seconds are rounded down, as sinceTime counts them', () => {
  expect(secondOf('2026-11-21T17:47:57.999999999Z')).toBe('2026-11-21T17:47:57Z');
});

test('a stamp in milliseconds keeps its fraction', () => {
  expect(stampMs('1970-01-01T00:00:01.000500000Z')).toBeCloseTo(1000.5, 6);
});
