import { describe, expect, test } from 'vitest';
import { stateStyle, styleFor } from '../../src/views/style.ts';

const coloured = styleFor({ width: 80, colour: true, unicode: true });
const uncoloured = styleFor({ width: 80, colour: false, unicode: true });

test('without colour every style is the text itself', () => {
  for (const paint of Object.values(uncoloured)) expect(paint('x')).toBe('x');
});

test('with colour a text is wrapped in SGR codes, and an empty one in nothing', () => {
  expect(coloured.red('x')).toBe('\x1b[31mx\x1b[39m');
  expect(coloured.red('')).toBe('');
});

describe('the colour of a state', () => {
  const check = (state: Parameters<typeof stateStyle>[1], colour: keyof typeof coloured) =>
    test(`${state} is ${colour}`, () => expect(stateStyle(coloured, state)('x')).toBe(coloured[colour]('x')));

  check('complete', 'green');
  check('succeeding', 'green');
  check('failed', 'red');
  check('failing', 'red');
  check('backing-off', 'yellow');
  check('terminating', 'yellow');
  check('running', 'cyan');
  check('resuming', 'cyan');
  check('suspended', 'dim');
});
