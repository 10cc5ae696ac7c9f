import { readFile } from 'node:fs/promises';
import type { ClientCertificate, Connection, CredentialSource } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';

/** What a request shows to prove who sends it. */
export interface Proof {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  readonly certificate: ClientCertificate | undefined;
}

/** A proof with the moment (milliseconds since the epoch) from which it should no longer be shown. */
export interface ExpiringProof extends Proof {
  readonly expiresAt: number;
}

/** Where proofs come from while the program runs. */
export interface Credentials {
  /** Throws KubeconfigError when none can be had. */
  current(): Promise<Proof>;
  /** After a 401: whether there is now another proof than the one that was refused. */
  renewed(refused: Proof): Promise<boolean>;
  /** Ends what is still running to get a proof. */
  close(): void;
}

/** Gets a proof; `refused` asks for a fresh one whatever the old one's expiry says. Undefined: there is no fresh one. */
export type Issue = (why: 'missing' | 'expired' | 'refused', signal: AbortSignal) => Promise<ExpiringProof | undefined>;

/** Opens the credentials that a kubeconfig names. Programs are run and files read on first use only. */
export function openCredentials(connection: Connection): Credentials {
  const source = connection.credential;
  const { certificate } = source;
  switch (source.kind) {
    case 'none':
      return unchanging({ authorization: undefined, certificate });
    case 'token':
      return unchanging({ authorization: bearer(source.token), certificate });
    case 'basic': {
      const pair = Buffer.from(`${source.username}:${source.password}`).toString('base64');
      return unchanging({ authorization: `Basic ${pair}`, certificate });
    }
    case 'token-file':
      return issued(() => fromFile(source));
    case 'exec':
      return issued(async (_why, signal) => {
        const { runExecPlugin } = await import('./exec-plugin.ts');
        return runExecPlugin(source.plugin, certificate, signal);
      });
    case 'auth-provider': {
      let provider: Promise<Issue> | undefined;
      return issued(async (why, signal) => {
        provider ??= import('./auth-provider.ts').then(({ openAuthProvider }) => openAuthProvider(source));
        return (await provider)(why, signal);
      });
    }
  }
}

/** The header that shows a bearer token. Throws KubeconfigError for one that no header can hold. */
export function bearer(token: string): string {
  const trimmed = token.trim();
  if (/^[\x21-\x7e]+$/.test(trimmed)) return `Bearer ${trimmed}`;
  throw new KubeconfigError(
    trimmed ? 'the token holds characters that no token can have' : 'the token is empty',
    'Mend --token or the token in the kubeconfig.',
  );
}

function unchanging(proof: Proof): Credentials {
  return { current: async () => proof, renewed: async () => false, close: () => {} };
}

/** Keeps an issued proof until it expires; whoever asks meanwhile waits for the same one. */
function issued(issue: Issue): Credentials {
  const closing = new AbortController();
  let kept: ExpiringProof | undefined;
  let underWay: Promise<ExpiringProof | undefined> | undefined;
  const get = (why: 'missing' | 'expired' | 'refused') => {
    underWay ??= issue(why, closing.signal).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  return {
    async current() {
      if (kept && kept.expiresAt > Date.now()) return kept;
      kept = (await get(kept ? 'expired' : 'missing')) ?? kept;
      return kept ?? { authorization: undefined, certificate: undefined };
    },
    async renewed(refused) {
      if (kept && kept !== refused) return true;
      const fresh = await get('refused');
      kept = fresh ?? kept;
      return fresh !== undefined && signature(fresh) !== signature(refused);
    },
    close: () => closing.abort(new Error('the connection was closed')),
  };
}

function signature(proof: Proof): string {
  return `${proof.authorization} ${proof.certificate?.cert}`;
}

/** How long a token file's content is trusted: kubelet replaces it well before it expires (client-go reads it as often). */
const TOKEN_FILE_MS = 60_000;

async function fromFile(source: CredentialSource & { readonly kind: 'token-file' }): Promise<ExpiringProof> {
  const { file, otherwise, certificate } = source;
  const token = await readFile(file, 'utf8').catch((error: unknown) => {
    if (otherwise) return otherwise;
    throw new KubeconfigError(
      `unable to read tokenFile ${file}: ${String(error)}`,
      'Mend the path of tokenFile.',
      error,
    );
  });
  return { authorization: bearer(token), certificate, expiresAt: Date.now() + TOKEN_FILE_MS };
}
