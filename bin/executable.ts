/**
 * `npm run executable`: makes the executable for this machine alone, in a few seconds, and prints where it is, as in
 * `dist-exe/linux-amd64/kubectl-job`. An argument names a Bun to take in place of the pinned one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle/bundle.ts';
import { compile } from './dist/compile.ts';
import { executablePath, thisPlatform } from './dist/platforms.ts';

const [runtime] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-bundle-'));
try {
  await bundle(folder);
  await compile({ bundle: folder, platform: thisPlatform(), to: executablePath(thisPlatform()), runtime });
  process.stdout.write(`${executablePath(thisPlatform())}\n`);
} finally {
  await rm(folder, { recursive: true });
}
