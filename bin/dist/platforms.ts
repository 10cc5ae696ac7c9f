/** The platforms that executables are made for. */

/** One of them, in Go's words, which kubectl and krew use. */
export interface Platform {
  readonly os: 'linux' | 'darwin' | 'windows';
  readonly arch: 'amd64' | 'arm64';
  /** What Bun calls it, as in `--target=bun-linux-x64`. */
  readonly target: string;
  /** The npm package that holds Bun's binary for it. */
  readonly runtime: string;
  /** What Node calls it: `process.platform`, `process.arch`. */
  readonly node: `${NodeJS.Platform}-${NodeJS.Architecture}`;
}

/** All of them. The runtimes for linux are the ones with glibc. */
export const PLATFORMS: readonly Platform[] = [
  { os: 'linux', arch: 'amd64', target: 'linux-x64', runtime: '@oven/bun-linux-x64', node: 'linux-x64' },
  { os: 'linux', arch: 'arm64', target: 'linux-arm64', runtime: '@oven/bun-linux-aarch64', node: 'linux-arm64' },
  { os: 'darwin', arch: 'amd64', target: 'darwin-x64', runtime: '@oven/bun-darwin-x64', node: 'darwin-x64' },
  { os: 'darwin', arch: 'arm64', target: 'darwin-arm64', runtime: '@oven/bun-darwin-aarch64', node: 'darwin-arm64' },
  { os: 'windows', arch: 'amd64', target: 'windows-x64', runtime: '@oven/bun-windows-x64', node: 'win32-x64' },
];

/** The machine that this runs on. Throws when no executable is made for it. */
export function thisPlatform(): Platform {
  const here = `${process.platform}-${process.arch}`;
  const found = PLATFORMS.find(({ node }) => node === here);
  if (!found) throw new Error(`no executable is made for ${here}: there are ${PLATFORMS.map(nameOf).join(', ')}`);
  return found;
}

/** `linux-amd64`. */
export function nameOf({ os, arch }: Platform): string {
  return `${os}-${arch}`;
}

/** `kubectl-job`, with `.exe` where that is needed. */
export function executableOf({ os }: Platform): string {
  return os === 'windows' ? 'kubectl-job.exe' : 'kubectl-job';
}

/** Where the executable is made: `dist-exe/linux-amd64/kubectl-job`. */
export function executablePath(platform: Platform): string {
  return `dist-exe/${nameOf(platform)}/${executableOf(platform)}`;
}

/** `kubectl-job_v0.1.0_linux_amd64.tar.gz`. */
export function archiveOf({ os, arch }: Platform, version: string): string {
  return `kubectl-job_v${version}_${os}_${arch}.${os === 'windows' ? 'zip' : 'tar.gz'}`;
}
