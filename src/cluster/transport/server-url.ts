import type { TlsSettings } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';

/**
 * The server's address as a URL. Without a scheme it is https when TLS settings are given, else http (client-go,
 * rest/url_utils.go DefaultServerURL). Throws KubeconfigError for what is no address.
 */
export function serverUrl(text: string, tls: TlsSettings): URL {
  const scheme = tls.ca || tls.skipVerify ? 'https' : 'http';
  const written = text.includes('://') ? text : `${scheme}://${text}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new KubeconfigError(
      `the server address "${text}" is not a URL`,
      'It should look like https://host:6443; mend the kubeconfig or --server.',
    );
  }
  url.search = '';
  url.hash = '';
  return url;
}

/** Whether an address is this very machine's. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The path under which the API stands, without a slash at the end: empty, or the prefix of a server behind a gateway. */
export function apiPrefix(server: URL): string {
  return server.pathname.replace(/\/+$/, '');
}

/** The server's address for messages: as written, without a slash at the end and without a password. */
export function shownServer(server: URL): string {
  return `${server.protocol}//${server.host}${apiPrefix(server)}`;
}
