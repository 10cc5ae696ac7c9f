/**
 * The runtimes' binaries. `npm ci` brings the one for this machine; those for others are fetched with `npm pack`, which asks neither
 * for the system nor for the processor, and are held against the sums of package-lock.json, where all of them are pinned.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { pinned } from './lock.ts';
import type { Platform } from './platforms.ts';

const exec = promisify(execFile);

/** Where this platform's runtime is; fetched into `folder` unless it is installed. Throws when its sum is not the pinned one. */
export async function runtimeFile(platform: Platform, folder: string): Promise<string> {
  const binary = platform.os === 'windows' ? 'bun.exe' : 'bun';
  const installed = installedRuntime(platform, binary);
  if (installed) return installed;
  await fetchPackage(platform.runtime, folder);
  return join(folder, 'package/bin', binary);
}

/** Where `npm ci` left it: in its own package, or, by an npm that runs the install script of `bun`, moved into that. */
function installedRuntime({ runtime }: Platform, binary: string): string | undefined {
  const folder = resolve('node_modules', runtime, 'bin');
  if (!existsSync(folder)) return undefined;
  return [join(folder, binary), resolve('node_modules/bun/bin/bun.exe')].find((file) => existsSync(file));
}

async function fetchPackage(name: string, folder: string): Promise<void> {
  const { version, integrity } = await pinned(`node_modules/${name}`);
  await exec('npm', ['pack', `${name}@${version}`, '--pack-destination', folder]);
  const archive = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  const sum = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (sum !== integrity) throw new Error(`${name}@${version} is not what package-lock.json pins: it has ${sum}`);
  await exec('tar', ['-xzf', archive, '-C', folder]);
}
