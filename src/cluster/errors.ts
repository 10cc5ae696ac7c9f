import type { ApiFailure } from './port.ts';
import type { Status } from './transport/status.ts';

/** The API server answered with a failure. */
export class ApiError extends Error implements ApiFailure {
  override readonly name = 'ApiError';
  readonly kind = 'ApiError';
  readonly code: number;
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;
  /** The server's Status, whole; undefined if what it answered was none. */
  readonly status: Status | undefined;

  constructor(answer: {
    readonly code: number;
    readonly message: string;
    readonly status?: Status | undefined;
    readonly retryAfterSeconds?: number | undefined;
  }) {
    super(answer.message);
    this.code = answer.code;
    this.reason = answer.status?.reason ?? '';
    this.status = answer.status;
    this.retryAfterSeconds = answer.retryAfterSeconds ?? answer.status?.retryAfterSeconds;
  }
}

/** What stood between us and the server; decides whether asking again may help. */
export type Trouble =
  | 'refused'
  | 'unknown-host'
  | 'unreachable'
  | 'timeout'
  | 'reset'
  | 'tls'
  | 'proxy'
  | 'not-kubernetes';

/** No usable answer came: the server was not reached, or what answered is no Kubernetes API server. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly kind = 'ConnectionError';
  readonly trouble: Trouble;
  /** The server's address as the kubeconfig gives it. */
  readonly server: string;
  /** What was tried: `GET https://…`. */
  readonly attempt: string;
  /** What to look at or to type next. */
  readonly hint: string;

  constructor(
    message: string,
    about: {
      readonly trouble: Trouble;
      readonly server: string;
      readonly attempt: string;
      readonly hint: string;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: about.cause });
    this.trouble = about.trouble;
    this.server = about.server;
    this.attempt = about.attempt;
    this.hint = about.hint;
  }
}

/** The kubeconfig, an option that overrides it, or the credentials it leads to cannot be used. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
  readonly kind = 'KubeconfigError';
  /** What to look at or to type next. */
  readonly remedy: string;

  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.remedy = remedy;
  }
}

/** The other side said nothing for too long. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';

  constructor(what: string, ms: number) {
    super(`${what} within ${Math.round(ms / 1000)}s`);
  }
}
