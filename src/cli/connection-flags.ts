/** kubectl's own options for reaching a cluster, shared by every command that does. */
import * as Flags from '@oclif/core/flags';
import type { ConnectionOptions } from '../cluster/connection.ts';
import { parseTimeout } from './timeout.ts';
import { usageError } from './user-error.ts';

const helpGroup = 'CONNECTION';

/** The flags, as oclif takes them. Descriptions are kubectl's in short. */
export const connectionFlags = {
  namespace: Flags.string({
    char: 'n',
    summary: 'The namespace; by default that of the context.',
    helpValue: 'NAMESPACE',
    helpGroup,
  }),
  context: Flags.string({ summary: 'The kubeconfig context to use.', helpValue: 'CONTEXT', helpGroup }),
  kubeconfig: Flags.string({
    summary: 'Path of the kubeconfig file, instead of $KUBECONFIG.',
    helpValue: 'FILE',
    helpGroup,
  }),
  cluster: Flags.string({ summary: 'The kubeconfig cluster to use.', helpValue: 'CLUSTER', helpGroup }),
  user: Flags.string({ summary: 'The kubeconfig user to use.', helpValue: 'USER', helpGroup }),
  server: Flags.string({ char: 's', summary: 'Address and port of the API server.', helpValue: 'URL', helpGroup }),
  token: Flags.string({ summary: 'Bearer token for the API server.', helpValue: 'TOKEN', helpGroup }),
  as: Flags.string({ summary: 'User or service account to act as.', helpValue: 'USER', helpGroup }),
  'as-group': Flags.string({
    summary: 'Group to act as (repeatable).',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GROUP',
    helpGroup,
  }),
  'as-uid': Flags.string({ summary: 'UID to act as.', helpValue: 'UID', helpGroup }),
  'as-user-extra': Flags.string({
    summary: 'User extras to act with (repeatable).',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
    helpGroup,
  }),
  'request-timeout': Flags.string({
    summary: 'How long one request may take (1s, 2m); 0 for no limit.',
    default: '0',
    helpValue: 'DURATION',
    helpGroup,
  }),
  'certificate-authority': Flags.string({
    summary: 'File with the certificates to trust.',
    helpValue: 'FILE',
    helpGroup,
  }),
  'client-certificate': Flags.string({ summary: 'Client certificate file.', helpValue: 'FILE', helpGroup }),
  'client-key': Flags.string({ summary: 'Client key file.', helpValue: 'FILE', helpGroup }),
  'tls-server-name': Flags.string({
    summary: "Name to check the server's certificate against.",
    helpValue: 'NAME',
    helpGroup,
  }),
  'insecure-skip-tls-verify': Flags.boolean({ summary: "Do not check the server's certificate: insecure.", helpGroup }),
  'disable-compression': Flags.boolean({ summary: 'Never ask for compressed answers.', helpGroup }),
  v: Flags.string({
    char: 'v',
    summary: 'How much to say: from 1 on, errors show their stack.',
    default: '0',
    helpValue: 'LEVEL',
    helpGroup,
  }),
};

/** What oclif makes of `connectionFlags`. */
export interface ConnectionFlagValues {
  readonly namespace?: string | undefined;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly as?: string | undefined;
  readonly 'as-group'?: readonly string[] | undefined;
  readonly 'as-uid'?: string | undefined;
  readonly 'as-user-extra'?: readonly string[] | undefined;
  readonly 'request-timeout'?: string | undefined;
  readonly 'certificate-authority'?: string | undefined;
  readonly 'client-certificate'?: string | undefined;
  readonly 'client-key'?: string | undefined;
  readonly 'tls-server-name'?: string | undefined;
  readonly 'insecure-skip-tls-verify'?: boolean | undefined;
  readonly 'disable-compression'?: boolean | undefined;
}

/** The flags as `cluster/` takes them; what was not typed is absent. Throws `UserError` for values that make no sense. */
export function connectionOptions(flags: ConnectionFlagValues): ConnectionOptions {
  const timeout = flags['request-timeout'];
  return present({
    namespace: flags.namespace,
    context: flags.context,
    kubeconfig: flags.kubeconfig,
    cluster: flags.cluster,
    user: flags.user,
    server: flags.server,
    token: flags.token,
    as: flags.as,
    asGroups: flags['as-group'],
    asUid: flags['as-uid'],
    asUserExtra: flags['as-user-extra'] && userExtra(flags['as-user-extra']),
    requestTimeoutMs: timeout === undefined ? undefined : parseTimeout(timeout, '--request-timeout'),
    certificateAuthority: flags['certificate-authority'],
    clientCertificate: flags['client-certificate'],
    clientKey: flags['client-key'],
    tlsServerName: flags['tls-server-name'],
    insecureSkipTlsVerify: flags['insecure-skip-tls-verify'],
    disableCompression: flags['disable-compression'],
  });
}

/** A value that may be absent becomes a field that may be. */
type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  const kept: Present<T> = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) Object.assign(kept, { [key]: value });
  }
  return kept;
}

function userExtra(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const extra = new Map<string, readonly string[]>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw usageError(`invalid argument "${pair}" for "--as-user-extra" flag: it must be key=value`);
    const key = pair.slice(0, equals);
    extra.set(key, [...(extra.get(key) ?? []), pair.slice(equals + 1)]);
  }
  return Object.fromEntries(extra);
}
