import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { spansOf } from '../../bin/picture/ansi.ts';
import { COLUMNS, session, TITLE } from '../../bin/picture/session.ts';
import { terminalSvg } from '../../bin/picture/svg.ts';

test('the picture of the README is what the program prints', async () => {
  const svg = terminalSvg(await session(), { columns: COLUMNS, title: TITLE });
  expect(readFileSync('docs/picture.svg', 'utf8'), 'run npm run picture').toBe(svg);
});

describe('colour codes', () => {
  const check = (name: string, text: string, ...spans: readonly object[]) =>
    test(name, () => expect(spansOf(text)).toMatchObject([spans]));

  check('none', 'plain', { text: 'plain', column: 0, colour: undefined, bold: false });
  check(
    'a colour and back',
    'a\x1b[31mb\x1b[39mc',
    { text: 'a' },
    { text: 'b', column: 1, colour: 'red' },
    { text: 'c' },
  );
  check('several in one', '\x1b[1;36mx\x1b[0my', { text: 'x', bold: true, colour: 'cyan' }, { text: 'y', bold: false });
  check('dim and inverse', '\x1b[2mx\x1b[22m\x1b[7my\x1b[27m', { text: 'x', dim: true }, { text: 'y', inverse: true });
  check('columns count characters', '░\x1b[1m█', { text: '░', column: 0 }, { text: '█', column: 1 });
  test('what is no colour code is refused', () => {
    expect(() => spansOf('\x1b[2J')).toThrow('no colour code');
    expect(() => spansOf('\x1b[38;5;1mx')).toThrow('colour code 38');
  });
});

test('text is escaped, and blanks are not drawn', () => {
  const svg = terminalSvg('a<b & "c"\n   \n', { columns: 10, title: '<t>' });
  expect(svg).toContain('>a&lt;b &amp; &quot;c&quot;</text>');
  expect(svg).toContain('<title>&lt;t></title>');
  expect(svg.match(/<text /g)).toHaveLength(1);
});
