/** Proxies on this machine that lead every connection to one of its ports, whatever was asked for; they end with the test. */
import http from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A running proxy. */
export interface TestProxy {
  readonly url: string;
  /** `host:port` of each connection that was asked for. */
  readonly asked: readonly string[];
  /** Proxy-Authorization of each; `undefined` where there was none. */
  readonly credentials: readonly string[];
}

/** An HTTP proxy for CONNECT; `code` other than 200 is all that it answers. */
export async function aProxy(port: number, code = 200): Promise<TestProxy> {
  const asked: string[] = [];
  const credentials: string[] = [];
  const proxy = http.createServer();
  proxy.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    credentials.push(String(request.headers['proxy-authorization']));
    if (code !== 200) return void socket.end(`HTTP/1.1 ${code} No\r\n\r\n`);
    join(socket, port, 'HTTP/1.1 200 OK\r\n\r\n');
  });
  return { asked, credentials, url: `http://127.0.0.1:${await listening(proxy)}` };
}

/** A SOCKS5 proxy without authentication. */
export async function aSocksProxy(port: number): Promise<TestProxy> {
  const asked: string[] = [];
  const proxy = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => {
        const length = request[4] ?? 0;
        asked.push(`${request.subarray(5, 5 + length)}:${request.readUInt16BE(5 + length)}`);
        join(socket, port, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      });
    });
  });
  return { asked, credentials: [], url: `socks5://127.0.0.1:${await listening(proxy)}` };
}

/** Connects the two, once `hello` was said to the one who asked. */
function join(socket: Socket, port: number, hello: string | Buffer): void {
  const onward = connect(port, '127.0.0.1', () => {
    socket.write(hello);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
