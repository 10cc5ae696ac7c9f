/**
 * A request to the API server, and what its path is about
 * (Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go).
 */

/** One HTTP request, read. */
export interface ApiRequest {
  readonly method: string;
  /** The decoded path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body; throws a StatusError 413 beyond the API server's 3 MiB. */
  readonly body: () => Promise<Buffer>;
  /** Aborts when the client has gone or the server stops. */
  readonly signal: AbortSignal;
}

/** What a path under /api or /apis names. `plural` is '' for the discovery of a group version. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
  readonly subresource: string;
}

/** Reads /api/VERSION/… and /apis/GROUP/VERSION/…; undefined for any other path. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const parts = path
    .split('/')
    .slice(1)
    .filter((part, i, all) => part !== '' || i < all.length - 1);
  if (parts[0] === 'api' && parts[1] !== undefined) return resourcePath('', parts[1], parts.slice(2));
  if (parts[0] === 'apis' && parts[1] !== undefined && parts[2] !== undefined) {
    return resourcePath(parts[1], parts[2], parts.slice(3));
  }
  return undefined;
}

/** A query flag as the API server reads booleans: present is true, unless it says `false` or `0`. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value.toLowerCase() !== 'false' && value !== '0';
}

/** What is below a namespace path but belongs to the namespace itself. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

function resourcePath(group: string, version: string, rest: readonly string[]): ResourcePath {
  const [first, second, third] = rest;
  const ofNamespace =
    first === 'namespaces' && second !== undefined && third !== undefined && !NAMESPACE_SUBRESOURCES.has(third);
  const namespace = ofNamespace ? second : undefined;
  const [plural = '', name, ...subresource] = ofNamespace ? rest.slice(2) : rest;
  return { group, version, namespace, plural, name, subresource: subresource.join('/') };
}
