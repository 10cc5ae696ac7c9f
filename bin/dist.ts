/**
 * `npm run dist`: everything that a release has, from one Linux machine. Executables and archives for all platforms, their sums, the
 * bill of materials and the npm package go to `dist-exe/`; the krew manifest is written anew. Fails on a licence that is not allowed.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { bundle } from './bundle/bundle.ts';
import { checksums, sumsIn } from './dist/checksums.ts';
import { compile } from './dist/compile.ts';
import { krewManifest } from './dist/krew-manifest.ts';
import { objections, runtimeObjections } from './dist/licences.ts';
import { pinned } from './dist/lock.ts';
import { noticesOf, runtimeNotices } from './dist/notices.ts';
import { pack } from './dist/pack.ts';
import { readIngredients } from './dist/packages.ts';
import { executablePath, nameOf, PLATFORMS } from './dist/platforms.ts';
import { LINKED } from './dist/runtime.ts';
import { sbomOf } from './dist/sbom.ts';

const { name, version, license: licence, homepage } = packageJson;
const OUT = 'dist-exe';

const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-dist-'));
try {
  const ingredients = await readIngredients((await bundle(folder)).packages);
  const forbidden = [...objections(ingredients), ...runtimeObjections(LINKED)];
  if (forbidden.length > 0) throw new Error(forbidden.join('\n'));

  await mkdir(OUT, { recursive: true });
  const old = (await readdir(OUT, { withFileTypes: true })).filter((entry) => entry.isFile());
  await Promise.all(old.map((entry) => rm(join(OUT, entry.name))));

  const { version: bunVersion } = await pinned('node_modules/bun');
  const notices = `${noticesOf(ingredients)}\n${await runtimeNotices(bunVersion)}`;
  for (const platform of PLATFORMS) {
    await compile({ bundle: folder, platform, to: executablePath(platform) });
    await pack({ platform, version, notices, folder: OUT });
    process.stdout.write(`${nameOf(platform)} is done\n`);
  }
  const sbom = sbomOf({ name, version, licence, ingredients, runtime: { version: bunVersion, linked: LINKED } });
  await writeFile(join(OUT, `kubectl-job_v${version}.cdx.json`), `${JSON.stringify(sbom, null, 2)}\n`);
  await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--pack-destination', OUT]);
  const sums = await sumsIn(OUT);
  await writeFile(join(OUT, 'checksums.txt'), checksums(sums));
  const manifest = krewManifest({ version, homepage, sums });
  await Promise.all(['krew-manifest.yaml', 'plugins/job.yaml'].map((file) => writeFile(file, manifest)));
} finally {
  await rm(folder, { recursive: true });
}
