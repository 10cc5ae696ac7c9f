/** What package-lock.json pins. */
import { readFile } from 'node:fs/promises';

/** A package as package-lock.json pins it. */
export interface Pinned {
  readonly version: string;
  /** `sha512-` and base64, of the package's archive. */
  readonly integrity: string;
}

/** What package-lock.json says of a folder such as `node_modules/yaml`. Throws when it does not name it. */
export async function pinned(folder: string): Promise<Pinned> {
  const lock: { packages: Record<string, Pinned | undefined> } = JSON.parse(
    await readFile('package-lock.json', 'utf8'),
  );
  const found = lock.packages[folder];
  if (!found?.integrity) throw new Error(`package-lock.json does not pin ${folder}`);
  return found;
}
