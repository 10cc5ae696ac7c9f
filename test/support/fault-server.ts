/**
 * A small real HTTP(S) server that answers what a test tells it to, well or badly: it can reset a connection in the middle of a
 * line, fall silent, send broken JSON or a page for people. Listens on 127.0.0.1 only.
 */
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What the server saw of a request. */
export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  /** As sent, name and value by turns: lines of the same name are kept apart. */
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  /** Common name of the client certificate; empty without one. */
  readonly clientName: string;
}

/** How to answer one request. */
export type Act = (response: ServerResponse, seen: SeenRequest) => void;

/** A running server. */
export interface FaultServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /**
   * Answers for a path: each request takes the next act, the last one stays. `watch` is for requests with `watch=`. A function
   * of the request alone may be given in `acts` too: acts are called with what was seen.
   */
  on(path: string, ...acts: readonly Act[]): void;
  onWatch(path: string, ...acts: readonly Act[]): void;
  /** Waits until `count` requests have come in all. */
  seen(count: number): Promise<void>;
  close(): Promise<void>;
}

/** How to listen. */
export interface FaultServerOptions {
  readonly tls?: 'server' | 'expired';
  /** Ask for a client certificate of the test authority. */
  readonly clientCertificate?: 'wanted' | 'required';
  /** Keeps silent connections this long; Node's own 5 s unless said. */
  readonly keepAliveMs?: number;
}

/** A file of test/support/tls. */
export function tlsFile(name: string): string {
  return join(import.meta.dirname, 'tls', name);
}

/** Starts a server on a free port. Unknown paths get a Status 404. */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const requests: SeenRequest[] = [];
  const scripts = new Map<string, Act[]>();
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  const server = listenerOf(options, (request, response) => {
    const seen = seenRequest(request);
    requests.push(seen);
    for (const check of waiting) check();
    response.on('error', () => {});
    const script = scripts.get(`${seen.query.has('watch') ? 'watch ' : ''}${seen.path}`);
    const act = script && script.length > 1 ? script.shift() : script?.[0];
    (act ?? status(404, 'NotFound', `no script for ${seen.path}`))(response, seen);
  });
  server.keepAliveTimeout = options.keepAliveMs ?? server.keepAliveTimeout;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    sockets,
    on: (path, ...acts) => void scripts.set(path, [...acts]),
    onWatch: (path, ...acts) => void scripts.set(`watch ${path}`, [...acts]),
    seen: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (requests.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A JSON answer. */
export function json(body: unknown, headers: Readonly<Record<string, string>> = {}, code = 200): Act {
  return text(JSON.stringify(body), { 'content-type': 'application/json', ...headers }, code);
}

/** The same, compressed when the request allows it. */
export function gzipJson(body: unknown): Act {
  return (response, seen) => {
    if (!/gzip/.test(String(seen.headers['accept-encoding']))) return json(body)(response, seen);
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(body)));
  };
}

/** Any answer. */
export function text(body: string, headers: Readonly<Record<string, string>> = {}, code = 200): Act {
  return (response) => {
    response.writeHead(code, headers);
    response.end(body);
  };
}

/** A failure as the API server words it. */
export function status(
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Act {
  return json(statusObject(code, reason, message), headers, code);
}

/** A failure Status. */
export function statusObject(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

/** A page for people. */
export function page(title: string, code = 200): Act {
  return text(`<!doctype html><html><title>${title}</title></html>`, { 'content-type': 'text/html' }, code);
}

/** How a stream goes on after its lines. */
export type Ending = 'end' | 'hold' | 'reset' | 'reset mid-line' | 'end mid-line';

/** A stream of JSON lines (an object is written as JSON, a text as it is), and then `ending`. */
export function lines(events: readonly (object | string)[], ending: Ending = 'end'): Act {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const written = events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join('');
    const half = ending.endsWith('mid-line') ? '{"type":"ADDED","object":{"meta' : '';
    if (written + half !== '') response.write(written + half);
    if (ending.startsWith('end')) response.end();
    // The reset comes once what was written is on its way.
    if (ending.startsWith('reset')) setImmediate(() => setImmediate(() => response.socket?.resetAndDestroy()));
  };
}

/** Closes the connection without an answer. */
export function reset(): Act {
  return (response) => void response.socket?.resetAndDestroy();
}

/** Takes the request and never answers. */
export function silence(): Act {
  return () => {};
}

/** The same answer, `ms` later. */
export function slow(ms: number, act: Act): Act {
  return (response, seen) => void setTimeout(() => act(response, seen), ms);
}

function listenerOf(options: FaultServerOptions, listener: http.RequestListener): http.Server | https.Server {
  if (!options.tls) return http.createServer(listener);
  return https.createServer(
    {
      cert: readFileSync(tlsFile(`${options.tls}.crt`)),
      key: readFileSync(tlsFile(`${options.tls}.key`)),
      ca: readFileSync(tlsFile('ca.crt')),
      requestCert: options.clientCertificate !== undefined,
      rejectUnauthorized: options.clientCertificate === 'required',
    },
    listener,
  );
}

function seenRequest(request: IncomingMessage): SeenRequest {
  const url = new URL(request.url ?? '/', 'http://server');
  const { socket } = request;
  const certificate =
    'getPeerCertificate' in socket ? (socket as import('node:tls').TLSSocket).getPeerCertificate() : undefined;
  return {
    path: url.pathname,
    query: url.searchParams,
    rawHeaders: request.rawHeaders,
    headers: request.headers,
    clientName: String(certificate?.subject?.CN ?? ''),
  };
}
