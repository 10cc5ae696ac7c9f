/** What stands behind `fault-proxy.ts`: an HTTPS server that passes requests on, or does what it was told to. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { parse } from 'yaml';
import type { Cut, Fault, Matching, ProxiedRequest } from './fault-proxy.ts';
import { statusObject, tlsFile } from './fault-server.ts';

/** What is needed to reach the cluster behind. */
export interface Access {
  readonly server: URL;
  readonly ca: string;
  readonly token: string;
}

/** What a kubeconfig of the embedded cluster says. */
export function accessOf(kubeconfig: string): Access {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'));
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  return { server: new URL(server), ca: Buffer.from(ca, 'base64').toString(), token: users[0].user.token };
}

/** A fault that waits for a request. */
export interface Planned {
  readonly matching: Matching;
  readonly fault: Fault;
  readonly once: boolean;
}

/** An answer on its way, and how to end it. */
interface Passing {
  readonly request: ProxiedRequest;
  cut(how: Cut): void;
}

/** The proxy itself; `startFaultProxy` is its face. */
export class FaultyProxy {
  readonly upstream: Access;
  readonly requests: ProxiedRequest[] = [];
  readonly faults: Planned[] = [];
  readonly #passing = new Set<Passing>();
  /** The TCP connections by the port of their other end: a reset is theirs, not that of the TLS socket above them. */
  readonly #sockets = new Map<number | undefined, Socket>();
  readonly #waiting = new Set<() => void>();
  readonly #agent: https.Agent;
  #server: https.Server | undefined;
  #port = 0;
  token: string;

  constructor(upstream: Access) {
    this.upstream = upstream;
    this.token = upstream.token;
    this.#agent = new https.Agent({ keepAlive: true, ca: upstream.ca });
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<void> {
    const server = https.createServer(
      { cert: readFileSync(tlsFile('server.crt')), key: readFileSync(tlsFile('server.key')) },
      (incoming, response) => this.#take(incoming, response),
    );
    server.requestTimeout = 0;
    server.on('connection', (socket: Socket) => {
      const { remotePort } = socket;
      this.#sockets.set(remotePort, socket);
      socket.on('close', () => this.#sockets.delete(remotePort)).on('error', () => {});
    });
    server.on('tlsClientError', () => {});
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address: AddressInfo | string | null = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#server = server;
  }

  async goAway(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets.values()) socket.resetAndDestroy();
    await closed;
  }

  async close(): Promise<void> {
    await this.goAway();
    this.#agent.destroy();
  }

  always(matching: Matching, fault: Fault): () => void {
    const planned = { matching, fault, once: false };
    this.faults.push(planned);
    return () => void this.faults.splice(this.faults.indexOf(planned), 1);
  }

  cut(matching: Matching, how: Cut): number {
    const found = [...this.#passing].filter(({ request }) => matching(request));
    for (const passing of found) passing.cut(how);
    return found.length;
  }

  open(matching: Matching): number {
    return [...this.#passing].filter(({ request }) => matching(request)).length;
  }

  seen(matching: Matching, count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.requests.filter(matching).length < count) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #take(incoming: IncomingMessage, response: ServerResponse): void {
    const request = requestOf(incoming);
    this.requests.push(request);
    for (const check of this.#waiting) check();
    response.on('error', () => {});
    const isKnown = request.authorization === `Bearer ${this.token}`;
    const fault = isKnown ? this.#faultFor(request) : UNAUTHORIZED;
    if (fault?.kind === 'answer') answer(response, fault);
    else if (fault?.kind === 'error-event') errorEvent(response, fault);
    else if (fault?.kind !== 'none') this.#pass(request, { incoming, response, cut: fault });
    else if (fault.how === 'reset') this.#reset(response);
  }

  #faultFor(request: ProxiedRequest): Fault | undefined {
    const index = this.faults.findIndex(({ matching }) => matching(request));
    const planned = this.faults[index];
    if (planned?.once) this.faults.splice(index, 1);
    return planned?.fault;
  }

  #pass(request: ProxiedRequest, { incoming, response, cut }: Exchange): void {
    const { server, token } = this.upstream;
    const headers = { ...incoming.headers, host: server.host, authorization: `Bearer ${token}` };
    const options = { host: server.hostname, port: server.port, path: incoming.url, method: incoming.method, headers };
    const outgoing = https.request({ ...options, agent: this.#agent });
    const passing = this.#track(request, response, outgoing);
    outgoing.on('error', () => this.#reset(response));
    outgoing.on('response', (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers).flushHeaders();
      answered.on('error', () => this.#reset(response));
      passOn(answered, { response, cut, passing });
    });
    incoming.pipe(outgoing);
  }

  #reset({ socket }: ServerResponse): void {
    this.#sockets.get(socket?.remotePort)?.resetAndDestroy();
  }

  #track(request: ProxiedRequest, response: ServerResponse, outgoing: { destroy(): unknown }): Passing {
    const passing: Passing = {
      request,
      cut: (how) => {
        this.#passing.delete(passing);
        outgoing.destroy();
        if (how === 'end') response.end();
        else if (how === 'reset') this.#reset(response);
      },
    };
    this.#passing.add(passing);
    response.on('close', () => {
      this.#passing.delete(passing);
      outgoing.destroy();
    });
    response.on('finish', () => this.#passing.delete(passing));
    return passing;
  }
}

const UNAUTHORIZED: Fault = { kind: 'answer', code: 401, reason: 'Unauthorized' };

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly cut: (Fault & { readonly kind: 'cut' }) | undefined;
}

interface PassingOn extends Omit<Exchange, 'incoming'> {
  readonly passing: Passing;
}

function passOn(answered: IncomingMessage, { response, cut, passing }: PassingOn): void {
  let left = cut?.afterBytes ?? Number.POSITIVE_INFINITY;
  const broken = () => {
    answered
      .removeAllListeners('data')
      .removeAllListeners('end')
      .on('error', () => {});
    answered.on('data', () => {});
    // What was written has to be on its way before the connection is reset.
    setImmediate(() => setImmediate(() => passing.cut(cut?.how ?? 'reset')));
  };
  if (left === 0) broken();
  else
    answered.on('data', (chunk: Buffer) => {
      if (response.writableEnded) return;
      response.write(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
      if (left <= 0) broken();
    });
  answered.on('end', () => response.end());
}

function requestOf(incoming: IncomingMessage): ProxiedRequest {
  const url = new URL(incoming.url ?? '/', 'https://proxy');
  const { authorization = '' } = incoming.headers;
  return { method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, authorization };
}

function answer(response: ServerResponse, fault: Fault & { readonly kind: 'answer' }): void {
  const { code, reason = '', retryAfterSeconds } = fault;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(statusObject(code, reason, `the proxy answers ${code}`)));
}

function errorEvent(response: ServerResponse, { code, reason = '' }: Fault & { readonly kind: 'error-event' }): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify({ type: 'ERROR', object: statusObject(code, reason, `the proxy says ${code}`) })}\n`);
}
