/** A fake OpenID provider. */
import { type FaultServer, json, tlsFile } from './fault-server.ts';
import { aServer } from './open-cluster.ts';

/** An unsigned token of the provider: what a server would check is not what is tested here. */
export function idToken(issuer: string, who: string, expiresInSeconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: issuer, aud: 'kubernetes', sub: who, iat: now - 3600, exp: now + expiresInSeconds };
  return `${part({ alg: 'RS256' })}.${part(claims)}.${part({})}`;
}

/** An OpenID provider that gives whoever asks a token of the subject `fresh`, and the refresh token `next`. Ends with the test. */
export async function oidcProvider(): Promise<FaultServer & { readonly issued: string }> {
  const provider = await aServer({ tls: 'server' });
  const issuer = provider.url;
  provider.on(
    '/.well-known/openid-configuration',
    json({
      issuer,
      token_endpoint: `${issuer}/token`,
      authorization_endpoint: `${issuer}/auth`,
      jwks_uri: `${issuer}/keys`,
    }),
  );
  const fresh = { access_token: 'a', token_type: 'bearer', expires_in: 300, refresh_token: 'next' };
  const issued = idToken(issuer, 'fresh', 300);
  provider.on('/token', json({ ...fresh, id_token: issued }));
  return { ...provider, issued };
}

/** The auth-provider config of a user who has a token of this subject, and the refresh token `first`. */
export function oidc(provider: FaultServer, who: string, expiresInSeconds: number): object {
  return {
    'idp-issuer-url': provider.url,
    'idp-certificate-authority': tlsFile('ca.crt'),
    'client-id': 'kubernetes',
    'client-secret': 'secret',
    'id-token': idToken(provider.url, who, expiresInSeconds),
    'refresh-token': 'first',
  };
}
