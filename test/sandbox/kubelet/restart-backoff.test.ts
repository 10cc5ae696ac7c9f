import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStart, printDelay, type RestartBackoff } from '../../../src/sandbox/kubelet/restart-backoff.ts';

/** The waits of a container that always runs `ranMs`. */
function waits(count: number, ranMs: number): readonly number[] {
  const all: number[] = [];
  let backoff: RestartBackoff | undefined;
  let nowMs = 0;
  for (let i = 0; i < count; i += 1) {
    nowMs += ranMs;
    const { waitMs, after } = nextStart(backoff, nowMs);
    backoff = after;
    nowMs += waitMs;
    all.push(waitMs / 1000);
  }
  return all;
}

test('the first restart is at once, then the wait doubles up to five minutes', () => {
  expect(waits(9, 1000)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('a container that ran long begins anew', () => expect(waits(3, 11 * 60_000)).toEqual([0, 0, 0]));

test('no wait is ever longer than five minutes, nor shorter than the one before, while it fails soon', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 60_000 }), (count, ranMs) => {
      const all = waits(count, ranMs);
      return all.every((wait, i) => wait <= 300 && wait >= (all[i - 1] ?? 0));
    }),
  );
});

test.each([
  [10_000, '10s'],
  [80_000, '1m20s'],
  [300_000, '5m0s'],
])('%d ms are %s', (ms, text) => expect(printDelay(ms)).toBe(text));
