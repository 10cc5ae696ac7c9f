import type { AuthProviderSource } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';
import { readNamed } from '../kubeconfig/fields.ts';
import { saveAuthProvider } from '../kubeconfig/save.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import { openDialler } from '../transport/agent.ts';
import { exchange } from '../transport/exchange.ts';
import { proxyFor } from '../transport/proxy.ts';
import { realTiming } from '../transport/timing.ts';
import { bearer, type ExpiringProof, type Issue } from './credentials.ts';

/**
 * OpenID Connect as kubectl does it (client-go, plugin/pkg/client/auth/oidc): the id token of the kubeconfig is shown until it
 * expires or is refused, then a new one is fetched with the refresh token, and both are written back to the kubeconfig: many
 * providers let a refresh token be used only once. (The refresh of client-node 2.0.1 fails: it hands openid-client a text
 * where that wants a URL.)
 */
export function openOidc(source: AuthProviderSource): Issue {
  let config = source.config;
  return async (why, signal) => {
    const token = config['id-token'] ?? '';
    if (why !== 'refused' && expiryOf(token) > Date.now()) return proof(token, source);
    if (!config['refresh-token'] || !config['idp-issuer-url']) {
      if (why === 'refused') return undefined;
      throw failed('the id-token has expired, and there is no refresh-token to get another one with');
    }
    config = { ...config, ...(await refreshed(config, signal)) };
    await saveAuthProvider(source, config);
    return proof(config['id-token'] ?? '', source);
  };
}

/** client-go takes a token for expired this long before it is. */
const EXPIRY_DELTA_MS = 10_000;

/** When a JWT should no longer be shown, in milliseconds since the epoch; 0 when it does not say. */
function expiryOf(token: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isRecord(claims) && typeof claims.exp === 'number' ? claims.exp * 1000 - EXPIRY_DELTA_MS : 0;
  } catch {
    return 0;
  }
}

function proof(token: string, source: AuthProviderSource): ExpiringProof {
  return { authorization: bearer(token), certificate: source.certificate, expiresAt: expiryOf(token) };
}

type Tokens = { readonly 'id-token': string; readonly 'refresh-token': string };

async function refreshed(config: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Tokens> {
  const issuer = (config['idp-issuer-url'] ?? '').replace(/\/+$/, '');
  const ca = await providerCa(config);
  const discovered = await ask(`${issuer}/.well-known/openid-configuration`, { ca, signal });
  const endpoint = String(discovered.body.token_endpoint ?? '');
  if (!URL.canParse(endpoint))
    throw failed(`${issuer} does not tell its token_endpoint (it answered ${discovered.code})`);
  const grant = { grant_type: 'refresh_token', refresh_token: config['refresh-token'] ?? '' };
  const id = config['client-id'] ?? '';
  const secret = config['client-secret'] ?? '';
  // Providers want the client's name and secret in either place; which one only trying tells.
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  const inHeader = { ca, signal, form: { ...grant, client_id: id }, authorization: basic };
  const inForm = { ca, signal, form: { ...grant, client_id: id, ...(secret ? { client_secret: secret } : {}) } };
  let answer = await ask(endpoint, secret ? inHeader : inForm);
  if (secret && (answer.code === 400 || answer.code === 401)) answer = await ask(endpoint, inForm);
  const { id_token: idToken, refresh_token: refreshToken, error, error_description: why } = answer.body;
  if (answer.code === 200 && typeof idToken === 'string') {
    const next = typeof refreshToken === 'string' && refreshToken ? refreshToken : grant.refresh_token;
    return { 'id-token': idToken, 'refresh-token': next };
  }
  if (answer.code === 200) throw failed('the provider answered without an id_token');
  throw failed(`${issuer} refused to refresh the token: ${String(why ?? error ?? answer.code)}`);
}

async function providerCa(config: Readonly<Record<string, string>>): Promise<Buffer | undefined> {
  const data = config['idp-certificate-authority-data'];
  const file = config['idp-certificate-authority'];
  if (data) return Buffer.from(data, 'base64');
  return file ? readNamed(file, 'idp-certificate-authority') : undefined;
}

interface Asking {
  readonly ca: Buffer | undefined;
  readonly signal: AbortSignal;
  /** Sent as a form, by POST; GET without. */
  readonly form?: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

const LIMIT_MS = 30_000;
const LIMITS = { connectMs: LIMIT_MS, answerMs: LIMIT_MS, silenceMs: LIMIT_MS, wholeMs: LIMIT_MS };

async function ask(address: string, how: Asking): Promise<{ readonly code: number; readonly body: UnknownRecord }> {
  const url = new URL(address);
  const dialler = await openDialler(url, proxyFor(url, '', process.env));
  try {
    const outgoing = dialler.request(url, {
      method: how.form ? 'POST' : 'GET',
      agent: dialler.agent,
      headers: {
        Accept: 'application/json',
        ...(how.authorization ? { Authorization: how.authorization } : {}),
        ...(how.form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(how.ca ? { ca: how.ca, allowPartialTrustChain: true } : {}),
    });
    if (how.form) outgoing.write(new URLSearchParams(how.form).toString());
    const running = await exchange(outgoing, { signal: how.signal, limits: LIMITS, timing: realTiming });
    const chunks: Buffer[] = await Array.fromAsync(running.incoming).finally(running.release);
    return { code: running.incoming.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString('utf8')) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw failed(`${url.origin} cannot be reached: ${message}`, error);
  } finally {
    dialler.close();
  }
}

function parse(text: string): UnknownRecord {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function failed(why: string, cause?: unknown): KubeconfigError {
  return new KubeconfigError(`getting credentials: oidc: ${why}`, 'You may have to log in again.', cause);
}
