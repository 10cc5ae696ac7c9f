import { describe, expect, test } from 'vitest';
import { scaledClock } from '../../src/sandbox/clock.ts';

/** Resolves to the clock's time when it fired; rejects after a while. */
const fired = (clock: ReturnType<typeof scaledClock>, atMs: number) =>
  new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error('never fired')), 30_000).unref();
    clock.at(atMs, () => resolve(clock.now()));
  });

describe('timers', () => {
  test('fire when the clock has come to their time, however fast it runs', async () => {
    expect(await fired(scaledClock(0, 100), 2000)).toBeGreaterThanOrEqual(2000);
    expect(await fired(scaledClock(0, 0.5), 20)).toBeGreaterThanOrEqual(20);
  });

  test('fire for a time that has passed, also when the clock stands still, and nobody is warned', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    expect(await fired(scaledClock(1000, 0), 900)).toBe(1000);
    expect(await fired(scaledClock(1000, 10), 1000)).toBeGreaterThanOrEqual(1000);
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  test('do not fire once cancelled, nor ever for a time that will not come', async () => {
    const seen: string[] = [];
    scaledClock(0, 100).at(100, () => seen.push('cancelled'))();
    scaledClock(0, 0).at(1, () => seen.push('still'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(seen).toEqual([]);
  });
});
