import { expect, test } from 'vitest';
import { leapingClock } from '../../src/sandbox/leaping-clock.ts';

const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('moments come in their order, those of one time in the order they were asked for, without waiting', async () => {
  const clock = leapingClock(1000);
  const seen: string[] = [];
  const at = (ms: number, name: string) => clock.at(ms, () => seen.push(`${name} at ${clock.now()}`));
  at(90_000, 'c');
  at(5000, 'a');
  at(90_000, 'd');
  at(5000, 'b');
  await turns(10);
  expect(seen).toEqual(['a at 5000', 'b at 5000', 'c at 90000', 'd at 90000']);
});

test('time stands still while anybody holds it, also in the midst of a moment', async () => {
  const clock = leapingClock(0);
  const seen: number[] = [];
  const first = clock.hold();
  const second = clock.hold();
  clock.at(10, () => seen.push(clock.now()));
  await turns(5);
  first();
  first();
  await turns(5);
  expect(seen).toEqual([]);
  second();
  await turns(5);
  expect(seen).toEqual([10]);

  let release = () => {};
  clock.at(20, () => {
    release = clock.hold();
  });
  clock.at(20, () => seen.push(clock.now()));
  await turns(5);
  expect(seen).toEqual([10]);
  release();
  await turns(5);
  expect(seen).toEqual([10, 20]);
});

test('what is awaited for after the year 9999, or for no time at all, never comes', async () => {
  const clock = leapingClock(1000);
  const seen: number[] = [];
  for (const ms of [1e23, 9e15, Number.POSITIVE_INFINITY, Number.NaN]) clock.at(ms, () => seen.push(ms));
  clock.at(5000, () => seen.push(clock.now()));
  await turns(10);
  expect([seen, clock.now()]).toEqual([[5000], 5000]);
});
