import { resolve } from 'node:path';
import type { ConnectionOptions, TlsSettings } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';
import { flagOf, pemOf, readPem, textOf } from './fields.ts';
import type { Entry } from './file.ts';

/**
 * What to check of the server's certificate. `--insecure-skip-tls-verify` and `--certificate-authority` each put aside all
 * that the kubeconfig says of both; `--server` puts aside its `tls-server-name` (client-go, tools/clientcmd getCluster).
 * Throws KubeconfigError for an authority that cannot be read or that contradicts `insecure-skip-tls-verify`.
 */
export async function tlsOf(cluster: Entry, options: ConnectionOptions): Promise<TlsSettings> {
  const overridden = options.insecureSkipTlsVerify === true || Boolean(options.certificateAuthority);
  const skipVerify = overridden
    ? options.insecureSkipTlsVerify === true
    : (options.insecureSkipTlsVerify ?? flagOf(cluster, 'insecure-skip-tls-verify'));
  const ca = overridden ? await optionCa(options) : await pemOf(cluster, 'certificate-authority');
  if (ca && skipVerify) {
    throw new KubeconfigError(
      'specifying a root certificates file with the insecure flag is not allowed',
      'Leave out certificate-authority or insecure-skip-tls-verify.',
    );
  }
  const serverName = options.tlsServerName || (options.server ? '' : textOf(cluster, 'tls-server-name'));
  return { ca, skipVerify, serverName: serverName || undefined };
}

async function optionCa(options: ConnectionOptions): Promise<Buffer | undefined> {
  const file = options.certificateAuthority;
  return file ? readPem(resolve(file), 'certificate-authority') : undefined;
}
