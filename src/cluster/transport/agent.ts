import type { Agent } from 'node:http';
import type { request } from 'node:https';

/** What sends requests to one server: Node's http or https, and the agent that keeps its connections. */
export interface Dialler {
  readonly request: typeof request;
  readonly agent: Agent;
  /** Closes idle connections and those to a proxy that are still being made. */
  close(): void;
}

/**
 * Opens the way to a server, straight or through a proxy; the libraries for proxies are loaded only then. Connections are kept open between
 * requests, or (`once`) made anew for each.
 */
export async function openDialler(server: URL, proxy: URL | undefined, keeping: Keeping = 'kept'): Promise<Dialler> {
  const isSecure = server.protocol === 'https:';
  const node = isSecure ? await import('node:https') : await import('node:http');
  const closing = new AbortController();
  const options = keeping === 'kept' ? KEPT : ONCE;
  const agent = proxy
    ? await proxyAgent(proxy, { isSecure, signal: closing.signal, options })
    : new node.Agent(options);
  return {
    request: node.request,
    agent,
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}

/** Whether connections outlive a request. */
export type Keeping = 'kept' | 'once';

const ONCE = { keepAlive: false, maxSockets: Number.POSITIVE_INFINITY } as const;

/** Probes keep gateways from forgetting a quiet watch; client-go uses the same 30 s. */
const KEPT = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Number.POSITIVE_INFINITY } as const;

async function proxyAgent(proxy: URL, how: ProxyWay): Promise<Agent> {
  const { isSecure, signal, options } = how;
  if (proxy.protocol.startsWith('socks')) {
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    // As with Go, the proxy looks the name up: it may know names that are unknown here.
    return new SocksProxyAgent(proxy.href.replace(/^socks5?:/, 'socks5h:'), options);
  }
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  // hpagent hands these on to Node's request, which knows `signal`; its own types do not.
  const untilClosed: object = { signal };
  const through = { ...options, proxy, proxyRequestOptions: untilClosed };
  return isSecure ? new HttpsProxyAgent(through) : new HttpProxyAgent(through);
}

interface ProxyWay {
  readonly isSecure: boolean;
  readonly signal: AbortSignal;
  readonly options: typeof KEPT | typeof ONCE;
}
