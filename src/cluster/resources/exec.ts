/** Commands in containers, over a WebSocket as kubectl's (client-go, tools/remotecommand/websocket.go). */
import { ApiError, ConnectionError, SilenceError } from '../errors.ts';
import type { Call, ExecPiece, ExecRequest, PodExec } from '../port.ts';
import { isRecord } from '../record.ts';
import { failureOf } from '../transport/read-answer.ts';
import { readStatus } from '../transport/status.ts';
import type { Timing } from '../transport/timing.ts';
import type { Transport } from '../transport/transport.ts';
import { objectPath, PODS } from './resource-kind.ts';

/** The commands of a server's containers. */
export function podExec(transport: Transport, timing: Timing): PodExec {
  return { run: (request, call) => run({ transport, timing }, request, call) };
}

interface Means {
  readonly transport: Transport;
  readonly timing: Timing;
}

/** v5 can also close a stream, which matters to those who send something. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const [STDOUT, STDERR, ERROR] = [1, 2, 3];

/** Go's client asks whether the other side is still there as often, and waits for as long. */
const PING_MS = 5_000;
const DEAD_MS = 60_000;

async function* run(
  { transport, timing }: Means,
  request: ExecRequest,
  { signal }: Call,
): AsyncGenerator<ExecPiece, void, void> {
  const path = `${objectPath(PODS, request.namespace, request.pod)}/exec`;
  const upgraded = await transport.upgrade({ path, query: queryOf(request), protocols: PROTOCOLS, signal });
  if (upgraded.kind === 'answer') throw unopened(await failureOf(upgraded.answer, transport.server));
  const { socket, explain } = upgraded;
  const arrived: (ExecPiece | Failure)[] = [];
  let wake = () => {};
  const arrive = (piece: ExecPiece | Failure) => {
    arrived.push(piece);
    wake();
  };
  const fail = (error: unknown) => arrive({ kind: 'failure', error });
  const onAbort = () => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const stopPinging = keepAlive(timing, socket, () => fail(explain(new SilenceError('nothing was heard', DEAD_MS))));
  socket.on('message', (data) => arrive(pieceOf(Buffer.from(data as Buffer), transport.server)));
  socket.on('error', (error) => fail(explain(error)));
  socket.on('close', () => fail(explain(new Error('the connection was closed before the command had ended'))));
  if (signal.aborted) onAbort();
  socket.resume();
  try {
    for (;;) {
      const piece = arrived.shift();
      if (!piece) await new Promise<void>((resolve) => (wake = resolve));
      else if (piece.kind === 'failure') throw piece.error;
      else if (piece.kind === 'exit' || piece.bytes.length > 0) yield piece;
      if (piece?.kind === 'exit') return;
    }
  } finally {
    stopPinging();
    signal.removeEventListener('abort', onAbort);
    socket.terminate();
  }
}

/** An answer without a Status is not the API server's own: something before it does not know of WebSockets, perhaps of SPDY alone, kubectl's older way. */
function unopened(error: ApiError | ConnectionError): ApiError | ConnectionError {
  if (!(error instanceof ApiError) || error.status || error.code === 401) return error;
  const { code, retryAfterSeconds } = error;
  const message = `${error.message} (exec goes over a WebSocket, and none was opened: does a proxy before the server let them through?)`;
  return new ApiError({ code, message, retryAfterSeconds });
}

interface Failure {
  readonly kind: 'failure';
  readonly error: unknown;
}

interface Pinged {
  ping(): void;
  on(event: 'pong' | 'message', heard: () => void): unknown;
}

/** Asks whether the other side is there until stopped; `lost` when it has not answered for too long. */
function keepAlive(timing: Timing, socket: Pinged, lost: () => void): () => void {
  let silentMs = 0;
  let stop = () => {};
  const next = () => {
    stop = timing.after(PING_MS, () => {
      silentMs += PING_MS;
      if (silentMs >= DEAD_MS) return lost();
      socket.ping();
      next();
    });
  };
  const heard = () => {
    silentMs = 0;
  };
  socket.on('pong', heard);
  socket.on('message', heard);
  next();
  return () => stop();
}

function queryOf({ container, command }: ExecRequest): URLSearchParams {
  const query = new URLSearchParams({ container, stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  return query;
}

function pieceOf(message: Buffer, server: string): ExecPiece | Failure {
  const [channel] = message;
  const bytes = message.subarray(1);
  if (channel === STDOUT) return { kind: 'stdout', bytes };
  if (channel === STDERR) return { kind: 'stderr', bytes };
  return channel === ERROR ? ending(bytes.toString('utf8'), server) : { kind: 'stderr', bytes: Buffer.alloc(0) };
}

/** The Status by which a command ends. */
function ending(text: string, server: string): ExecPiece | Failure {
  const value = parse(text);
  if (isRecord(value) && value.status === 'Success') return { kind: 'exit', code: 0 };
  const status = readStatus({ kind: 'Status', ...(isRecord(value) ? value : {}) }, 500);
  const code =
    status?.reason === 'NonZeroExitCode' ? status.causes.find(({ reason }) => reason === 'ExitCode') : undefined;
  if (code && /^\d+$/.test(code.message)) return { kind: 'exit', code: Number(code.message) };
  if (status?.message)
    return { kind: 'failure', error: new ApiError({ code: status.code, message: status.message, status }) };
  const error = new ConnectionError(`the server ${server} did not say how the command ended: ${text.slice(0, 200)}`, {
    trouble: 'not-kubernetes',
    server,
    attempt: 'exec',
    hint: 'See what stands between here and the server.',
  });
  return { kind: 'failure', error };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
