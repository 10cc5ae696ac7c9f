/** What the program says of itself: its version, and what it runs on. */

/** The same fields that kubectl tells of itself, as far as they mean something here. */
export interface ClientVersion {
  /** With the `v` that releases carry. */
  readonly gitVersion: string;
  /** As Go says it: `linux/amd64`. */
  readonly platform: string;
  /** `node v24.1.0` */
  readonly runtime: string;
}

/** `version` is that of package.json. */
export function clientVersion(version: string): ClientVersion {
  const { platform, arch, versions } = process;
  const runtime = versions.bun ? `bun v${versions.bun}` : `node v${versions.node}`;
  return {
    gitVersion: `v${version}`,
    platform: `${GO_NAMES[platform] ?? platform}/${GO_NAMES[arch] ?? arch}`,
    runtime,
  };
}

/** Go's names for what Node names otherwise. */
const GO_NAMES: Readonly<Record<string, string>> = { win32: 'windows', x64: 'amd64', ia32: '386' };
