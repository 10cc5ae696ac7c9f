import { BlockList, isIP } from 'node:net';
import { KubeconfigError } from '../errors.ts';
import { isLoopback } from './server-url.ts';

/**
 * The proxy to go through, if any: `proxy-url` of the kubeconfig, else what the environment says (HTTPS_PROXY, HTTP_PROXY,
 * NO_PROXY, upper case before lower), which never concerns this very machine. As Go's httpproxy decides it, since kubectl
 * does. Throws KubeconfigError for a proxy that is no URL or of an unknown kind.
 */
export function proxyFor(
  server: URL,
  proxyUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  if (proxyUrl) return parseProxy(proxyUrl, 'proxy-url');
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const fromEnvironment = env[name] || env[name.toLowerCase()];
  if (!fromEnvironment || isLoopback(server.hostname)) return undefined;
  return isExempt(server, env.NO_PROXY || env.no_proxy || '') ? undefined : parseProxy(fromEnvironment, name);
}

const SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:', 'socks4:', 'socks:'];

function parseProxy(text: string, where: string): URL {
  const written = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url && SCHEMES.includes(url.protocol) && url.hostname) return url;
  throw new KubeconfigError(
    `${where} is not a proxy that can be used`,
    'It should look like http://host:3128, https://host:3128 or socks5://host:1080.',
  );
}

function isExempt(server: URL, list: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return list
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .some((part) => part !== '' && matches(part, host, port));
}

/** One part of NO_PROXY: `*`, a network, an address, `.sub.only` or `domain.and.subs`; the last two with a port at will. */
function matches(part: string, host: string, port: string): boolean {
  if (part === '*') return true;
  if (part.includes('/')) return isInNetwork(part, host);
  const [, name = '', onlyPort] = /^(\[[^\]]*\]|.*?)(?::(\d+))?$/.exec(isIP(part) === 6 ? `[${part}]` : part) ?? [];
  if (onlyPort && onlyPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*\./, '.');
  if (bare === '') return false;
  return bare.startsWith('.') ? host.endsWith(bare) : host === bare || (!isIP(host) && host.endsWith(`.${bare}`));
}

function isInNetwork(network: string, host: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  if (!family || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), kind);
  return list.check(host, kind);
}
