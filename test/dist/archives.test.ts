import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entry, tarGz, zip } from '../../bin/dist/archives.ts';
import { run } from '../support/run-cli.ts';
import { listTar, readZip } from '../support/unpack.ts';

const ENTRIES: readonly Entry[] = [
  { name: 'kubectl-job', bytes: Buffer.alloc(1000, 'run'), executable: true },
  { name: 'LICENSE', bytes: Buffer.from('Apache'), executable: false },
  { name: 'block', bytes: Buffer.alloc(512, 'b'), executable: false },
  { name: 'empty', bytes: Buffer.alloc(0), executable: false },
];

const LISTED = [
  { name: 'LICENSE', mode: 'rw-r--r--', bytes: 6, time: '1980-01-01 00:00' },
  { name: 'block', mode: 'rw-r--r--', bytes: 512, time: '1980-01-01 00:00' },
  { name: 'empty', mode: 'rw-r--r--', bytes: 0, time: '1980-01-01 00:00' },
  { name: 'kubectl-job', mode: 'rwxr-xr-x', bytes: 1000, time: '1980-01-01 00:00' },
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubectl-job-archives-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a .tar.gz has every file, sorted, with its mode, of nobody and of no time', async () => {
  const path = join(folder, 'a.tar.gz');
  await writeFile(path, await tarGz(ENTRIES));
  expect(await listTar(path)).toEqual(LISTED);
  const { stdout } = await run('tar', ['-xzOf', path, 'kubectl-job']);
  expect(stdout).toBe(Buffer.alloc(1000, 'run').toString());
});

test('a .zip has the same', async () => {
  const files = readZip(await zip(ENTRIES));
  expect(files.map(({ content, ...listed }) => listed)).toEqual(LISTED);
  expect(files.map(({ content }) => content)).toEqual(
    LISTED.map(({ name }) => ENTRIES.find((e) => e.name === name)?.bytes),
  );
});

test.each([
  ['.tar.gz', tarGz],
  ['.zip', zip],
] as const)('the order of the files is none of a %s', async (_, pack) => {
  expect(await pack([...ENTRIES].reverse())).toEqual(await pack(ENTRIES));
});

test('a name that the format cannot hold is refused', async () => {
  await expect(tarGz([{ name: 'x'.repeat(101), bytes: Buffer.alloc(0), executable: false }])).rejects.toThrow(
    'too long',
  );
});
