/**
 * `npm run executable [PLATFORM [BUN]]`: makes one executable in a few seconds, for this machine unless said (`linux-arm64`), and prints where
 * it is, as in `dist-exe/linux-amd64/kubectl-job`. BUN is a Bun to take in place of the pinned one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle/bundle.ts';
import { compile } from './dist/compile.ts';
import { executablePath, nameOf, PLATFORMS, thisPlatform } from './dist/platforms.ts';

const [name = nameOf(thisPlatform()), runtime] = process.argv.slice(2);
const platform = PLATFORMS.find((known) => nameOf(known) === name);
if (!platform) throw new Error(`no platform ${name}: there are ${PLATFORMS.map(nameOf).join(', ')}`);
const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-bundle-'));
try {
  await bundle(folder);
  await compile({ bundle: folder, platform, to: executablePath(platform), runtime });
  process.stdout.write(`${executablePath(platform)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
