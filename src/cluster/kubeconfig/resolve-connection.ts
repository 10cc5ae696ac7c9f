import { homedir } from 'node:os';
import type { Connection, ConnectionOptions, Impersonation, Surroundings } from '../connection.ts';
import { credentialOf } from '../credentials/credential-source.ts';
import { KubeconfigError } from '../errors.ts';
import { isRecord } from '../record.ts';
import { proxyFor } from '../transport/proxy.ts';
import { serverUrl } from '../transport/server-url.ts';
import { flagOf, listOf, textOf } from './fields.ts';
import { type Entry, type Kubeconfig, loadKubeconfig } from './file.ts';
import { tlsOf } from './tls-settings.ts';

/** The cluster, user and namespace that a kubeconfig and the options choose, before they are read closely. */
export interface Choice {
  readonly cluster: Entry;
  readonly user: Entry;
  readonly namespace: string;
}

/**
 * What kubectl would connect to and as whom (client-go, tools/clientcmd/client_config.go). Reads files, opens no connection.
 * Throws KubeconfigError with what to do about it.
 */
export async function resolveConnection(
  options: ConnectionOptions,
  surroundings: Surroundings = processSurroundings(),
): Promise<Connection> {
  const choice = choose(await loadKubeconfig(options, surroundings), options);
  const tls = await tlsOf(choice.cluster, options);
  const server = serverUrl(options.server || textOf(choice.cluster, 'server'), tls);
  return {
    server,
    namespace: options.namespace || choice.namespace || 'default',
    tls,
    credential: await credentialOf(choice, options, { server, tls }),
    impersonation: impersonationOf(choice.user, options),
    proxy: proxyFor(server, textOf(choice.cluster, 'proxy-url'), surroundings.env),
    requestTimeoutMs: options.requestTimeoutMs ?? 0,
    disableCompression: options.disableCompression ?? flagOf(choice.cluster, 'disable-compression'),
    userAgent: options.userAgent ?? 'kubectl-job',
  };
}

/** The process's own environment. */
export function processSurroundings(): Surroundings {
  return {
    env: process.env,
    homeDirectory: process.env.HOME || homedir(),
    serviceAccountDirectory: '/var/run/secrets/kubernetes.io/serviceaccount',
  };
}

function choose(config: Kubeconfig, options: ConnectionOptions): Choice {
  const contextName = options.context || config.currentContext;
  const context = contextName ? contextNamed(contextName, config) : undefined;
  const clusterName = options.cluster || (context ? textOf(context, 'cluster') : '');
  const userName = options.user || (context ? textOf(context, 'user') : '');
  const cluster = config.clusters.get(clusterName);
  const user = config.users.get(userName);
  if (clusterName && !cluster) throw missing(options.cluster, `cluster "${clusterName}" does not exist`, config);
  if (userName && !user) throw missing(options.user, `auth info "${userName}" does not exist`, config);
  if (!options.server && !(cluster && textOf(cluster, 'server'))) throw nothingToConnectTo(config, clusterName);
  return {
    cluster: cluster ?? emptyEntry(clusterName),
    user: user ?? emptyEntry(userName),
    namespace: context ? textOf(context, 'namespace') : '',
  };
}

function emptyEntry(name: string): Entry {
  return { name, fields: {}, folder: '.', file: '' };
}

function contextNamed(name: string, config: Kubeconfig): Entry {
  const context = config.contexts.get(name);
  if (context) return context;
  throw new KubeconfigError(
    `context "${name}" does not exist`,
    `${knownNames('contexts', config)} ${lookedIn(config)}`,
  );
}

function missing(option: string | undefined, message: string, config: Kubeconfig): KubeconfigError {
  const whose = option ? '' : ' The context names it.';
  const kind = message.startsWith('cluster') ? 'clusters' : 'users';
  return new KubeconfigError(message, `${knownNames(kind, config)}${whose} ${lookedIn(config)}`);
}

function knownNames(kind: 'clusters' | 'contexts' | 'users', config: Kubeconfig): string {
  const names = [...config[kind].keys()];
  const shown = names.slice(0, 10).join(', ');
  if (names.length === 0) return `There are no ${kind}.`;
  return `Known ${kind}: ${shown}${names.length > 10 ? `, and ${names.length - 10} more` : ''}.`;
}

function lookedIn(config: Kubeconfig): string {
  return `Looked in: ${config.files.join(', ')}.`;
}

function nothingToConnectTo(config: Kubeconfig, clusterName: string): KubeconfigError {
  if (clusterName) {
    return new KubeconfigError(`cluster "${clusterName}" has no server`, `Give one with --server. ${lookedIn(config)}`);
  }
  const contexts = [...config.contexts.keys()];
  return contexts.length > 0
    ? new KubeconfigError('no current context is set', `Type --context NAME. ${knownNames('contexts', config)}`)
    : new KubeconfigError(
        'no configuration has been provided',
        `Set KUBECONFIG, or type --kubeconfig FILE or --server URL. ${lookedIn(config)}`,
      );
}

function impersonationOf(user: Entry, options: ConnectionOptions): Impersonation {
  const found = {
    user: options.as || textOf(user, 'as'),
    uid: options.asUid || textOf(user, 'as-uid'),
    groups: options.asGroups?.length ? options.asGroups : listOf(user, 'as-groups'),
    extra: options.asUserExtra ?? extraOf(user),
  };
  const more = found.uid !== '' || found.groups.length > 0 || Object.keys(found.extra).length > 0;
  if (!found.user && more) {
    throw new KubeconfigError(
      'requesting uid, groups or user-extra without impersonating a user',
      'Say whom to act as with --as.',
    );
  }
  return found;
}

function extraOf(user: Entry): Readonly<Record<string, readonly string[]>> {
  const extra = user.fields['as-user-extra'];
  if (!isRecord(extra)) return {};
  return Object.fromEntries(
    Object.entries(extra).map(([key, values]) => [key, Array.isArray(values) ? values.map(String) : [String(values)]]),
  );
}
