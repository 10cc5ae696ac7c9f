/** What the program is made of: the npm packages in its bundle, as their own package.json and licence files describe them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinned } from './lock.ts';

/** A package of which something is in the program. */
export interface Ingredient {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression of its package.json; empty when there is none. */
  readonly licence: string;
  readonly homepage: string;
  /** The sum of its archive, as package-lock.json pins it: `sha512-` and base64. */
  readonly integrity: string;
  /** Its licence and notice files, one after the other; empty when it has none. */
  readonly licenceText: string;
}

/** Reads the packages in these folders; of several copies of the same version one is left. Sorted by name, then version. */
export async function readIngredients(folders: readonly string[]): Promise<readonly Ingredient[]> {
  const all = await Promise.all(folders.map(readIngredient));
  const byId = new Map(all.map((found) => [`${found.name}@${found.version}`, found]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

async function readIngredient(folder: string): Promise<Ingredient> {
  const json: Record<string, unknown> = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = (field: string) => (typeof json[field] === 'string' ? json[field] : '');
  return {
    name: text('name'),
    version: text('version'),
    licence: text('license'),
    homepage: text('homepage') || `https://www.npmjs.com/package/${text('name')}`,
    integrity: (await pinned(folder)).integrity,
    licenceText: await licenceTextOf(folder),
  };
}

async function licenceTextOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}
