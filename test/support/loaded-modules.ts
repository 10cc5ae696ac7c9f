/** Which modules a program loads. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run-cli.ts';

const RECORDER = fileURLToPath(new URL('programs/record-modules.ts', import.meta.url));

/** The URLs of what `node MAIN WORDS…` loads, Node's own modules among them, in order. Rejects when it fails. */
export async function modulesLoadedBy(
  main: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-modules-'));
  const file = join(folder, 'modules');
  try {
    const { code, stderr } = await run(process.execPath, ['--import', RECORDER, main, ...words], {
      env: { ...env, RECORD_MODULES: file },
    });
    if (code !== 0) throw new Error(`${main} ${words.join(' ')} ended with exit code ${code}: ${stderr}`);
    return (await readFile(file, 'utf8')).trim().split('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
