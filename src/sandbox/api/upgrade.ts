/**
 * Connections that become streams: WebSockets as kubectl opens them for `exec`, one byte before each message saying which stream it is of
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/util/remotecommand/constants.go; v5 can close a stream, KEP-4006).
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Answer, Channels } from './answer.ts';
import { statusAnswer } from './encoding.ts';
import { type Status, StatusError } from './status.ts';

/** A request to upgrade, as Node hands it over. */
export interface UpgradeRequest {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Answers a request to upgrade. Does not throw. */
export type Upgraded = (signal: AbortSignal) => Promise<{ readonly answer: Answer; readonly date: string }>;

/** Answers: with streams where the answer has some and the client speaks WebSocket, as to any request otherwise. */
export async function upgrade({ incoming, socket, head }: UpgradeRequest, answerTo: Upgraded): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => gone.abort()).on('error', () => gone.abort());
  const { answer, date } = await answerTo(gone.signal);
  const { streams } = answer;
  const isWebSocket = incoming.headers.upgrade?.toLowerCase() === 'websocket';
  if (streams && isWebSocket) return accept({ incoming, socket, head }, streams, gone.signal);
  const refused = streams ? statusAnswer(unspoken(incoming).status) : answer;
  const body = typeof refused.body === 'string' || refused.body instanceof Uint8Array ? refused.body : '';
  const headers = { 'Content-Type': refused.contentType, Date: date, 'Content-Length': Buffer.byteLength(body) };
  const lines = Object.entries({ ...headers, ...refused.headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write([`HTTP/1.1 ${refused.code} -`, ...lines, '', ''].join('\r\n'));
  socket.end(body);
}

/** SPDY, by which older clients come: what they can do instead. */
function unspoken({ headers, method = 'POST', url = '' }: IncomingMessage): StatusError {
  const { upgrade: protocol = '' } = headers;
  const instead = /^spdy/i.test(protocol)
    ? ': kubectl comes by WebSocket from 1.30 on, and 1.29 with KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true'
    : '';
  return StatusError.notImplemented(method, `${url.split('?')[0]} by ${protocol}${instead}`);
}

/** Newest first. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const [STDIN, STDOUT, STDERR, ERROR, CLOSE] = [0, 1, 2, 3, 255];

async function accept(
  { incoming, socket, head }: UpgradeRequest,
  streams: NonNullable<Answer['streams']>,
  signal: AbortSignal,
): Promise<void> {
  const { WebSocketServer } = await import('ws');
  const offered = (incoming.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const protocol = PROTOCOLS.find((name) => offered.includes(name));
  if (protocol === undefined) {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const server = new WebSocketServer({ noServer: true, handleProtocols: () => protocol, perMessageDeflate: false });
  server.handleUpgrade(incoming, socket, head, (client) => void converse(client, streams, signal));
}

async function converse(
  client: WebSocket,
  streams: NonNullable<Answer['streams']>,
  signal: AbortSignal,
): Promise<void> {
  client.on('error', () => {});
  const status = await streams(channelsOf(client), signal).catch((error: unknown) => statusOf(error));
  const told = status ?? { metadata: {}, status: 'Success' };
  client.send(message(ERROR, Buffer.from(JSON.stringify(told))));
  client.close(1000);
}

function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  const said = error instanceof Error ? error.message : String(error);
  return new StatusError(500, 'InternalError', { message: `Internal error occurred: ${said}` }).status;
}

function channelsOf(client: WebSocket): Channels {
  const stdin = pipe();
  client.on('message', (data: RawData) => {
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.from(Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data));
    if (bytes[0] === STDIN) stdin.push(bytes.subarray(1));
    else if (bytes[0] === CLOSE && bytes[1] === STDIN) stdin.end();
  });
  client.on('close', () => stdin.end());
  const write = (channel: number) => (bytes: Uint8Array) => {
    if (client.readyState === client.OPEN && bytes.length > 0) client.send(message(channel, bytes));
  };
  return { stdin: stdin.pieces, stdout: write(STDOUT), stderr: write(STDERR) };
}

function message(channel: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), bytes]);
}

function pipe() {
  const waiting: Uint8Array[] = [];
  let isOver = false;
  let wake = () => {};
  async function* pieces(): AsyncGenerator<Uint8Array> {
    while (!isOver || waiting.length > 0) {
      const piece = waiting.shift();
      if (piece) yield piece;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    pieces: pieces(),
    push: (piece: Uint8Array) => {
      if (piece.length > 0) waiting.push(piece);
      wake();
    },
    end: () => {
      isOver = true;
      wake();
    },
  };
}
