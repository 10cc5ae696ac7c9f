import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ConnectionOptions } from '../../../src/cluster/connection.ts';
import { connectionError } from '../../../src/cluster/transport/connection-trouble.ts';
import { page, text, tlsFile } from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';

const CA = { certificateAuthority: tlsFile('ca.crt') };

async function trouble(options: ConnectionOptions): Promise<{ trouble: string; message: string; hint: string }> {
  const cluster = await aCluster(options);
  const error: unknown = await cluster.jobs.get('a', 'film', aCall()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    kind: 'ConnectionError',
    server: options.server,
    attempt: `GET ${options.server}/apis/batch/v1/namespaces/film/jobs/a`,
    hint: expect.stringMatching(/.../),
  });
  return error as { trouble: string; message: string; hint: string };
}

test('nothing listens there: as kubectl says it', async () => {
  const { trouble: kind, message } = await trouble({ server: 'http://127.0.0.1:1' });
  expect(kind).toBe('refused');
  expect(message).toBe(
    'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
  );
});

test('a certificate of an unknown authority', async () => {
  const server = await aServer({ tls: 'server' });
  const found = await trouble({ server: server.url });
  expect(found).toMatchObject({ trouble: 'tls', hint: expect.stringContaining('--certificate-authority') });
  expect(found.message).toBe(
    'Unable to connect to the server: tls: failed to verify certificate: signed by unknown authority',
  );
});

test('a certificate that has expired', async () => {
  const server = await aServer({ tls: 'expired' });
  const { message } = await trouble({ server: server.url, ...CA });
  expect(message).toBe('Unable to connect to the server: tls: the certificate of the server has expired');
});

test('a certificate for another name', async () => {
  const server = await aServer({ tls: 'server' });
  const { message, hint } = await trouble({ server: server.url, ...CA, tlsServerName: 'elsewhere.test' });
  expect(message).toMatch(/the certificate of the server is not for 127\.0\.0\.1/);
  expect(hint).toContain('--tls-server-name');
});

test('a client certificate is wanted and there is none', async () => {
  const server = await aServer({ tls: 'server', clientCertificate: 'required' });
  expect((await trouble({ server: server.url, ...CA })).message).toMatch(/the client certificate was refused|was lost/);
});

test('a client certificate with the key of another', async () => {
  const server = await aServer({ tls: 'server' });
  const mixed = { clientCertificate: tlsFile('client.crt'), clientKey: tlsFile('server.key') };
  const { message } = await trouble({ server: server.url, ...CA, ...mixed });
  expect(message).toMatch(/the client certificate and the client key do not belong together$/);
});

test('https to a server that speaks plain http', async () => {
  const server = await aServer();
  const { message, hint } = await trouble({ server: server.url.replace('http:', 'https:'), ...CA });
  expect(message).toBe('Unable to connect to the server: http: server gave HTTP response to HTTPS client');
  expect(hint).toContain(server.url);
});

test('http to a server that speaks TLS, as Go answers it', async () => {
  const server = await aServer();
  server.on(
    '/apis/batch/v1/namespaces/film/jobs/a',
    text('Client sent an HTTP request to an HTTPS server.\n', {}, 400),
  );
  const found = await trouble({ server: server.url });
  expect(found).toMatchObject({ trouble: 'not-kubernetes', hint: expect.stringContaining('--server https://') });
});

const strangers = [
  [
    'a page for people',
    page('Welcome to nginx!'),
    /does not speak Kubernetes: it answered 200 with text\/html titled "Welcome to nginx!"/,
  ],
  ['a page for people that is not found', page('Nothing here', 404), /it answered 404 with text\/html/],
  [
    'JSON that is no object of Kubernetes',
    text('[1]', { 'content-type': 'application/json' }),
    /it answered 200 with application\/json/,
  ],
  ['nothing', text(''), /it answered 200 with no content type/],
] as const;
for (const [what, act, message] of strangers) {
  test(`the server answers ${what}: it does not speak Kubernetes`, async () => {
    const server = await aServer();
    server.on('/apis/batch/v1/namespaces/film/jobs/a', act);
    const found = await trouble({ server: server.url });
    expect(found.trouble).toBe('not-kubernetes');
    expect(found.message).toMatch(message);
  });
}

test('something that does not speak HTTP at all', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.example ESMTP\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { message } = await trouble({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  expect(message).toMatch(/does not speak HTTP$/);
});

const SERVER = new URL('https://api.film.example:6443');
const codes: readonly (readonly [string, string, string])[] = [
  ['ENOTFOUND', 'unknown-host', 'Unable to connect to the server: lookup api.film.example: no such host'],
  ['EAI_AGAIN', 'unknown-host', 'Unable to connect to the server: lookup api.film.example: no such host'],
  ['EHOSTUNREACH', 'unreachable', 'Unable to connect to the server: no route to api.film.example:6443'],
  ['ETIMEDOUT', 'timeout', 'Unable to connect to the server: i/o timeout'],
  ['ECONNRESET', 'reset', 'The connection to the server api.film.example:6443 was lost'],
  ['CERT_NOT_YET_VALID', 'tls', 'Unable to connect to the server: tls: the certificate of the server is not valid yet'],
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'tls',
    'Unable to connect to the server: tls: the client certificate was refused by the server',
  ],
  [
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
    'tls',
    'Unable to connect to the server: tls: the client certificate has expired',
  ],
  ['EPROTO', 'tls', 'Unable to connect to the server: tls: the handshake failed (EPROTO)'],
  ['EWHATEVER', 'reset', 'Unable to connect to the server: it happened'],
];
for (const [code, kind, message] of codes) {
  test(`${code} is told as: ${message}`, () => {
    const error = Object.assign(new Error('it happened'), { code });
    const tried = { server: SERVER, attempt: 'GET x', proxy: undefined };
    expect(connectionError(error, tried)).toMatchObject({ trouble: kind, message, cause: error });
  });
}
