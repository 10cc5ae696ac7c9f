/** Names of images, and what a runtime makes of them (distribution/reference, containerd). */
import { createHash } from 'node:crypto';

/** An image on a node. */
export interface NodeImage {
  /** As the runtime names it: `docker.io/library/busybox:1.28`. */
  readonly name: string;
  /** `docker.io/library/busybox@sha256:…`. */
  readonly id: string;
  readonly bytes: number;
}

/** The image that a reference means. There are no real images here: digest and size follow from the name, the same each time. */
export function imageOf(reference: string): NodeImage {
  const { repository, tag, digest } = parts(reference);
  const hash = createHash('sha256').update(`${repository}:${tag}`).digest('hex');
  return {
    name: digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`,
    id: `${repository}@${digest ?? `sha256:${hash}`}`,
    bytes: 1_000_000 + (Number.parseInt(hash.slice(0, 6), 16) % 99_000_000),
  };
}

function parts(reference: string): {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | undefined;
} {
  const [named = '', digest] = reference.split('@');
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const path = hasTag ? named.slice(0, colon) : named;
  const [first = '', ...rest] = path.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const repository = hasHost ? path : `docker.io/${rest.length === 0 ? 'library/' : ''}${path}`;
  return { repository, tag: hasTag ? named.slice(colon + 1) : 'latest', digest };
}

/** Why a text is no reference to an image, in the words of who cannot parse it; undefined where it is one. */
export function invalidName(reference: string): string | undefined {
  const why = faultOf(reference);
  return why === undefined ? undefined : `couldn't parse image name ${JSON.stringify(reference)}: ${why}`;
}

/** distribution/reference, ParseNormalizedNamed. */
function faultOf(reference: string): string | undefined {
  if (/^[a-f0-9]{64}$/.test(reference))
    return `invalid repository name (${reference}), cannot specify 64-byte hexadecimal strings`;
  const slash = reference.indexOf('/');
  const first = slash < 0 ? '' : reference.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const domain = hasDomain ? first : 'docker.io';
  const path = hasDomain ? reference.slice(slash + 1) : reference;
  const remainder = domain === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const name = remainder.split(':')[0] ?? '';
  if (name !== name.toLowerCase()) return `invalid reference format: repository name (${name}) must be lowercase`;
  return DOMAIN.test(domain) && REMAINDER.test(remainder) ? undefined : 'invalid reference format';
}

const DOMAIN =
  /^([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(:[0-9]+)?$/;
const REMAINDER =
  /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/**
 * Whether no registry is taken to have an image. All images are there, but for those whose name says that they are not, so that a failing
 * pull can be rehearsed: a repository like `no-such-image`, `does-not-exist`, `nonexistent`, or a registry under the top-level domain
 * `invalid` (RFC 2606).
 */
export function isMissing(reference: string): boolean {
  const { repository } = parts(reference);
  const host = repository.split('/')[0] ?? '';
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  return (
    /\.invalid(:\d+)?$/.test(host) || /^(no-?such|does-?not-?exist|non-?exist(?:ent|ing)|not-?existing)/i.test(last)
  );
}

/** containerd's words about an image that no registry has. */
export function notFound(reference: string): string {
  const { name } = imageOf(reference);
  const resolved = `failed to resolve reference ${JSON.stringify(name)}: ${name}: not found`;
  return `rpc error: code = NotFound desc = failed to pull and unpack image ${JSON.stringify(name)}: ${resolved}`;
}
