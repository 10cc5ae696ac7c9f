import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, escapeUnsafe, harmless, isHarmless, plain, plainLines } from '../../src/views/text.ts';

describe('plain', () => {
  const check = (name: string, text: string, expected: string) => test(name, () => expect(plain(text)).toBe(expected));

  check(
    'ordinary text stays as it is',
    'Job has reached the specified backoff limit',
    'Job has reached the specified backoff limit',
  );
  check('letters of any script stay', 'Überprüfung 完了 🎉', 'Überprüfung 完了 🎉');
  check('a colour goes with its whole sequence', '\x1b[31mred\x1b[0m', 'red');
  check('clearing the screen goes', 'a\x1b[2J\x1b[Hb', 'ab');
  check('a window title goes with its text', 'a\x1b]0;title\x07b', 'ab');
  check('a link goes with its address', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text');
  check('a C1 control sequence goes', 'a\x9b31mb', 'ab');
  check('a device control string goes with its content', 'a\x1bPq#0\x1b\\b', 'ab');
  check('an unfinished sequence goes', 'a\x1b[31', 'a');
  check('a lone escape goes', 'a\x1b', 'a');
  check('newlines and tabs become one blank', 'a\n\t\nb', 'a b');
  check('a carriage return hides nothing', 'visible\rhidden', 'visible hidden');
  check('bells, backspaces and DEL go', 'a\x07\x08\x7fb', 'ab');
  check('bidi overrides go', 'a\u202egnp.exe', 'agnp.exe');
  check('line separators become blanks', 'a\u2028b', 'a b');
  check('halves of surrogate pairs go', 'a\ud800b', 'ab');
});

test('plainLines keeps the line breaks, whatever kind they are', () => {
  expect(plainLines('a\r\nb\rc\nd\x1b[1m')).toEqual(['a', 'b', 'c', 'd']);
});

describe('for any text', () => {
  const nasty = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('\x1b', '[', '\x9b', ']', ';', 'm', '\x07', '\u202e', '\r', '\n', '\ud83d')),
  );

  test('plain leaves no control character and no line break', () => {
    fc.assert(
      fc.property(nasty, (parts) => {
        expect(plain(parts.join(''))).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
      }),
    );
  });

  test('what is harmless is not changed, and what was made harmless is', () => {
    fc.assert(
      fc.property(nasty, (parts) => {
        const once = harmless(parts.join(''));
        expect(isHarmless(once)).toBe(true);
        expect(harmless(once)).toBe(once);
      }),
    );
  });

  test('escaped JSON says the same, without a character that a terminal would act on', () => {
    fc.assert(
      fc.property(nasty, (parts) => {
        const text = parts.join('');
        const escaped = escapeUnsafe(JSON.stringify(text));
        expect(isHarmless(escaped)).toBe(true);
        expect(JSON.parse(escaped)).toBe(text);
      }),
    );
  });
});

describe('displayWidth', () => {
  const check = (name: string, text: string, width: number) => test(name, () => expect(displayWidth(text)).toBe(width));

  check('ASCII is one column a character', 'abc', 3);
  check('colour codes take none', '\x1b[31mabc\x1b[39m', 3);
  check('wide characters take two', '完了', 4);
  check('combining marks take none', 'e\u0301', 1);
  check('blocks of a bar take one', '██░░', 4);
});
