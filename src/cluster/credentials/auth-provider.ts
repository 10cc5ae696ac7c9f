import type { OutgoingHttpHeaders } from 'node:http';
import type { AuthProviderSource } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';
import type { ExpiringProof, Issue } from './credentials.ts';
import { bearer } from './credentials.ts';

/**
 * Opens the auth provider of a kubeconfig: `oidc`, or the long deprecated `gcp` and `azure`. What it issues is undefined when
 * the old token was refused and no other can be had. Throws KubeconfigError for a provider that is not known.
 */
export async function openAuthProvider(source: AuthProviderSource): Promise<Issue> {
  switch (source.name) {
    case 'oidc':
      return (await import('./oidc.ts')).openOidc(source);
    case 'gcp':
    case 'azure':
      return async (why) => (why === 'refused' ? renewed(source) : asked(source, source.config));
    default:
      throw new KubeconfigError(
        `no Auth Provider found for name "${source.name}"`,
        'Use a credential plugin (users[].user.exec) instead.',
      );
  }
}

/** These two run a program (`cmd-path`) when the `expiry` in their config has passed. */
async function renewed(source: AuthProviderSource): Promise<ExpiringProof | undefined> {
  if (!source.config['cmd-path']) return undefined;
  return asked(source, { ...source.config, expiry: '1970-01-01T00:00:01Z' });
}

/** client-node knows these providers; it is loaded here and nowhere else. */
async function asked(source: AuthProviderSource, config: Readonly<Record<string, string>>): Promise<ExpiringProof> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const kubeConfig = new KubeConfig();
  const provider = { ...config };
  kubeConfig.loadFromOptions({
    clusters: [{ name: 'cluster', server: 'https://unused.invalid', skipTLSVerify: false }],
    users: [{ name: 'user', authProvider: { name: source.name, config: provider } }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const request: { headers: OutgoingHttpHeaders } = { headers: {} };
  try {
    await kubeConfig.applyToHTTPSOptions(request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new KubeconfigError(
      `getting credentials: ${source.name}: ${message}`,
      'You may have to log in again.',
      error,
    );
  }
  const token = String(request.headers.Authorization ?? '').replace(/^Bearer /, '');
  const expiry = Date.parse(provider.expiry ?? '');
  return {
    authorization: token ? bearer(token) : undefined,
    certificate: source.certificate,
    expiresAt: Number.isNaN(expiry) ? Number.POSITIVE_INFINITY : expiry,
  };
}
