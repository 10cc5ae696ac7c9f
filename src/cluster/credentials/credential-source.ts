import { isAbsolute, resolve } from 'node:path';
import type {
  ClientCertificate,
  ConnectionOptions,
  CredentialSource,
  ExecPlugin,
  FixedSource,
  IssuedSource,
  TlsSettings,
} from '../connection.ts';
import { KubeconfigError } from '../errors.ts';
import { flagOf, pathOf, pemOf, readPem, textOf } from '../kubeconfig/fields.ts';
import type { Entry } from '../kubeconfig/file.ts';
import type { Choice } from '../kubeconfig/resolve-connection.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import { isLoopback, shownServer } from '../transport/server-url.ts';

/**
 * Which proof to offer: a token, else name and password, else an exec plugin, else an auth provider, each beside a client
 * certificate (client-go, tools/clientcmd getUserIdentificationPartialConfig). Nothing secret goes over plain http, as with
 * kubectl; only a token or password may, and only to this very machine. Throws KubeconfigError.
 */
export async function credentialOf(
  { user, cluster }: Choice,
  options: ConnectionOptions,
  target: Target,
): Promise<CredentialSource> {
  const { server } = target;
  const secure = server.protocol === 'https:';
  const fixed = fixedCredential(user, options);
  if (!secure) return fixed && isLoopback(server.hostname) ? { ...fixed, certificate: undefined } : NOTHING;
  const certificate = await certificateOf(user, options);
  return { ...(fixed ?? dynamicCredential(user, cluster, target)), certificate };
}

/** The server as the options leave it, which an exec plugin may want to know. */
interface Target {
  readonly server: URL;
  readonly tls: TlsSettings;
}

const NOTHING = { kind: 'none', certificate: undefined } as const;

function fixedCredential(user: Entry, options: ConnectionOptions): FixedSource | undefined {
  if (options.token) return { kind: 'token', token: options.token };
  const file = pathOf(user, 'tokenFile');
  const token = textOf(user, 'token');
  if (file) return { kind: 'token-file', file, otherwise: token };
  if (token) return { kind: 'token', token };
  const username = options.username || textOf(user, 'username');
  if (!username) return undefined;
  return { kind: 'basic', username, password: options.password || textOf(user, 'password') };
}

function dynamicCredential(user: Entry, cluster: Entry, target: Target): IssuedSource {
  const { exec, 'auth-provider': provider } = user.fields;
  if (isRecord(exec)) {
    const info = exec.provideClusterInfo === true ? clusterInfo(cluster, target) : undefined;
    return { kind: 'exec', plugin: { ...execPlugin(user, exec), clusterInfo: info } };
  }
  if (!isRecord(provider)) return { kind: 'none' };
  return {
    kind: 'auth-provider',
    name: String(provider.name ?? ''),
    config: textsOf(provider.config),
    file: user.file,
    user: user.name,
  };
}

async function certificateOf(user: Entry, options: ConnectionOptions): Promise<ClientCertificate | undefined> {
  const cert = options.clientCertificate
    ? await readPem(resolve(options.clientCertificate), 'client-certificate')
    : await pemOf(user, 'client-certificate');
  const key = options.clientKey
    ? await readPem(resolve(options.clientKey), 'client-key')
    : await pemOf(user, 'client-key');
  if (cert && key) return { cert, key };
  if (!cert && !key) return undefined;
  const absent = cert ? 'client-key' : 'client-certificate';
  throw new KubeconfigError(
    `${absent} must be given too for user "${user.name}"`,
    `A client certificate is of use with its key only; add --${absent} or mend the kubeconfig.`,
  );
}

function execPlugin(user: Entry, exec: UnknownRecord): Omit<ExecPlugin, 'clusterInfo'> {
  const command = typeof exec.command === 'string' ? exec.command : '';
  const apiVersion = typeof exec.apiVersion === 'string' ? exec.apiVersion : '';
  if (!command || !apiVersion) {
    throw new KubeconfigError(
      `${command ? 'apiVersion' : 'command'} must be specified for ${user.name} to use exec authentication plugin`,
      'Mend users[].user.exec in the kubeconfig.',
    );
  }
  return {
    command: /[\\/]/.test(command) && !isAbsolute(command) ? resolve(user.folder, command) : command,
    args: Array.isArray(exec.args) ? exec.args.map(String) : [],
    env: environmentOf(exec.env),
    apiVersion,
    installHint: typeof exec.installHint === 'string' ? exec.installHint : '',
    interactiveMode: modeOf(exec.interactiveMode),
  };
}

function environmentOf(list: unknown): Readonly<Record<string, string>> {
  const pairs = Array.isArray(list) ? list.filter(isRecord) : [];
  return Object.fromEntries(pairs.map(({ name, value }) => [String(name), String(value ?? '')]));
}

function modeOf(mode: unknown): ExecPlugin['interactiveMode'] {
  return mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable';
}

/** `spec.cluster` of an ExecCredential; its `config` is the extension of that name in the kubeconfig. */
function clusterInfo(cluster: Entry, { server, tls }: Target): Readonly<Record<string, unknown>> {
  const extensions = Array.isArray(cluster.fields.extensions) ? cluster.fields.extensions.filter(isRecord) : [];
  const config = extensions.find(({ name }) => name === 'client.authentication.k8s.io/exec')?.extension;
  return {
    server: shownServer(server),
    'tls-server-name': tls.serverName,
    'insecure-skip-tls-verify': tls.skipVerify || undefined,
    'certificate-authority-data': tls.ca?.toString('base64'),
    'proxy-url': textOf(cluster, 'proxy-url') || undefined,
    'disable-compression': flagOf(cluster, 'disable-compression') || undefined,
    config: config ?? null,
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {};
}
