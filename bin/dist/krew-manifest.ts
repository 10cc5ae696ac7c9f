/**
 * The plugin manifest that krew installs from (krew v0.5, pkg/index/types.go). A custom index is a git repository with this file as
 * `plugins/job.yaml`.
 */
import { stringify } from 'yaml';
import { archiveOf, executableOf, PLATFORMS } from './platforms.ts';

/** What a release is: its version, where it can be had, and the SHA-256 of each archive by its name. */
export interface Release {
  readonly version: string;
  readonly homepage: string;
  readonly sums: ReadonlyMap<string, string>;
}

/** The manifest as YAML. Throws when an archive is missing. */
export function krewManifest(release: Release): string {
  const { version, homepage } = release;
  const manifest = {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'job' },
    spec: {
      version: `v${version}`,
      homepage,
      shortDescription: 'Show what batch Jobs do and why indexes fail',
      description: DESCRIPTION,
      caveats: CAVEATS,
      platforms: PLATFORMS.map((platform) => ({
        selector: { matchLabels: { os: platform.os, arch: platform.arch } },
        ...source(archiveOf(platform, version), release),
        bin: executableOf(platform),
      })),
    },
  };
  return `${HEADER}${stringify(manifest, { lineWidth: 0, blockQuote: 'literal' })}`;
}

function source(
  archive: string,
  { version, homepage, sums }: Release,
): { readonly uri: string; readonly sha256: string } {
  const sha256 = sums.get(archive);
  if (!sha256) throw new Error(`no sum of ${archive}`);
  return { uri: `${homepage}/releases/download/v${version}/${archive}`, sha256 };
}

const HEADER = '# Made by `npm run dist` from the archives themselves: do not edit.\n';

const DESCRIPTION = `Shows what a batch/v1 Job is doing: progress and remaining time, completed and
failed indexes whole and as intervals, failures grouped by cause with the
podFailurePolicy rule that decided, and what to type next. Waits for complete or
failed, reads every line of every pod once, checks how pods find each other, and
rehearses what evictions and failures do to a Job. An embedded cluster is there
to try things out. It needs nothing in yours.
`;

const CAVEATS = `Read the list of commands with: kubectl job --help
Flags come after the command: kubectl job list -n NAMESPACE
For completion in your shell: kubectl job completion --help
`;
