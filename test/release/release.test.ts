/** What `npm run dist` left in `dist-exe/`. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checksums, sha256, sumsIn } from '../../bin/dist/checksums.ts';
import {
  archiveOf,
  executableOf,
  executablePath,
  nameOf,
  PLATFORMS,
  type Platform,
  thisPlatform,
} from '../../bin/dist/platforms.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { checkSignature } from '../support/code-signature.ts';
import type { KrewManifest } from '../support/krew-rules.ts';
import { run } from '../support/run-cli.ts';
import { type Listed, listTar, readZip } from '../support/unpack.ts';

const OUT = 'dist-exe';
const { version } = packageJson;

describe.each(PLATFORMS.map((platform) => ({ platform, name: nameOf(platform) })))('$name', ({ platform }) => {
  const archive = join(OUT, archiveOf(platform, version));

  test('the archive holds the executable and the licences, of no time', async () => {
    const file = (name: string, mode = 'rw-r--r--') => ({
      name,
      mode,
      bytes: expect.any(Number),
      time: '1980-01-01 00:00',
    });
    const executable = file(executableOf(platform), 'rwxr-xr-x');
    const completion = platform.os === 'windows' ? [] : [file('kubectl_complete-job', 'rwxr-xr-x')];
    expect(await listed(archive)).toEqual([
      file('LICENSE'),
      file('THIRD_PARTY_NOTICES.txt'),
      executable,
      ...completion,
    ]);
  });

  test('the executable is for this system and processor', async () => {
    expect(machineOf(await readFile(executablePath(platform)))).toBe(nameOf(platform));
  });

  test('the krew manifest and checksums.txt have the sum of this archive', async () => {
    const sum = sha256(await readFile(archive));
    const manifest: KrewManifest = parse(await readFile('krew-manifest.yaml', 'utf8'));
    expect(manifest.spec.platforms.find(({ uri }) => uri.endsWith(archiveOf(platform, version)))?.sha256).toBe(sum);
    expect(await readFile(join(OUT, 'checksums.txt'), 'utf8')).toContain(`${sum}  ${archiveOf(platform, version)}\n`);
  });
});

const darwin = PLATFORMS.filter(({ os }) => os === 'darwin').map((platform) => ({ platform, name: nameOf(platform) }));
test.each(darwin)('$name: every page is what its signature says', async ({ platform }) => {
  const checked = checkSignature(await readFile(executablePath(platform)));
  expect(checked).toEqual({ identifier: 'kubectl-job', isAdHoc: true, pages: expect.any(Number), objections: [] });
  expect(checked.pages).toBeGreaterThan(10_000);
});

test('checksums.txt has every file of the release', async () => {
  const sums = new Map(await sumsIn(OUT));
  sums.delete('checksums.txt');
  expect(await readFile(join(OUT, 'checksums.txt'), 'utf8')).toBe(checksums(sums));
  expect([...sums.keys()]).toEqual(
    expect.arrayContaining([`kubectl-job-${version}.tgz`, `kubectl-job_v${version}.cdx.json`]),
  );
});

test('the archive for this machine, unpacked as krew does, runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-release-'));
  await run('tar', ['-xzf', join(OUT, archiveOf(thisPlatform(), version)), '-C', folder]);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const said = await run('kubectl', ['job', '--version'], { env });
  await rm(folder, { recursive: true });
  expect(said).toEqual({ code: 0, stderr: '', stdout: `kubectl job ${version}\n` });
});

async function listed(archive: string): Promise<readonly Listed[]> {
  if (archive.endsWith('.tar.gz')) return listTar(archive);
  return readZip(await readFile(archive)).map(({ content, ...file }) => file);
}

/** What the header of an executable says that it is for: ELF, Mach-O or PE. */
function machineOf(file: Buffer): string {
  if (file.readUInt32BE(0) === 0x7f454c46) return `linux-${MACHINES.get(file.readUInt16LE(18))}`;
  if (file.readUInt32LE(0) === 0xfeedfacf) return `darwin-${MACHINES.get(file.readUInt32LE(4))}`;
  if (file.toString('latin1', 0, 2) === 'MZ')
    return `windows-${MACHINES.get(file.readUInt16LE(file.readUInt32LE(60) + 4))}`;
  return 'unknown';
}

/** Processors as the three formats number them. */
const MACHINES = new Map<number, Platform['arch']>([
  [0x3e, 'amd64'],
  [0xb7, 'arm64'],
  [0x01000007, 'amd64'],
  [0x0100000c, 'arm64'],
  [0x8664, 'amd64'],
]);
