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

/**
 * Whether no registry is taken to have an image. All images are there, but for those whose name says that they are not, so that a failing
 * pull can be rehearsed: a repository like `no-such-image`, `does-not-exist`, `nonexistent`, or a registry under the top-level domain
 * `invalid` (RFC 2606).
 */
export function isMissing(reference: string): boolean {
  const { repository } = parts(reference);
  const host = repository.split('/')[0] ?? '';
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  return /\.invalid(:\d+)?$/.test(host) || /^(no-?such|does-?not-?exist|non-?existent|not-?existing)/i.test(last);
}

/** containerd's words about an image that no registry has. */
export function notFound(reference: string): string {
  const { name } = imageOf(reference);
  const resolved = `failed to resolve reference ${JSON.stringify(name)}: ${name}: not found`;
  return `rpc error: code = NotFound desc = failed to pull and unpack image ${JSON.stringify(name)}: ${resolved}`;
}
