/** kubectl's connection options, as typed. Each one overrides what the kubeconfig says. */
export interface ConnectionOptions {
  /** One file, read alone; it must exist. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly server?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly asUid?: string;
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>>;
  /** How long one request may take, a watch excepted (for that: until it answers). 0 or absent: no limit. */
  readonly requestTimeoutMs?: number;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tlsServerName?: string;
  readonly certificateAuthority?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly disableCompression?: boolean;
  readonly userAgent?: string;
}

/** How to reach one server, and as whom: what the kubeconfig and the options together come to. */
export interface Connection {
  /** `https://host:port/prefix`, without a slash at the end. */
  readonly server: URL;
  readonly namespace: string;
  readonly tls: TlsSettings;
  readonly credential: CredentialSource;
  readonly impersonation: Impersonation;
  /** The proxy's URL; undefined to go straight. */
  readonly proxy: URL | undefined;
  readonly requestTimeoutMs: number;
  readonly disableCompression: boolean;
  readonly userAgent: string;
}

/** What the TLS handshake checks. */
export interface TlsSettings {
  /** PEM; undefined for the machine's own trust. */
  readonly ca: Buffer | undefined;
  /** The name to expect in the certificate, and to ask for, instead of the server's host. */
  readonly serverName: string | undefined;
  readonly skipVerify: boolean;
}

/** Whom to act as; empty strings and lists where nothing was asked. */
export interface Impersonation {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Proof that is written down: in the kubeconfig, in an option, in a file. */
export type FixedSource =
  | { readonly kind: 'token'; readonly token: string }
  /** `otherwise` is shown when the file cannot be read; empty for nothing. */
  | { readonly kind: 'token-file'; readonly file: string; readonly otherwise: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string };

/** Proof that is issued while the program runs, or none. */
export type IssuedSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'exec'; readonly plugin: ExecPlugin }
  | {
      readonly kind: 'auth-provider';
      readonly name: string;
      readonly config: Readonly<Record<string, string>>;
      /** Where it stands: the kubeconfig, and the user in it. */
      readonly file: string;
      readonly user: string;
    };

/** Where the proof of who we are comes from. A client certificate may stand beside each. */
export type CredentialSource = (FixedSource | IssuedSource) & { readonly certificate: ClientCertificate | undefined };

/** `users[].user.auth-provider`. */
export type AuthProviderSource = CredentialSource & { readonly kind: 'auth-provider' };

/** A client certificate and its key, PEM. */
export interface ClientCertificate {
  readonly cert: Buffer | string;
  readonly key: Buffer | string;
}

/** `users[].user.exec`: a program that prints credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  /** A name to be found on PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly installHint: string;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** `spec.cluster` of what the plugin is told; undefined unless `provideClusterInfo` is set. */
  readonly clusterInfo: Readonly<Record<string, unknown>> | undefined;
}

/** What of the world around the program decides where to connect to; handed in so that tests can say it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Where a pod finds its service account. */
  readonly serviceAccountDirectory: string;
}
