/** Where the recordings lie: what real clusters said. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds what real clusters said. */
export const RECORDINGS = fileURLToPath(new URL('../recordings', import.meta.url));

/** Every recording there is: the folders with a `watch.jsonl`, by name. */
export const recordingNames: readonly string[] = readdirSync(RECORDINGS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/watch.jsonl'))
  .map((file) => dirname(file))
  .sort();

/** The path of a file of a recording. */
export function recordingFile(name: string, file: string): string {
  return join(RECORDINGS, name, file);
}
