import { expect, test } from 'vitest';
import { type ChangeLine, changeLines } from '../../../src/views/wait/change-lines.ts';

/** A clock that a test moves, and lines written by it. */
function lines(canBeUrgent: boolean) {
  let now = 0;
  const write = changeLines({ clock: () => now, canBeUrgent });
  let made = 0;
  return {
    at(seconds: number, key: string, urgent = '') {
      now = seconds * 1000;
      const line: ChangeLine = { text: key, key, urgent };
      return write(() => {
        made += 1;
        return line;
      });
    },
    made: () => made,
  };
}

test('a line is written once, and a new one no sooner than 5 s after the last, as it is then', () => {
  const { at } = lines(true);
  expect([at(0, 'a'), at(1, 'a'), at(2, 'b'), at(4.9, 'c'), at(5, 'd'), at(6, 'd'), at(20, 'd')]).toEqual([
    'a\n',
    '',
    '',
    '',
    'd\n',
    '',
    '',
  ]);
});

test('what is urgent is written at once, and counts as the last line', () => {
  const { at } = lines(true);
  expect([at(0, 'a'), at(1, 'b', 'failing'), at(2, 'c', 'failing'), at(6, 'd', 'failing')]).toEqual([
    'a\n',
    'b\n',
    '',
    'd\n',
  ]);
});

test('a line that can never be urgent is not even made before its time', () => {
  const { at, made } = lines(false);
  for (const second of [0, 1, 2, 3, 4]) at(second, String(second));
  expect([made(), at(5, 'x')]).toEqual([1, 'x\n']);
});

test('an empty line is none', () => {
  const { at } = lines(true);
  expect([at(0, ''), at(1, 'a', 'there')]).toEqual(['', 'a\n']);
});
