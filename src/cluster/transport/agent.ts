import type { Agent } from 'node:http';
import type { request } from 'node:https';

/** What sends requests to one server: Node's http or https, and the agent that keeps its connections. */
export interface Dialler {
  readonly request: typeof request;
  readonly agent: Agent;
  /** Closes idle connections and those to a proxy that are still being made. */
  close(): void;
}

/** Opens the way to a server, straight or through a proxy; the libraries for proxies are loaded only then. */
export async function openDialler(server: URL, proxy: URL | undefined): Promise<Dialler> {
  const isSecure = server.protocol === 'https:';
  const node = isSecure ? await import('node:https') : await import('node:http');
  const closing = new AbortController();
  const agent = proxy ? await proxyAgent(proxy, isSecure, closing.signal) : new node.Agent(KEPT);
  return {
    request: node.request,
    agent,
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}

/** Probes keep gateways from forgetting a quiet watch; client-go uses the same 30 s. */
const KEPT = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Number.POSITIVE_INFINITY } as const;

async function proxyAgent(proxy: URL, isSecure: boolean, signal: AbortSignal): Promise<Agent> {
  if (proxy.protocol.startsWith('socks')) {
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    // As with Go, the proxy looks the name up: it may know names that are unknown here.
    return new SocksProxyAgent(proxy.href.replace(/^socks5?:/, 'socks5h:'), KEPT);
  }
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  // hpagent hands these on to Node's request, which knows `signal`; its own types do not.
  const untilClosed: object = { signal };
  const options = { ...KEPT, proxy, proxyRequestOptions: untilClosed };
  return isSecure ? new HttpsProxyAgent(options) : new HttpProxyAgent(options);
}
