/** `npm run docs`: writes every page that is made from the code. A test holds them against it. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pages } from './docs/pages.ts';

const COMMANDS = 'docs/commands';

const made = await pages();
await mkdir(COMMANDS, { recursive: true });
for (const [path, text] of made) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
const left = (await readdir(COMMANDS)).map((file) => join(COMMANDS, file)).filter((path) => !made.has(path));
await Promise.all(left.map((path) => rm(path)));
