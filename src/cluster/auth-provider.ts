import type { CredentialSource } from './connection.ts';
import type { ExpiringProof } from './credentials.ts';
import { KubeconfigError } from './errors.ts';

/**
 * Asks the auth provider of a kubeconfig (`oidc`, and the long deprecated `gcp` and `azure`) for a token, through
 * client-node's KubeConfig, which is loaded here and nowhere else. Undefined when the old token was refused and no other can
 * be had. Throws KubeconfigError.
 */
export async function askAuthProvider(
  source: CredentialSource & { readonly kind: 'auth-provider' },
  why: 'missing' | 'expired' | 'refused',
): Promise<ExpiringProof | undefined> {
  if (!PROVIDERS.includes(source.name)) {
    throw new KubeconfigError(
      `no Auth Provider found for name "${source.name}"`,
      'Use a credential plugin (users[].user.exec) instead.',
    );
  }
  const known = { ...source.config, ...latestConfig.get(source) };
  if (why === 'refused' && !canRenew(source.name, known)) return undefined;
  const config: Record<string, string> = { ...known, ...(why === 'refused' ? OUTDATED : {}) };
  const authorization = await authorizationFrom(source.name, config);
  latestConfig.set(source, config);
  return { authorization, certificate: source.certificate, expiresAt: Date.now() + ASK_AGAIN_MS };
}

const PROVIDERS: readonly string[] = ['oidc', 'gcp', 'azure'];

/** The provider itself knows when its token expires; it is asked this often. */
const ASK_AGAIN_MS = 10_000;

/** What makes each provider think that its token has expired: a JWT with `exp: 1`, an expiry long past. */
const OUTDATED: Readonly<Record<string, string>> = {
  'id-token': `e30.${Buffer.from('{"exp":1}').toString('base64url')}.e30`,
  expiry: '1970-01-01T00:00:01Z',
};

/** What a provider changed in its config (OIDC renews both of its tokens) while the program ran. */
const latestConfig = new WeakMap<CredentialSource, Record<string, string>>();

function canRenew(name: string, config: Readonly<Record<string, string>>): boolean {
  return name === 'oidc' ? Boolean(config['refresh-token'] && config['idp-issuer-url']) : Boolean(config['cmd-path']);
}

async function authorizationFrom(name: string, config: Record<string, string>): Promise<string | undefined> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [{ name: 'cluster', server: 'https://unused.invalid', skipTLSVerify: false }],
    users: [{ name: 'user', authProvider: { name, config } }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const asked: { headers: Record<string, unknown> } = { headers: {} };
  try {
    await kubeConfig.applyToHTTPSOptions(asked);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new KubeconfigError(`getting credentials: ${name}: ${message}`, 'You may have to log in again.', error);
  }
  const { Authorization: authorization } = asked.headers;
  return typeof authorization === 'string' ? authorization : undefined;
}
