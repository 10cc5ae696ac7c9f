/**
 * A TLS proxy between a client and the embedded cluster, for what networks and API servers do to those who wait: it cuts streams at any byte,
 * resets, falls silent, answers failures, and goes away. It passes everything on until a test says otherwise.
 */
import { readFileSync } from 'node:fs';
import { writeKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { accessOf, FaultyProxy } from './fault-proxy-server.ts';
import { tlsFile } from './fault-server.ts';

/** A request as the proxy saw it. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** `Bearer …`. */
  readonly authorization: string;
}

/** Which requests a fault is for. */
export type Matching = (request: ProxiedRequest) => boolean;

/** How a connection ends: in good order, with a reset, or not at all while nothing comes any more. */
export type Cut = 'end' | 'reset' | 'silence';

/** What happens to a request instead of being passed on, or to its answer. */
export type Fault =
  /** A Status with this code, and Retry-After where seconds are given. */
  | { readonly kind: 'answer'; readonly code: number; readonly reason?: string; readonly retryAfterSeconds?: number }
  /** A watch that begins with an ERROR event of this code (410: expired), and ends. */
  | { readonly kind: 'error-event'; readonly code: number; readonly reason?: string }
  /** The answer is passed on up to this many bytes of its body; 0: the headers alone. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: Cut }
  /** Nothing is answered at all. */
  | { readonly kind: 'none'; readonly how: 'reset' | 'silence' };

/** The cluster to stand before. */
export interface Upstream {
  /** The path of the kubeconfig that leads to it, with a token and a certificate authority. */
  readonly kubeconfig: string;
  readonly namespace: string;
}

/** A proxy that runs. `await using` ends it. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** The path of a kubeconfig that leads through the proxy. */
  readonly kubeconfig: string;
  /** What makes a program use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that was asked, in order, failed or not. */
  readonly requests: readonly ProxiedRequest[];
  /** The faults meet the next requests that match, one each, in order. */
  next(matching: Matching, ...faults: readonly Fault[]): void;
  /** The fault meets every request that matches until the returned function is called. */
  always(matching: Matching, fault: Fault): () => void;
  /** Cuts what is being answered now; returns how many answers that were. */
  cut(matching: Matching, how: Cut): number;
  /** How many answers that match are still being passed on. */
  open(matching: Matching): number;
  /** Refuses connections, and resets those there are, until `comeBack`. */
  goAway(): Promise<void>;
  /** Listens again, on the same port. */
  comeBack(): Promise<void>;
  /** From now on only this token is taken (any other: 401); undefined: the cluster's own. */
  accept(token: string | undefined): void;
  /** Resolves once `count` requests that match have come in all. */
  seen(matching: Matching, count?: number): Promise<void>;
  close(): Promise<void>;
}

/** Every request. */
export const anything: Matching = () => true;

/** The watches of a resource: `watchesOf('jobs')`. */
export function watchesOf(plural: string): Matching {
  return ({ path, query }) => path.endsWith(`/${plural}`) && query.get('watch') === 'true';
}

/** The lists of a resource. */
export function listsOf(plural: string): Matching {
  return ({ path, query }) => path.endsWith(`/${plural}`) && !query.has('watch');
}

/** The requests for the log of a pod, or of any. */
export function logsOf(pod?: string): Matching {
  return ({ path }) => path.endsWith(pod === undefined ? '/log' : `/pods/${pod}/log`);
}

/** Starts a proxy on a free port of the loopback interface. */
export async function startFaultProxy(upstream: Upstream): Promise<FaultProxy> {
  const proxy = new FaultyProxy(accessOf(upstream.kubeconfig));
  await proxy.listen();
  const ca = readFileSync(tlsFile('ca.crt'), 'utf8');
  const access = { url: proxy.url, ca, token: proxy.upstream.token, namespace: upstream.namespace };
  const kubeconfig = await writeKubeconfig(access);
  const close = async () => {
    await Promise.all([proxy.close(), kubeconfig.remove()]);
  };
  return {
    url: proxy.url,
    kubeconfig: kubeconfig.path,
    env: { KUBECONFIG: kubeconfig.path },
    requests: proxy.requests,
    next: (matching, ...faults) => proxy.faults.push(...faults.map((fault) => ({ matching, fault, once: true }))),
    always: (matching, fault) => proxy.always(matching, fault),
    cut: (matching, how) => proxy.cut(matching, how),
    open: (matching) => proxy.open(matching),
    goAway: () => proxy.goAway(),
    comeBack: () => proxy.listen(),
    accept: (token) => {
      proxy.token = token ?? proxy.upstream.token;
    },
    seen: (matching, count = 1) => proxy.seen(matching, count),
    close,
    [Symbol.asyncDispose]: close,
  };
}
