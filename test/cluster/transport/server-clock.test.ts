import { expect, test } from 'vitest';
import { serverClock } from '../../../src/cluster/transport/server-clock.ts';

function aClock(wallMs: number) {
  const local = { steadyMs: 5_000 };
  const clock = serverClock({ wall: () => wallMs, steady: () => local.steadyMs });
  const pass = (ms: number) => {
    local.steadyMs += ms;
  };
  return { clock, pass };
}

const NOON = Date.parse('2026-11-21T12:00:00Z');

test('until the server answered, the local clock is all there is', () => {
  expect(aClock(123).clock.now()).toBe(123);
});

test('after an answer it is the time of the server, whatever the local clock says, and goes on', () => {
  const { clock, pass } = aClock(123);
  clock.note('Sat, 21 Nov 2026 12:00:00 GMT');
  pass(2_500);
  expect(clock.now()).toBe(NOON + 2_500);
});

test('a Date is whole seconds: the latest reading is kept, and time does not run backwards', () => {
  const { clock, pass } = aClock(0);
  clock.note('Sat, 21 Nov 2026 12:00:00 GMT');
  pass(900);
  clock.note('Sat, 21 Nov 2026 12:00:00 GMT');
  expect(clock.now()).toBe(NOON + 900);
  pass(50);
  clock.note('Sat, 21 Nov 2026 12:00:01 GMT');
  expect(clock.now()).toBe(NOON + 1_000);
});

test('a server whose clock was set is believed', () => {
  const { clock } = aClock(0);
  clock.note('Sat, 21 Nov 2026 12:00:00 GMT');
  clock.note('Sat, 21 Nov 2026 11:00:00 GMT');
  expect(clock.now()).toBe(NOON - 3_600_000);
});

test('no Date, or one that is none, changes nothing', () => {
  const { clock } = aClock(77);
  clock.note(undefined);
  clock.note('yesterday');
  expect(clock.now()).toBe(77);
});
