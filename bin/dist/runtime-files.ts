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
import type { Platform } from './platforms.ts';

const exec = promisify(execFile);

/** Where this platform's runtime is; fetched into `folder` unless it is installed. Throws when its sum is not the pinned one. */
export async function runtimeFile(platform: Platform, folder: string): Promise<string> {
  const binary = platform.os === 'windows' ? 'bun.exe' : 'bun';
  const installed = resolve('node_modules', platform.runtime, 'bin', binary);
  if (existsSync(installed)) return installed;
  await fetchPackage(platform.runtime, folder);
  return join(folder, 'package/bin', binary);
}

/** A package as package-lock.json pins it. */
export interface Pinned {
  readonly version: string;
  /** `sha512-` and base64, of the package's archive. */
  readonly integrity: string;
}

/** What package-lock.json says of a folder such as `node_modules/yaml`. Throws when it does not name it. */
export async function pinned(folder: string): Promise<Pinned> {
  const lock: { packages: Record<string, Pinned | undefined> } = JSON.parse(
    await readFile('package-lock.json', 'utf8'),
  );
  const found = lock.packages[folder];
  if (!found?.integrity) throw new Error(`package-lock.json does not pin ${folder}`);
  return found;
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
