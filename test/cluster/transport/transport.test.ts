import { expect, onTestFinished, test } from 'vitest';
import type { ConnectionOptions } from '../../../src/cluster/connection.ts';
import {
  type FaultServer,
  gzipJson,
  json,
  reset,
  silence,
  slow,
  status,
  text,
  tlsFile,
} from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';
import { aProxy, aSocksProxy } from '../../support/proxies.ts';

const PATH = '/apis/batch/v1/namespaces/film/jobs/a';
const JOB = { kind: 'Job', apiVersion: 'batch/v1', metadata: { name: 'a', namespace: 'film' } };
const CA = { certificateAuthority: tlsFile('ca.crt') };

async function get(server: FaultServer, options: ConnectionOptions = {}): Promise<string> {
  const cluster = await aCluster({ server: server.url, ...options });
  return (await cluster.jobs.get('a', 'film', aCall())).metadata.name;
}

function headerLines(server: FaultServer, name: RegExp): readonly string[] {
  const raw = server.requests[0]?.rawHeaders ?? [];
  return raw.flatMap((text, at) => (at % 2 === 0 && name.test(text) ? [`${text}: ${raw[at + 1]}`] : []));
}

test('over TLS, with the authority that the kubeconfig names', async () => {
  const server = await aServer({ tls: 'server' });
  server.on(PATH, json(JOB));
  expect(await get(server, CA)).toBe('a');
});

test('mutual TLS: the server sees the client certificate', async () => {
  const server = await aServer({ tls: 'server', clientCertificate: 'required' });
  server.on(PATH, json(JOB));
  const certificate = { clientCertificate: tlsFile('client.crt'), clientKey: tlsFile('client.key') };
  expect(await get(server, { ...CA, ...certificate })).toBe('a');
  expect(server.requests[0]?.clientName).toBe('jane');
});

test('tls-server-name is the name that the certificate must have', async () => {
  const server = await aServer({ tls: 'server' });
  server.on(PATH, json(JOB));
  expect(await get(server, { ...CA, tlsServerName: 'kubernetes.test' })).toBe('a');
  await expect(get(server, { ...CA, tlsServerName: 'elsewhere.test' })).rejects.toMatchObject({ trouble: 'tls' });
});

test('insecure-skip-tls-verify takes any certificate', async () => {
  const server = await aServer({ tls: 'expired' });
  server.on(PATH, json(JOB));
  expect(await get(server, { insecureSkipTlsVerify: true })).toBe('a');
});

test('a server under a path is asked under that path', async () => {
  const server = await aServer();
  server.on(`/k8s/clusters/c-1${PATH}`, json(JOB));
  expect(await get(server, { server: `${server.url}/k8s/clusters/c-1/` })).toBe('a');
});

test('token, basic authentication and user agent reach the server', async () => {
  const server = await aServer();
  server.on(PATH, json(JOB));
  await get(server, { token: 'secret', userAgent: 'kubectl-job/1.2.3' });
  await get(server, { username: 'joe', password: 'pässword' });
  expect(headerLines(server, /authorization|user-agent/i)).toEqual([
    'User-Agent: kubectl-job/1.2.3',
    'Authorization: Bearer secret',
  ]);
  expect(server.requests[1]?.headers.authorization).toBe(`Basic ${Buffer.from('joe:pässword').toString('base64')}`);
});

test('impersonation: user, uid, each group on a line of its own, extras with escaped keys', async () => {
  const server = await aServer();
  server.on(PATH, json(JOB));
  await get(server, {
    as: 'jane',
    asUid: '7',
    asGroups: ['crew', 'directors'],
    asUserExtra: { 'example.org/scopes%': ['view', 'edit'], plain: ['ü'] },
  });
  expect(headerLines(server, /^impersonate/i)).toEqual([
    'Impersonate-User: jane',
    'Impersonate-Uid: 7',
    'Impersonate-Group: crew',
    'Impersonate-Group: directors',
    'Impersonate-Extra-example.org%2Fscopes%25: view',
    'Impersonate-Extra-example.org%2Fscopes%25: edit',
    `Impersonate-Extra-plain: ${Buffer.from('ü').toString('latin1')}`,
  ]);
});

test('a name that no header can hold is refused before anything is sent', async () => {
  const server = await aServer();
  await expect(get(server, { as: 'a\nb' })).rejects.toMatchObject({ kind: 'KubeconfigError' });
  await expect(get(server, { token: 'a b' })).rejects.toMatchObject({ kind: 'KubeconfigError' });
  expect(server.requests).toEqual([]);
});

test('one connection serves one request after the other', async () => {
  const server = await aServer();
  server.on(PATH, json(JOB));
  const cluster = await aCluster({ server: server.url });
  for (let i = 0; i < 3; i += 1) await cluster.jobs.get('a', 'film', aCall());
  expect(server.sockets.size).toBe(1);
  cluster.close();
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('a kept-open connection that died is replaced without a word', async () => {
  const server = await aServer();
  server.on(PATH, json(JOB), reset(), json(JOB));
  const cluster = await aCluster({ server: server.url });
  await cluster.jobs.get('a', 'film', aCall());
  expect((await cluster.jobs.get('a', 'film', aCall())).metadata.name).toBe('a');
  expect(server.requests).toHaveLength(3);
});

test('gzip is asked for and read where the server is far, unless compression is disabled', async () => {
  const server = await aServer();
  server.on(PATH, gzipJson(JOB));
  const proxy = await aProxy(server.port);
  const far = { server: 'http://api.film.example:6443' };
  expect((await aFarCluster(far, proxy.url)).name).toBe('a');
  expect((await aFarCluster({ ...far, disableCompression: true }, proxy.url)).name).toBe('a');
  await get(server);
  expect(server.requests.map((seen) => seen.headers['accept-encoding'])).toEqual(['gzip', 'identity', 'identity']);
});

test('through a proxy: the tunnel asks for the server, TLS is with the server', async () => {
  const server = await aServer({ tls: 'server' });
  server.on(PATH, json(JOB));
  const proxy = await aProxy(server.port);
  const far = { server: 'https://kubernetes.test:6443', ...CA };
  expect((await aFarCluster(far, proxy.url.replace('//', '//joe:secret@'))).name).toBe('a');
  expect(proxy.asked).toEqual(['kubernetes.test:6443']);
  expect(proxy.credentials).toEqual([`Basic ${Buffer.from('joe:secret').toString('base64')}`]);
});

test('through a SOCKS proxy, which looks the name up', async () => {
  const server = await aServer({ tls: 'server' });
  server.on(PATH, json(JOB));
  const proxy = await aSocksProxy(server.port);
  expect((await aFarCluster({ server: 'https://kubernetes.test:6443', ...CA }, proxy.url)).name).toBe('a');
  expect(proxy.asked).toEqual(['kubernetes.test:6443']);
});

test('a proxy that refuses is named, not the server', async () => {
  const proxy = await aProxy(1, 407);
  await expect(aFarCluster({ server: 'https://kubernetes.test:6443', ...CA }, proxy.url)).rejects.toMatchObject({
    trouble: 'proxy',
    message: `Unable to connect to the server: proxy ${new URL(proxy.url).host}: it answered 407`,
  });
});

for (const scheme of ['http', 'socks5']) {
  test(`a ${scheme} proxy that is not there is named, not the server`, async () => {
    const gone = aFarCluster({ server: 'https://kubernetes.test:6443', ...CA }, `${scheme}://127.0.0.1:1`);
    await expect(gone).rejects.toMatchObject({
      trouble: 'proxy',
      message: expect.stringMatching(/^Unable to connect to the server: proxy 127\.0\.0\.1:1: .*ECONNREFUSED/),
    });
  });
}

test('--request-timeout ends a request that is not answered, and one whose body does not end', async () => {
  const server = await aServer();
  server.on(PATH, silence(), slow(5_000, json(JOB)), (response) => void response.writeHead(200).write('{'));
  const cluster = await aCluster({ server: server.url, requestTimeoutMs: 50 });
  for (let i = 0; i < 3; i += 1) {
    await expect(cluster.jobs.get('a', 'film', aCall())).rejects.toMatchObject({
      kind: 'ConnectionError',
      trouble: 'timeout',
    });
  }
});

test('an aborted call rejects with the reason of its signal', async () => {
  const server = await aServer();
  server.on(PATH, silence());
  const cluster = await aCluster({ server: server.url });
  const reason = new Error('the user has had enough');
  const stop = new AbortController();
  const asked = cluster.jobs.get('a', 'film', { signal: stop.signal });
  const refused = expect(asked).rejects.toBe(reason);
  await server.seen(1);
  stop.abort(reason);
  await refused;
  await expect(cluster.jobs.get('a', 'film', { signal: stop.signal })).rejects.toBe(reason);
});

test('the clock follows the Date of the answers', async () => {
  const server = await aServer();
  server.on(PATH, json(JOB, { date: 'Sat, 21 Nov 2026 12:00:00 GMT' }));
  const cluster = await aCluster({ server: server.url });
  await cluster.jobs.get('a', 'film', aCall());
  const noon = Date.parse('2026-11-21T12:00:00Z');
  expect(cluster.now() - noon).toBeGreaterThanOrEqual(0);
  expect(cluster.now() - noon).toBeLessThan(5_000);
});

test('a redirect is not followed, and the credentials stay here', async () => {
  const server = await aServer();
  const elsewhere = await aServer();
  server.on(PATH, text('', { location: `${elsewhere.url}/login` }, 302));
  await expect(get(server, { token: 'secret' })).rejects.toMatchObject({
    trouble: 'not-kubernetes',
    message: expect.stringContaining(`a redirect to ${elsewhere.url}/login`),
  });
  expect(elsewhere.requests).toEqual([]);
});

test('401 with a fixed token is not asked again', async () => {
  const server = await aServer();
  server.on(PATH, status(401, 'Unauthorized', 'Unauthorized'));
  await expect(get(server, { token: 'old' })).rejects.toMatchObject({ kind: 'ApiError', code: 401 });
  expect(server.requests).toHaveLength(1);
});

async function aFarCluster(options: ConnectionOptions, proxy: string): Promise<{ readonly name: string }> {
  const { openTransport } = await import('../../../src/cluster/transport/transport.ts');
  const { resolveConnection } = await import('../../../src/cluster/kubeconfig/resolve-connection.ts');
  const { serverClock } = await import('../../../src/cluster/transport/server-clock.ts');
  const { realTiming } = await import('../../../src/cluster/transport/timing.ts');
  const { someSurroundings } = await import('../../support/open-cluster.ts');
  const connection = await resolveConnection(
    options,
    await someSurroundings({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy }),
  );
  const transport = openTransport(connection, { clock: serverClock(), timing: realTiming });
  onTestFinished(() => transport.close());
  const answer = await transport.send({ path: PATH, query: {}, ...aCall() });
  return JSON.parse(await answer.text()).metadata;
}
