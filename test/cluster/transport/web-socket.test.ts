/** WebSockets over every kind of connection that requests go over, and what is said when they break. */
import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ConnectionOptions } from '../../../src/cluster/connection.ts';
import type { ExecPiece } from '../../../src/cluster/port.ts';
import { tlsFile } from '../../support/fault-server.ts';
import { aCall, aCluster, aFolder } from '../../support/open-cluster.ts';
import { aProxy, aSocksProxy } from '../../support/proxies.ts';

interface ExecServer {
  readonly url: string;
  readonly port: number;
  readonly seen: IncomingMessage[];
}

interface Behaviour {
  readonly tls?: ServerOptions;
  readonly protocols?: readonly string[];
  readonly talk?: (socket: WebSocket) => void;
}

const ENDED = '{"metadata":{},"status":"Success"}';

/** A server that upgrades whatever it is asked, says `hello` on standard output, and ends well, unless told otherwise. */
async function anExecServer({
  tls,
  protocols = ['v5.channel.k8s.io'],
  talk = wellDone,
}: Behaviour = {}): Promise<ExecServer> {
  const seen: IncomingMessage[] = [];
  const server = tls ? createServer(tls) : createPlainServer();
  const sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  sockets.on('connection', (socket, incoming) => {
    seen.push(incoming);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, port, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` };
}

function wellDone(socket: WebSocket): void {
  say(socket, 1, 'hello');
  say(socket, 3, ENDED);
}

function say(socket: WebSocket, channel: number, text: string): void {
  socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
}

const SERVER_TLS = { cert: readFileSync(tlsFile('server.crt')), key: readFileSync(tlsFile('server.key')) };
const CA = { certificateAuthority: tlsFile('ca.crt'), tlsServerName: 'kubernetes.test' };
const EXEC = { namespace: 'n', pod: 'p', container: 'c', command: ['echo', 'a&b', '='] };

async function told(options: ConnectionOptions): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of (await aCluster(options)).exec.run(EXEC, aCall())) pieces.push(shown(piece));
  return pieces.join(' ');
}

function shown(piece: ExecPiece): string {
  return piece.kind === 'exit' ? `exit:${piece.code}` : `${piece.kind}:${Buffer.from(piece.bytes).toString()}`;
}

describe('exec goes over the same connection as everything else', () => {
  test('TLS with a client certificate, a token and impersonation', async () => {
    const tls = { ...SERVER_TLS, requestCert: true, ca: readFileSync(tlsFile('ca.crt')) };
    const server = await anExecServer({ tls });
    const certificate = { clientCertificate: tlsFile('client.crt'), clientKey: tlsFile('client.key') };
    const who = { token: 'secret', as: 'jane', asGroups: ['a', 'b'] };
    expect(await told({ server: server.url, ...CA, ...certificate, ...who })).toBe('stdout:hello exit:0');
    const [incoming] = server.seen;
    const shownBy = incoming?.socket as TLSSocket | undefined;
    expect(shownBy?.getPeerCertificate().subject.CN).toBe('jane');
    expect(incoming?.headers).toMatchObject({ authorization: 'Bearer secret', 'impersonate-user': 'jane' });
    expect(incoming?.rawHeaders.filter((_, i, all) => all[i - 1] === 'Impersonate-Group')).toEqual(['a', 'b']);
    expect(incoming?.url).toBe(
      '/api/v1/namespaces/n/pods/p/exec?container=c&stdout=true&stderr=true&command=echo&command=a%26b&command=%3D',
    );
  });
  test('a server under a path, without TLS', async () => {
    const server = await anExecServer();
    await told({ server: `${server.url}/k8s/c-1/` });
    expect(server.seen[0]?.url).toMatch(/^\/k8s\/c-1\/api\/v1\/namespaces\/n\/pods\/p\/exec\?/);
  });
  test.each([['CONNECT', aProxy] as const, ['SOCKS', aSocksProxy] as const])('a proxy: %s', async (_, open) => {
    const server = await anExecServer({ tls: SERVER_TLS });
    const proxy = await open(server.port);
    const config = {
      clusters: [{ name: 'c', cluster: { server: 'https://kubernetes.test:6443', 'proxy-url': proxy.url } }],
      contexts: [{ name: 'x', context: { cluster: 'c' } }],
      'current-context': 'x',
    };
    const path = join(await aFolder({ config: JSON.stringify(config) }), 'config');
    expect(await told({ kubeconfig: path, certificateAuthority: CA.certificateAuthority })).toBe('stdout:hello exit:0');
    expect(proxy.asked).toEqual(['kubernetes.test:6443']);
  });
  test('an older server speaks v4', async () => {
    const server = await anExecServer({ protocols: ['v4.channel.k8s.io'] });
    expect(await told({ server: server.url })).toBe('stdout:hello exit:0');
  });
});

describe('what is said when it breaks', () => {
  test('a certificate that nobody whom we trust has signed', async () => {
    const server = await anExecServer({ tls: SERVER_TLS });
    await expect(told({ server: server.url, tlsServerName: 'kubernetes.test' })).rejects.toMatchObject({
      trouble: 'tls',
    });
  });
  test('nobody listens', async () => {
    await expect(told({ server: 'http://127.0.0.1:1' })).rejects.toMatchObject({ trouble: 'refused' });
  });
  test('the connection is lost before the command has ended', async () => {
    const talk = (socket: WebSocket) => {
      say(socket, 1, 'hel');
      setImmediate(() => socket.terminate());
    };
    const server = await anExecServer({ talk });
    await expect(told({ server: server.url })).rejects.toMatchObject({ kind: 'ConnectionError' });
  });
  test('an end that is none of Kubernetes', async () => {
    const server = await anExecServer({ talk: (socket) => say(socket, 3, 'bye') });
    await expect(told({ server: server.url })).rejects.toMatchObject({ trouble: 'not-kubernetes' });
  });
  test("a failure is the server's own", async () => {
    const failure = { status: 'Failure', reason: 'InternalError', message: 'container not found ("c")', code: 500 };
    const server = await anExecServer({ talk: (socket) => say(socket, 3, JSON.stringify(failure)) });
    await expect(told({ server: server.url })).rejects.toMatchObject({
      code: 500,
      reason: 'InternalError',
      message: failure.message,
    });
  });
  test('a server that does not upgrade', async () => {
    const server = createPlainServer((_, response) =>
      response.writeHead(403, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          kind: 'Status',
          status: 'Failure',
          reason: 'Forbidden',
          message: 'pods "p" is forbidden',
          code: 403,
        }),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await expect(told({ server: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 403,
      reason: 'Forbidden',
    });
  });
});
