import { isIPv6 } from 'node:net';
import type { Connection, TlsSettings } from '../connection.ts';
import { type Credentials, openCredentials, type Proof } from '../credentials/credentials.ts';
import { type Dialler, openDialler } from './agent.ts';
import type { Answer, ApiRequest, Upgraded, UpgradeRequest } from './api-request.ts';
import { readBody } from './body.ts';
import { connectionError } from './connection-trouble.ts';
import { type Exchange, exchange, type Limits, StaleConnection } from './exchange.ts';
import { impersonationHeaders } from './impersonation.ts';
import type { ServerClock } from './server-clock.ts';
import { apiPrefix, isLoopback, shownServer } from './server-url.ts';
import { type Timing, unlessAborted } from './timing.ts';
import { isMachineTrusted, isTrustTrouble, trustTheMachine } from './trust.ts';

/** Sends requests to one server, over connections that are kept open between them. */
export interface Transport {
  readonly server: string;
  /**
   * Any answer of the server is returned, failures included; redirects are not followed. A 401 is asked again once with
   * renewed credentials. Throws ConnectionError, KubeconfigError (no credentials can be had), or the signal's reason.
   */
  send(request: ApiRequest): Promise<Answer>;
  /** Opens a WebSocket, paused, over a connection of its own. An answer of the server that is not one (a failure) is returned. Throws like `send`. */
  upgrade(request: UpgradeRequest): Promise<Upgraded>;
  close(): void;
}

/** Makes the transport for a connection. Nothing is opened until the first request. */
export function openTransport(
  connection: Connection,
  parts: { readonly clock: ServerClock; readonly timing: Timing },
): Transport {
  return new HttpTransport(connection, parts);
}

/** client-go waits 30 s for a connection; an API server gives up a request itself after 60 s, so 90 s mean that it is gone. */
const CONNECT_MS = 30_000;
const SILENCE_MS = 90_000;

class HttpTransport implements Transport {
  readonly server: string;
  readonly #connection: Connection;
  readonly #clock: ServerClock;
  readonly #timing: Timing;
  readonly #credentials: Credentials;
  #dialler: Promise<Dialler> | undefined;
  /** What changes something goes over a connection of its own: one that has died unseen would leave it open whether it was done. */
  #onceDialler: Promise<Dialler> | undefined;

  constructor(connection: Connection, parts: { readonly clock: ServerClock; readonly timing: Timing }) {
    this.server = shownServer(connection.server);
    this.#connection = connection;
    this.#clock = parts.clock;
    this.#timing = parts.timing;
    this.#credentials = openCredentials(connection);
  }

  async send(request: ApiRequest): Promise<Answer> {
    request.signal.throwIfAborted();
    const proof = await unlessAborted(this.#credentials.current(), request.signal);
    const answer = await this.#ask(request, proof);
    if (answer.code !== 401 || !(await unlessAborted(this.#credentials.renewed(proof), request.signal))) return answer;
    answer.discard();
    return this.#ask(request, await this.#credentials.current());
  }

  async upgrade(request: UpgradeRequest): Promise<Upgraded> {
    request.signal.throwIfAborted();
    const proof = await unlessAborted(this.#credentials.current(), request.signal);
    const upgraded = await this.#upgradeSurely(request, proof);
    const isRefused = upgraded.kind === 'answer' && upgraded.answer.code === 401;
    if (!isRefused || !(await unlessAborted(this.#credentials.renewed(proof), request.signal))) return upgraded;
    upgraded.answer.discard();
    return this.#upgradeSurely(request, await this.#credentials.current());
  }

  close(): void {
    this.#credentials.close();
    for (const opened of [this.#dialler, this.#onceDialler]) {
      opened?.then(
        (dialler) => dialler.close(),
        () => {},
      );
    }
  }

  async #ask(request: ApiRequest, proof: Proof): Promise<Answer> {
    const target = targetOf(request);
    const attempt = `${request.method ?? 'GET'} ${shownServer(this.#connection.server)}${target}`;
    const explain = (error: unknown) =>
      connectionError(error, { server: this.#connection.server, attempt, proxy: this.#connection.proxy });
    try {
      return this.#answer(await this.#exchangeSurely(request, proof), { request, attempt, explain });
    } catch (error) {
      request.signal.throwIfAborted();
      throw explain(error instanceof StaleConnection ? error.cause : error);
    }
  }

  /** The machine may trust more than Node does: that is worth a second try. */
  async #upgradeSurely(request: UpgradeRequest, proof: Proof): Promise<Upgraded> {
    const { server, proxy } = this.#connection;
    const target = `${request.path}?${request.query}`;
    const attempt = `GET ${shownServer(server)}${target}`;
    const explain = (error: unknown) => connectionError(error, { server, attempt, proxy });
    const asked = { path: request.path, query: {}, signal: request.signal };
    const open = async () => {
      const { agent } = await this.#diallerFor({ ...asked, method: 'POST' });
      const { openSocket } = await import('./web-socket.ts');
      const { headers, host, port, method: _, path: __, ...tls } = this.#options(asked, proof);
      const options = { ...tls, headers, agent };
      const url = `${server.protocol === 'https:' ? 'wss' : 'ws'}://${isIPv6(host) ? `[${host}]` : host}:${port}${apiPrefix(server)}${target}`;
      return openSocket(url, {
        options,
        protocols: request.protocols,
        signal: request.signal,
        limits: this.#limits(asked),
        timing: this.#timing,
      });
    };
    const wasTrusted = isMachineTrusted();
    try {
      const opened = await open().catch((error: unknown) => {
        if (wasTrusted || !this.#mayTrustMore(error)) throw error;
        trustTheMachine();
        return open();
      });
      if (opened.kind === 'socket') return { ...opened, explain };
      return { kind: 'answer', answer: this.#answer(opened.running, { request: asked, attempt, explain }) };
    } catch (error) {
      request.signal.throwIfAborted();
      throw explain(error);
    }
  }

  /** A kept-open connection may have died unseen, and the machine may trust more than Node does: each is worth a second try. */
  async #exchangeSurely(request: ApiRequest, proof: Proof): Promise<Exchange> {
    const wasTrusted = isMachineTrusted();
    try {
      return await this.#exchange(request, proof);
    } catch (error) {
      const mayTrustMore = !wasTrusted && this.#mayTrustMore(error);
      if (!(error instanceof StaleConnection) && !mayTrustMore) throw error;
      if (mayTrustMore) trustTheMachine();
      return this.#exchange(request, proof);
    }
  }

  /** Where no authority is named, and nobody whom Node trusts has signed the server's certificate. */
  #mayTrustMore(error: unknown): boolean {
    const { ca, skipVerify } = this.#connection.tls;
    return ca === undefined && !skipVerify && isTrustTrouble(error);
  }

  async #exchange(request: ApiRequest, proof: Proof): Promise<Exchange> {
    const { agent, request: start } = await this.#diallerFor(request);
    const outgoing = start({ ...this.#options(request, proof), agent });
    const running = await exchange(outgoing, {
      signal: request.signal,
      limits: this.#limits(request),
      timing: this.#timing,
      ...(request.content ? { body: request.content.text } : {}),
    });
    this.#clock.note(running.incoming.headers.date);
    return running;
  }

  #diallerFor({ method = 'GET' }: ApiRequest): Promise<Dialler> {
    const { server, proxy } = this.#connection;
    if (method === 'GET') {
      this.#dialler ??= openDialler(server, proxy);
      return this.#dialler;
    }
    this.#onceDialler ??= openDialler(server, proxy, 'once');
    return this.#onceDialler;
  }

  #limits(request: ApiRequest): Limits {
    const timeout = this.#connection.requestTimeoutMs || Number.POSITIVE_INFINITY;
    return {
      connectMs: Math.min(CONNECT_MS, timeout),
      answerMs: Math.min(SILENCE_MS, timeout),
      silenceMs: request.silenceMs ?? (request.endless ? Number.POSITIVE_INFINITY : SILENCE_MS),
      wholeMs: request.endless ? Number.POSITIVE_INFINITY : timeout,
    };
  }

  #options(request: ApiRequest, proof: Proof) {
    const { server, tls, impersonation, userAgent, disableCompression } = this.#connection;
    return {
      method: request.method ?? 'GET',
      host: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port || (server.protocol === 'https:' ? 443 : 80),
      path: apiPrefix(server) + targetOf(request),
      headers: {
        Accept: request.accept ?? 'application/json',
        // An API server compresses long answers only. That costs both sides time, which is won back on a network, not at home.
        'Accept-Encoding': request.endless || disableCompression || isLoopback(server.hostname) ? 'identity' : 'gzip',
        'User-Agent': userAgent,
        ...contentHeaders(request),
        ...(proof.authorization ? { Authorization: proof.authorization } : {}),
        ...impersonationHeaders(impersonation),
      },
      ...(server.protocol === 'https:' ? tlsOptions(tls, proof) : {}),
    };
  }

  #answer(
    running: Exchange,
    about: { readonly request: ApiRequest; readonly attempt: string; readonly explain: (error: unknown) => unknown },
  ): Answer {
    const { silenceMs } = this.#limits(about.request);
    const body = readBody(running, { silenceMs, timing: this.#timing, explain: about.explain });
    return {
      code: running.incoming.statusCode ?? 0,
      headers: running.incoming.headers,
      attempt: about.attempt,
      body,
      text: async () => Buffer.concat(await Array.fromAsync(body)).toString('utf8'),
      discard: () => {
        running.cut(new Error('the answer was not wanted'));
        running.release();
      },
    };
  }
}

function contentHeaders({ content }: ApiRequest) {
  return content ? { 'Content-Type': content.type, 'Content-Length': Buffer.byteLength(content.text) } : {};
}

function targetOf(request: ApiRequest): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) if (value !== undefined) query.set(name, value);
  return query.size > 0 ? `${request.path}?${query}` : request.path;
}

/** Go trusts whatever stands in the bundle, intermediate authorities too; so do we. */
function tlsOptions(tls: TlsSettings, { certificate }: Proof) {
  return {
    rejectUnauthorized: !tls.skipVerify,
    allowPartialTrustChain: true,
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.serverName ? { servername: tls.serverName } : {}),
    ...(certificate ? { cert: certificate.cert, key: certificate.key } : {}),
  };
}
