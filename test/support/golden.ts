/** Expected screens, one file each under `test/golden/`. `UPDATE_GOLDEN=1 npx vitest run …` writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Holds a screen against its file (`list/wide-terminal.txt`). A file that is not there yet fails, unless it is being updated. */
export function expectGolden(name: string, screen: string): void {
  const path = fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, screen);
  }
  expect(screen, `test/golden/${name}`).toBe(readFileSync(path, 'utf8'));
}
