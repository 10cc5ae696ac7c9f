import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitise } from '../../src/terminal/sanitise.ts';

describe('sanitise', () => {
  const check = (name: string, text: string, expected: string) =>
    test(name, () => expect(sanitise(text)).toBe(expected));

  check('text, newlines and tabs pass', 'a\tb\nc', 'a\tb\nc');
  check('colours pass', '\x1b[1;31mred\x1b[0m', '\x1b[1;31mred\x1b[0m');
  check('clearing the screen does not', '\x1b[2Jx', '[2Jx');
  check('moving the cursor does not', '\x1b[Hx', '[Hx');
  check('a title does not', '\x1b]0;t\x07x', ']0;tx');
  check('carriage returns do not', 'a\rb', 'ab');
  check('C1 does not', 'a\x9b31mb', 'a31mb');
});

test('nothing but text, newlines, tabs and colours passes', () => {
  const unit = fc.oneof(fc.constantFrom('\x1b', '[', '3', '1', 'm', ';', '\x9b', '\r'), fc.string({ maxLength: 1 }));
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(sanitise(text).replace(/\x1b\[[\d;]*m/g, '')).not.toMatch(/[^\P{Cc}\n\t]/u);
    }),
  );
});
