/** What is written about the program, held against the program. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pages, withParts } from '../../bin/docs/pages.ts';
import packageJson from '../../package.json' with { type: 'json' };

const made = await pages();

describe('pages that are made from the code', () => {
  test.each([...made.keys()])('%s is what `npm run docs` makes', (path) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '', 'run npm run docs').toBe(made.get(path));
  });

  test('there is one for each command, and no other', () => {
    const there = readdirSync('docs/commands').map((file) => `docs/commands/${file}`);
    expect(there.sort()).toEqual([...made.keys()].filter((path) => path.startsWith('docs/commands/')).sort());
  });

  test('a part goes between its marks, whatever stood there', () => {
    const page = 'a\n<!-- x -->\nold\n<!-- /x -->\nb\n';
    expect(withParts(page, { x: 'new' })).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb\n');
    expect(() => withParts('a\n', { x: 'new' })).toThrow('lacks the marks');
  });
});

describe('pages that are written by hand', () => {
  const byHand = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src/ARCHITECTURE.md', 'test/recordings/README.md'];

  test.each([...byHand, ...made.keys()])('%s links to what is there', (path) => {
    const links = [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)/g)];
    const broken = links.filter(([, to = '', anchor = '']) => {
      const target = to === '' ? path : join(dirname(path), to);
      return !existsSync(target) || (anchor !== '' && !anchorsOf(target).includes(anchor.slice(1)));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('the changelog has the version of package.json on top, or what is not released yet', () => {
    const [first] = readFileSync('CHANGELOG.md', 'utf8').match(/^## .*$/m) ?? [];
    expect(first).toMatch(new RegExp(`^## (Unreleased|${packageJson.version.replaceAll('.', '\\.')} .*)$`));
  });
});

/** The anchors that GitHub gives to headings. */
function anchorsOf(path: string): readonly string[] {
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
