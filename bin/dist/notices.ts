/** THIRD_PARTY_NOTICES.txt: whose work is inside, and on what terms. */
import { readFile } from 'node:fs/promises';
import type { Ingredient } from './packages.ts';
import { LINKED } from './runtime.ts';

/** What is said of the packages in the bundle: it goes into the npm package and into every archive. */
export function noticesOf(ingredients: readonly Ingredient[]): string {
  const parts = ingredients.map(({ name, version, licence, homepage, licenceText }) =>
    [`${name} ${version} (${licence})`, homepage, '', licenceText].join('\n'),
  );
  return [`kubectl-job contains parts of ${ingredients.length} npm packages.`, ...parts]
    .join(`\n\n${RULE}\n\n`)
    .concat('\n');
}

/** What is said of the runtime besides, which only the executables contain; with the text of the LGPL. */
export async function runtimeNotices(bunVersion: string): Promise<string> {
  const table = LINKED.map(({ name, licence, homepage }) => `  ${name.padEnd(32)}${licence.padEnd(32)}${homepage}`);
  const lgpl = await readFile(new URL('licences/LGPL-2.1.txt', import.meta.url), 'utf8');
  return [RULE, `Bun ${bunVersion}\nhttps://bun.com\n\n${MIT}`, `${LINKING}\n\n${table.join('\n')}`, RULE, lgpl].join(
    '\n\n',
  );
}

const RULE = '-'.repeat(100);

const LINKING = `The executable contains the Bun runtime, which links the libraries below statically. JavaScriptCore and TinyCC are under the GNU
Lesser General Public License, whose text follows. You may change them and link the executable anew: build Bun from
https://github.com/oven-sh/bun with your JavaScriptCore (https://github.com/oven-sh/WebKit), and hand it to
\`node bin/executable.ts PLATFORM BUN\` in the source of kubectl-job, which is free as well (Apache-2.0).`;

const MIT = `Copyright (c) Oven and the authors of Bun

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
