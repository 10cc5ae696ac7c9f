/** From the bundle to one file that runs by itself. */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { signAdHoc } from './code-signature.ts';
import { executableOf, type Platform, thisPlatform } from './platforms.ts';
import { runtimeFile } from './runtime-files.ts';

const exec = promisify(execFile);

/** How to compile. */
export interface Compile {
  /** The folder with the bundle. */
  readonly bundle: string;
  readonly platform: Platform;
  /** Where the executable goes; it stands there whole or not at all. */
  readonly to: string;
  /** A Bun of one's own in place of the pinned one. */
  readonly runtime?: string | undefined;
}

/** Compiles one executable. The same bundle, runtime and platform give the same bytes, wherever that is done. */
export async function compile({ bundle, platform, to, runtime }: Compile): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-compile-'));
  try {
    await cp(bundle, join(folder, 'bundle'), { recursive: true });
    const binary = runtime ? resolve(runtime) : await runtimeFile(platform, folder);
    await runBun([...FLAGS, `--target=bun-${platform.target}`, `--compile-executable-path=${binary}`], folder);
    await place(platform, join(folder, executableOf(platform)), to);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Byte code saves reading JavaScript at the start. Most runs are over before it would pay to compile much of it to machine code, so that
 * begins later than Bun would (measured: a sixth less CPU time for `list`, for 10,000 pods too). A folder's `.env` and `bunfig.toml` are none of
 * the program's business.
 */
const FLAGS: readonly string[] = [
  'build',
  'bundle/main.js',
  '--outfile=kubectl-job',
  '--compile',
  '--bytecode',
  '--minify',
  '--splitting',
  '--format=esm',
  '--compile-jit-policy=8',
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
];

/** Runs this machine's Bun in a folder, without the settings of whoever is at home here. */
async function runBun(words: readonly string[], folder: string): Promise<void> {
  const bun = await runtimeFile(thisPlatform(), folder);
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: folder, TMPDIR: folder };
  await exec(bun, [...words], { cwd: folder, env });
}

async function place(platform: Platform, from: string, to: string): Promise<void> {
  if (platform.os === 'darwin') await writeFile(from, signAdHoc(await readFile(from), 'kubectl-job'));
  await chmod(from, 0o755);
  await mkdir(dirname(to), { recursive: true });
  await cp(from, `${to}.new`);
  await rename(`${to}.new`, to);
}
