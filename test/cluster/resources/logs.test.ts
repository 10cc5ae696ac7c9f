import { expect, test } from 'vitest';
import type { PodLogRequest } from '../../../src/cluster/port.ts';
import { type Act, page, status, text } from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';
import { virtualTiming } from '../../support/virtual-timing.ts';

const LOG = '/api/v1/namespaces/film/pods/sweep-0-x/log';
const REQUEST: PodLogRequest = { namespace: 'film', pod: 'sweep-0-x', container: 'main' };

async function asked(request: Partial<PodLogRequest>, ...acts: readonly Act[]) {
  const server = await aServer();
  server.on(LOG, ...acts);
  const timing = virtualTiming();
  const cluster = await aCluster({ server: server.url }, timing);
  const pieces = cluster.logs.open({ ...REQUEST, ...request }, aCall());
  return { server, timing, pieces };
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces));
}

test('bytes come as they were written', async () => {
  const written = Buffer.from([0, 255, 13, 10, 27, 91, 192]);
  const { pieces } = await asked({}, (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write(written.subarray(0, 3));
    response.end(written.subarray(3));
  });
  expect(await bytesOf(pieces)).toEqual(written);
});

test('each option is asked for by its name in the API, and only when it is given', async () => {
  const { pieces, server } = await asked({}, text(''));
  await bytesOf(pieces);
  const all = { follow: true, previous: true, timestamps: true, tailLines: 0, limitBytes: 5 };
  const whole = await asked({ ...all, sinceTime: '2026-11-21T12:00:00Z' }, text(''));
  await bytesOf(whole.pieces);
  const queries = [server, whole.server].map(({ requests }) => Object.fromEntries(requests[0]?.query ?? []));
  expect(queries).toEqual([
    { container: 'main' },
    {
      ...{ container: 'main', follow: 'true', previous: 'true', timestamps: 'true', tailLines: '0' },
      ...{ sinceTime: '2026-11-21T12:00:00Z', limitBytes: '5' },
    },
  ]);
});

const CREATING = 'container "main" in pod "sweep-0-x" is waiting to start: ContainerCreating';

test('a refusal comes before the first piece, with the whole message', async () => {
  const { pieces } = await asked({}, status(400, 'BadRequest', CREATING));
  await expect(bytesOf(pieces)).rejects.toMatchObject({ kind: 'ApiError', code: 400, message: CREATING });
});

test('a server that is busy and says when to come back is asked again', async () => {
  const busy = status(429, 'TooManyRequests', 'later', { 'retry-after': '2' });
  const { pieces, timing } = await asked({}, busy, text('line\n'));
  expect([String(await bytesOf(pieces)), timing.waits]).toEqual(['line\n', [2000]]);
});

test('a page for people is no log', async () => {
  const { pieces } = await asked({}, page('Log in'));
  await expect(bytesOf(pieces)).rejects.toMatchObject({ kind: 'ConnectionError', trouble: 'not-kubernetes' });
});

test('a stream that breaks off is told from one that ends', async () => {
  const { pieces } = await asked({ follow: true }, (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('half a li', () => response.socket?.destroy());
  });
  await expect(bytesOf(pieces)).rejects.toMatchObject({ kind: 'ConnectionError', trouble: 'reset' });
});

test.each([[false, 90_000] as const, [true, 180_000] as const])(
  'a log that falls silent is given up (followed: %s) after %i ms',
  async (follow, ms) => {
    const { pieces, timing } = await asked({ follow }, (response) => void response.write('line\n'));
    const iterator = pieces[Symbol.asyncIterator]();
    expect(String((await iterator.next()).value)).toBe('line\n');
    const next = iterator.next();
    timing.pass(ms - 1);
    timing.pass(ms);
    await expect(next).rejects.toMatchObject({ kind: 'ConnectionError', trouble: 'timeout' });
  },
);

test('a call that is aborted ends with its reason, also in the midst of a quiet log', async () => {
  const server = await aServer();
  server.on(LOG, (response) => void response.write('line\n'));
  const cluster = await aCluster({ server: server.url });
  const stop = new AbortController();
  const iterator = cluster.logs.open({ ...REQUEST, follow: true }, stop)[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  stop.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});
