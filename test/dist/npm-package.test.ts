/** The package as `npm i -g kubectl-job` brings it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { run } from '../support/run-cli.ts';

let folder = '';
let installed = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubectl-job-npm-'));
  await npm('pack', '--ignore-scripts', '--pack-destination', folder);
  const [archive = ''] = await readdir(folder);
  await npm('install', '--global', '--offline', '--prefix', join(folder, 'prefix'), join(folder, archive));
  installed = join(folder, 'prefix/lib/node_modules/kubectl-job');
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

async function npm(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await run('npm', words);
  expect(code, stderr).toBe(0);
}

test('it brings itself alone: everything it needs is in its bundle', async () => {
  expect(await readdir(join(folder, 'prefix/lib/node_modules'))).toEqual(['kubectl-job']);
  expect(await readdir(installed)).not.toContain('node_modules');
  expect(packageJson).not.toHaveProperty('dependencies');
});

test('it holds the program, the licences and what to read, nothing of the workshop', async () => {
  const files = await readdir(installed);
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'package.json']));
  for (const own of ['src', 'test', '.github', 'vitest.config.ts', 'dist-exe']) expect(files).not.toContain(own);
  expect(await readFile(join(installed, 'dist/THIRD_PARTY_NOTICES.txt'), 'utf8')).toMatch(
    /^kubectl-job contains parts of \d+ npm packages/,
  );
});

test('it puts on PATH what kubectl runs as `kubectl job`', async () => {
  const env = { PATH: [join(folder, 'prefix/bin'), dirname(process.execPath), process.env.PATH].join(':') };
  const expected = { code: 0, stderr: '', stdout: `kubectl job ${packageJson.version}\n` };
  expect(await run('kubectl-job', ['--version'], { env })).toEqual(expected);
  expect(await run('kubectl', ['job', '--version'], { env })).toEqual(expected);
  const completed = await run('kubectl', ['__complete', 'job', 'descr'], { env });
  expect(completed.stdout).toMatch(/^describe\t/);
});
