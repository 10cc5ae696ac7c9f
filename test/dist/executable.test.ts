/** The executable as such: what it leaves alone, and that it can be made again. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../../bin/bundle/bundle.ts';
import { sha256 } from '../../bin/dist/checksums.ts';
import { compile } from '../../bin/dist/compile.ts';
import { executablePath, thisPlatform } from '../../bin/dist/platforms.ts';
import { run } from '../support/run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubectl-job-executable-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('made once more, in another place, it is the same to the byte', { timeout: 120_000 }, async () => {
  const made = join(folder, 'some/where/else/bundle');
  const { files } = await bundle(made);
  for (const file of files) expect(await readFile(join(made, file), 'utf8')).not.toContain(process.cwd());
  const to = join(folder, 'some/where/else/kubectl-job');
  await compile({ bundle: made, platform: thisPlatform(), to });
  const [first, second] = [await readFile(executablePath(thisPlatform())), await readFile(to)];
  expect(sha256(second), 'npm run executable makes the one that this is held against').toBe(sha256(first));
});

test('what lies about where it is started is none of its business', async () => {
  const cwd = join(folder, 'cwd');
  await mkdir(cwd);
  await writeFile(join(cwd, '.env'), 'KUBECONFIG=/from/the/folder\nNO_COLOR=1\n');
  await writeFile(join(cwd, 'bunfig.toml'), 'preload = ["./preload.ts"]\n');
  await writeFile(join(cwd, 'preload.ts'), 'console.log("preloaded"); process.exit(9);\n');
  await writeFile(join(cwd, 'tsconfig.json'), '{ "extends": "./nowhere.json" }\n');
  await writeFile(join(cwd, 'package.json'), 'not even JSON\n');
  const env = { HOME: cwd, KUBERNETES_SERVICE_HOST: undefined };
  const ended = await run(resolve(executablePath(thisPlatform())), ['list'], { cwd, env });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^error: no configuration has been provided\n/);
  expect(ended.stderr).not.toContain('/from/the/folder');
});
