/** SHA-256 sums of the files of a release. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The sum of each file that stands in a folder itself, by name, sorted; in hexadecimal. */
export async function sumsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const names = files.map((file) => file.name).sort();
  const sums = new Map<string, string>();
  for (const name of names) sums.set(name, sha256(await readFile(join(folder, name))));
  return sums;
}

/** In the form that `sha256sum --check` reads. */
export function checksums(sums: ReadonlyMap<string, string>): string {
  return [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join('');
}

/** In hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
