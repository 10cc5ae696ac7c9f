import { describe, expect, test } from 'vitest';
import { scaledClock } from '../../src/sandbox/clock.ts';
import { jumpingClock } from '../../src/sandbox/jumping-clock.ts';

const aTurn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a clock that is moved', () => {
  test('says so, and what was awaited comes in its order', async () => {
    const clock = jumpingClock(scaledClock(1000, 0));
    const seen: string[] = [];
    clock.at(3000, () => seen.push(`third at ${clock.now()}`));
    clock.at(2000, () => seen.push(`second at ${clock.now()}`));
    clock.at(9000, () => seen.push('never'));
    await aTurn();
    expect(seen).toEqual([]);
    clock.jump(4000);
    expect(clock.now()).toBe(5000);
    await aTurn();
    expect(seen).toEqual(['second at 5000', 'third at 5000']);
  });

  test('back: what was awaited is further away', async () => {
    const clock = jumpingClock(scaledClock(1000, 0));
    const seen: number[] = [];
    clock.at(1500, () => seen.push(clock.now()));
    clock.jump(-1000);
    await aTurn();
    expect([clock.now(), seen]).toEqual([0, []]);
    clock.jump(1500);
    await aTurn();
    expect(seen).toEqual([1500]);
  });

  test('what is cancelled does not come', async () => {
    const clock = jumpingClock(scaledClock(0, 0));
    const seen: string[] = [];
    const cancel = clock.at(10, () => seen.push('cancelled'));
    clock.jump(5);
    cancel();
    clock.jump(100);
    await aTurn();
    expect(seen).toEqual([]);
  });
});
