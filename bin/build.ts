/** Makes `dist/`, which Node runs: the bundle and the notices of whose work is in it. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle/bundle.ts';
import { noticesOf } from './dist/notices.ts';
import { readIngredients } from './dist/packages.ts';

const { files, packages } = await bundle('dist');
await writeFile('dist/THIRD_PARTY_NOTICES.txt', noticesOf(await readIngredients(packages)));

/** What an earlier build left goes last, so that there is a program at every moment. */
const made = new Set([...files, 'THIRD_PARTY_NOTICES.txt']);
const left = (await readdir('dist')).filter((file) => !made.has(file));
await Promise.all(left.map((file) => rm(join('dist', file), { recursive: true })));
