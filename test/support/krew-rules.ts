/** What krew asks of a manifest: its own validation (internal/index/validation) and that of its central index (cmd/validate-krew-manifest). */
import { parse } from 'yaml';

/** One platform of a manifest, as far as it is well-formed. */
export interface KrewPlatform {
  readonly uri: string;
  readonly sha256: string;
  readonly bin: string;
  readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly files?: readonly { readonly from: string; readonly to: string }[];
}

/** A manifest. */
export interface KrewManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly homepage: string;
    readonly shortDescription: string;
    readonly description: string;
    readonly caveats?: string;
    readonly platforms: readonly KrewPlatform[];
  };
}

/** What krew would object to in a manifest that stands in `NAME.yaml`; empty when nothing. */
export function krewObjections(text: string, name: string): readonly string[] {
  const manifest: KrewManifest = parse(text);
  const { apiVersion, kind, metadata, spec } = manifest;
  const rules: readonly (readonly [boolean, string])[] = [
    [apiVersion === 'krew.googlecontainertools.github.com/v1alpha2', 'apiVersion'],
    [kind === 'Plugin', 'kind'],
    [metadata.name === name, `the file is ${name}.yaml, the name ${metadata.name}`],
    [/^[\w-]+$/.test(metadata.name) && !WINDOWS_DEVICES.test(metadata.name), 'the name is not a safe one'],
    [/^v\d+\.\d+\.\d+(-[\w.]+)?$/.test(spec.version), 'the version is no semantic one with a v'],
    [/^https:\/\/\S+$/.test(spec.homepage), 'homepage'],
    [/^.{1,50}$/.test(spec.shortDescription), 'shortDescription is not one line of at most 50 characters'],
    [!/\.$/.test(spec.shortDescription), 'shortDescription is a title, not a sentence'],
    [spec.description.split('\n').every((line) => line.length <= 80), 'description is not wrapped at 80'],
    [spec.platforms.length > 0, 'no platforms'],
  ];
  const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule);
  return [...broken, ...spec.platforms.flatMap(platformObjections), ...overlaps(spec.platforms)];
}

const WINDOWS_DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The systems and processors that krew tries each manifest on. */
const TRIED = {
  windows: ['386', 'amd64', 'arm64'],
  linux: ['386', 'amd64', 'arm', 'arm64', 'ppc64le'],
  darwin: ['386', 'amd64', 'arm64'],
};

function platformObjections({ uri, sha256, bin, selector, files }: KrewPlatform): readonly string[] {
  const labels = selector.matchLabels ?? {};
  const isWindows = labels.os === 'windows';
  const rules: readonly (readonly [boolean, string])[] = [
    [/^https:\/\/\S+\.(zip|tar\.gz)$/.test(uri), 'the archive is neither .zip nor .tar.gz'],
    [/^[a-f0-9]{64}$/.test(sha256), 'sha256'],
    [bin !== '' && !bin.startsWith('/') && !bin.includes('..'), 'bin'],
    [isWindows === bin.endsWith('.exe'), '.exe belongs to Windows'],
    [Object.keys(labels).length > 0, 'the selector is empty'],
    [Object.keys(labels).every((label) => ['os', 'arch'].includes(label)), 'the selector knows os and arch only'],
    [files === undefined || files.length > 0, 'files may be left out, but not empty'],
  ];
  return rules.filter(([holds]) => !holds).map(([, rule]) => `${uri}: ${rule}`);
}

function overlaps(platforms: readonly KrewPlatform[]): readonly string[] {
  const tried = Object.entries(TRIED).flatMap(([os, arches]) => arches.map((arch) => ({ os, arch })));
  return tried.flatMap(({ os, arch }) => {
    const matching = platforms.filter(({ selector: { matchLabels = {} } }) => {
      return (matchLabels.os ?? os) === os && (matchLabels.arch ?? arch) === arch;
    });
    return matching.length > 1 ? [`${os}/${arch} is selected ${matching.length} times`] : [];
  });
}
