/**
 * The embedded cluster's API server: HTTPS on the loopback interface, for those who have the token. kubectl sends a token over HTTPS only,
 * so clients need `certificateAuthority` in their kubeconfig (`certificate-authority-data`, base64 of this PEM).
 */

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import { type Pose, posedStore, type StoreReader } from '../pose.ts';
import { type Answer, send } from './answer.ts';
import { loopbackCertificate } from './certificate.ts';
import { statusAnswer } from './encoding.ts';
import { type ExecPort, noExec } from './exec-port.ts';
import type { LogSource } from './log-source.ts';
import { READING_VERBS } from './reading-verbs.ts';
import type { ApiRequest } from './request.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { type Api, route } from './router.ts';
import { StatusError } from './status.ts';
import { type Upgraded, upgrade } from './upgrade.ts';
import type { AskedAccess, Verb } from './verb.ts';

/** What a server is made from. */
export interface ServeOptions {
  readonly store: StoreReader;
  readonly clock: Clock;
  /** The bearer token that every request must carry. */
  readonly token: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly logs: LogSource;
  /** What runs the commands of `exec`; without it they answer 501. */
  readonly exec?: ExecPort;
  /** The server's certificate and key, PEM; fresh ones by default. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The body of /version; Kubernetes 1.36.2's by default. */
  readonly version?: object;
  /** What clients are told of objects; all of it by default. */
  readonly pose?: Pose | undefined;
  /** What can be done; reading alone by default. */
  readonly verbs?: readonly Verb[];
  readonly resources?: readonly Resource[];
  /** Further pages to read, such as the API's description; none by default. */
  readonly pages?: (request: ApiRequest) => Answer | undefined;
  /** What nobody may do at present, for those who ask beforehand; nothing by default. */
  readonly refuses?: (asked: AskedAccess) => boolean;
  /** What stands between clients and the API; nothing by default. */
  readonly around?: Around;
  /** Wall-clock time between bookmarks of a quiet watch; a minute by default, as the real server's. */
  readonly bookmarkIntervalMs?: number;
}

/** Gets each request that is allowed in, and the way to answer it; may change either. */
export type Around = (request: ApiRequest, answer: (request: ApiRequest) => Promise<Answer>) => Promise<Answer>;

/** A server that runs. */
export interface RunningServer {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** The PEM certificate by which clients know the server. */
  readonly certificateAuthority: string;
  /** Breaks every connection and refuses new ones for so many milliseconds of the wall clock; then it listens at the same port. */
  leave(forMs: number): void;
  /** Ends every request, watches and logs too, and stops listening. */
  close(): Promise<void>;
}

/** Starts the API server; resolves when it listens. Rejects when the port is taken. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { cert, key } = options.tls ?? loopbackCertificate();
  const closing = new AbortController();
  let api: Api | undefined;
  const server = createServer({ cert, key }, (incoming, response) => {
    if (api) void handle({ ...options, incoming, response, closing: closing.signal }, api);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const exchange = { ...options, incoming, closing: closing.signal };
    if (api) void upgrade({ incoming, socket, head }, upgraded(exchange, api));
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = IDLE_MS;
  const port = await listening(server, options.port ?? 0);
  api = apiOf(options, port);
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    certificateAuthority: cert,
    leave: absences(server, { port, closing: closing.signal }),
    close: () => closed(server, closing),
  };
}

/** Kubernetes 1.36.2, as a real server says it. */
const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '98b35193b2ac7a23a673325f5e9b830ecd5ba406',
  gitTreeState: 'clean',
  buildDate: '2026-08-21T11:29:11Z',
  goVersion: 'go1.26.11',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** A real server's limit of a request body (apiserver/pkg/server/config.go, MaxRequestBodyBytes). */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** How long a connection may be idle before the server ends it; Go clients keep theirs for 90 s. */
const IDLE_MS = 120_000;
const BOOKMARK_INTERVAL_MS = 60_000;
/** Somebody else may have taken the port meanwhile. */
const RETRY_MS = 1000;

function apiOf(options: ServeOptions, port: number): Api {
  const { store, clock, logs, exec = noExec, bookmarkIntervalMs = BOOKMARK_INTERVAL_MS, version = VERSION } = options;
  const {
    resources = RESOURCES,
    verbs = READING_VERBS,
    pages = () => undefined,
    refuses = () => false,
    pose,
  } = options;
  return {
    served: { resources, verbs, address: `127.0.0.1:${port}` },
    cluster: {
      store: pose ? posedStore(store, pose) : store,
      told: pose?.told ?? ((_, object) => object),
      ...{ clock, logs, exec, bookmarkIntervalMs, refuses },
    },
    version,
    pages,
  };
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** The server goes and comes back; what is longer away wins. */
function absences(server: Server, { port, closing }: { readonly port: number; readonly closing: AbortSignal }) {
  let back: NodeJS.Timeout | undefined;
  closing.addEventListener('abort', () => clearTimeout(back), { once: true });
  const comeBack = () => {
    const again = () => {
      back = setTimeout(comeBack, RETRY_MS);
    };
    server.once('error', again);
    server.listen(port, '127.0.0.1', () => server.off('error', again));
  };
  return (forMs: number) => {
    clearTimeout(back);
    server.close();
    server.closeAllConnections();
    back = setTimeout(comeBack, forMs);
  };
}

function closed(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve) => {
    // It may be away.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly token: string;
  readonly around?: Around;
  readonly closing: AbortSignal;
}

/** The answer to a request that asks for streams; a failure is one too. */
function upgraded({ incoming, token, around }: Omit<Exchange, 'response'>, api: Api): Upgraded {
  return async (signal) => {
    const date = new Date(api.cluster.clock.now()).toUTCString();
    try {
      if (!isAllowed(incoming, token)) throw unauthorized();
      const request = readRequest(incoming, signal);
      return { date, answer: await (around ? around(request, (changed) => route(changed, api)) : route(request, api)) };
    } catch (error) {
      return { date, answer: statusAnswer(statusOf(error), incoming.headers.accept) };
    }
  };
}

/** Answers one request. A failure after the answer has begun cuts the connection, as a real server does. */
async function handle({ incoming, response, token, around, closing }: Exchange, api: Api): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  response.sendDate = false;
  response.setHeader('Date', new Date(api.cluster.clock.now()).toUTCString());
  try {
    if (!isAllowed(incoming, token)) throw unauthorized();
    const request = readRequest(incoming, signal);
    const answer = await (around ? around(request, (changed) => route(changed, api)) : route(request, api));
    if (answer.streams) throw StatusError.badRequest('Upgrade request required');
    await send(response, answer, signal);
  } catch (error) {
    if (response.headersSent || signal.aborted) response.destroy();
    else await send(response, statusAnswer(statusOf(error), incoming.headers.accept), signal);
  }
}

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', { message: 'Unauthorized' });
}

function statusOf(error: unknown): StatusError['status'] {
  if (error instanceof StatusError) return error.status;
  const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
  return new StatusError(500, 'InternalError', { message }).status;
}

function readRequest(incoming: IncomingMessage, signal: AbortSignal): ApiRequest {
  const url = new URL(incoming.url ?? '/', 'https://127.0.0.1');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  return {
    method: incoming.method ?? 'GET',
    path: decodePath(url.pathname),
    query: url.searchParams,
    headers,
    body: () => readBody(incoming),
    signal,
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw StatusError.badRequest(`invalid URL escape in ${JSON.stringify(path)}`);
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming) {
    size += piece.length;
    if (size > MAX_BODY_BYTES) {
      const message = `Request entity too large: limit is ${MAX_BODY_BYTES}`;
      throw new StatusError(413, 'RequestEntityTooLarge', { message });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
