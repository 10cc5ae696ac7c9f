import { describe, expect, test } from 'vitest';
import { withOptionalValue } from '../../src/cli/optional-value.ts';

const flag = { flag: '--indexes', absent: 'all', isValue: (word: string) => /^\d/.test(word) };

describe('a flag with an optional value', () => {
  const cases: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
    'without a value gets what stands for it': [
      ['x', '--indexes'],
      ['x', '--indexes=all'],
    ],
    'takes the next word if that is a value': [
      ['--indexes', '0-4', 'x'],
      ['--indexes=0-4', 'x'],
    ],
    'leaves the next word alone if it is none': [
      ['--indexes', 'x'],
      ['--indexes=all', 'x'],
    ],
    'leaves a flag behind it alone': [
      ['--indexes', '--failed'],
      ['--indexes=all', '--failed'],
    ],
    'is left alone with its value attached': [
      ['--indexes=3', '4'],
      ['--indexes=3', '4'],
    ],
    'is nothing special behind --': [
      ['--', '--indexes', '3'],
      ['--', '--indexes', '3'],
    ],
  };
  test.each(Object.entries(cases))('%s', (_, [typed, expected]) => {
    expect(withOptionalValue(typed, flag)).toEqual(expected);
  });
});
