import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Cluster } from '../../../src/cluster/port.ts';
import { type Act, type FaultServer, json, status, tlsFile } from '../../support/fault-server.ts';
import { aCall, aCluster, aFolder, aServer } from '../../support/open-cluster.ts';

const PATH = '/apis/batch/v1/namespaces/film/jobs/a';
const JOB = { kind: 'Job', apiVersion: 'batch/v1', metadata: { name: 'a', namespace: 'film' } };

/** Lets in whoever shows one of these tokens. */
function onlyFor(...tokens: readonly string[]): Act {
  return (response, seen) => {
    const shown = String(seen.headers.authorization).replace('Bearer ', '');
    const act = tokens.includes(shown) ? json(JOB) : status(401, 'Unauthorized', 'Unauthorized');
    act(response, seen);
  };
}

async function aGuardedServer(...tokens: readonly string[]): Promise<FaultServer> {
  const server = await aServer({ tls: 'server', clientCertificate: 'wanted' });
  server.on(PATH, onlyFor(...tokens));
  return server;
}

async function clusterFor(server: FaultServer, user: object, files: Readonly<Record<string, string>> = {}) {
  const config = {
    clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority': tlsFile('ca.crt') } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  const folder = await aFolder({ config: stringify(config), ...files });
  return { folder, cluster: await aCluster({ kubeconfig: join(folder, 'config') }) };
}

async function get(cluster: Cluster): Promise<string> {
  return (await cluster.jobs.get('a', 'film', aCall())).metadata.name;
}

const API = 'client.authentication.k8s.io/v1';

/** A plugin that is a Node program; `count` is how often it ran so far. */
function plugin(body: string): Readonly<Record<string, string>> {
  return {
    'plugin.mjs': `
      import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
      const runs = new URL('runs', import.meta.url);
      appendFileSync(runs, '.');
      const count = readFileSync(runs, 'utf8').length;
      const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const print = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: info.apiVersion, status }));
      ${body}`,
  };
}

async function withPlugin(server: FaultServer, body: string, exec: object = {}) {
  const folder = await aFolder(plugin(body));
  const args = [join(folder, 'plugin.mjs')];
  return clusterFor(server, { exec: { apiVersion: API, command: process.execPath, args, ...exec } });
}

test('an exec plugin gives the token, and is run once for many requests at a time', async () => {
  const server = await aGuardedServer('t1');
  const { cluster } = await withPlugin(server, 'print({ token: "t" + count })');
  expect(await Promise.all([get(cluster), get(cluster), get(cluster)])).toEqual(['a', 'a', 'a']);
  expect(await get(cluster)).toBe('a');
});

test('an exec plugin is told its API version, its environment and, if it wants to know, the cluster', async () => {
  const server = await aGuardedServer(`yes-jane`);
  const { cluster } = await withPlugin(
    server,
    `const { server, config } = info.spec.cluster;
     const ca = Buffer.from(info.spec.cluster['certificate-authority-data'], 'base64').toString();
     const isRight = server === '${server.url}' && config === null && ca.includes('BEGIN CERTIFICATE');
     print({ token: (isRight ? 'yes-' : 'no-') + process.env.WHO })`,
    { provideClusterInfo: true, env: [{ name: 'WHO', value: 'jane' }] },
  );
  expect(await get(cluster)).toBe('a');
});

test('an exec plugin may give a client certificate', async () => {
  const server = await aGuardedServer('undefined');
  const { cluster } = await withPlugin(
    server,
    `const pem = (file) => readFileSync(file, 'utf8');
     const [cert, key] = ${JSON.stringify([tlsFile('client.crt'), tlsFile('client.key')])};
     print({ clientCertificateData: pem(cert), clientKeyData: pem(key) })`,
  );
  await expect(get(cluster)).resolves.toBe('a');
  expect(server.requests[0]?.clientName).toBe('jane');
});

test('a credential that has expired is fetched anew before it is shown', async () => {
  const server = await aGuardedServer('t1', 't2');
  const { cluster } = await withPlugin(
    server,
    'print({ token: "t" + count, expirationTimestamp: new Date(Date.now() + (count === 1 ? -1000 : 60000)).toISOString() })',
  );
  await get(cluster);
  await get(cluster);
  await get(cluster);
  const shown = server.requests.map((seen) => seen.headers.authorization);
  expect(shown).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t2']);
});

test('a credential that the server refuses is fetched anew once, and the request is sent again', async () => {
  const server = await aGuardedServer('t2');
  const { cluster } = await withPlugin(server, 'print({ token: "t" + count })');
  expect(await get(cluster)).toBe('a');
  expect(server.requests).toHaveLength(2);
});

test('a fresh credential that is refused too is told as the server says it', async () => {
  const server = await aGuardedServer('never');
  const { cluster } = await withPlugin(server, 'print({ token: "t" + count })');
  await expect(get(cluster)).rejects.toMatchObject({ kind: 'ApiError', code: 401 });
  expect(server.requests).toHaveLength(2);
});

const failures: readonly (readonly [string, string, object, RegExp, RegExp])[] = [
  [
    'fails',
    'process.exit(7)',
    {},
    /^getting credentials: exec: executable .* failed with exit code 7$/,
    /run: .*plugin\.mjs$/,
  ],
  ['prints no JSON', 'console.log("hello")', {}, /what it printed is no JSON$/, /./],
  ['prints another kind', 'console.log("{}")', {}, /it printed no ExecCredential$/, /./],
  [
    'prints another version',
    'info.apiVersion = "v0"; print({ token: "t" })',
    {},
    /says API version .*v1, it printed v0$/,
    /./,
  ],
  ['gives nothing', 'print({})', {}, /neither a token nor a client certificate$/, /./],
  [
    'is not there',
    '',
    { command: 'no-such-plugin', installHint: 'Get it at the shop.' },
    /no-such-plugin not found$/,
    /^Get it at the shop\.$/,
  ],
];
for (const [what, body, exec, message, remedy] of failures) {
  test(`an exec plugin that ${what} says what to do`, async () => {
    const server = await aGuardedServer('t1');
    const { cluster } = await withPlugin(server, body, exec);
    const expected = {
      kind: 'KubeconfigError',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(remedy),
    };
    await expect(get(cluster)).rejects.toMatchObject(expected);
    expect(server.requests).toEqual([]);
  });
}

test('a call that is aborted does not wait for the plugin, and closing ends it', async () => {
  const server = await aGuardedServer('t1');
  const folder = await aFolder({});
  const pidFile = join(folder, 'pid');
  const body = `writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setTimeout(() => {}, 60_000)`;
  const { cluster } = await withPlugin(server, body);
  const reason = new Error('enough');
  const stop = new AbortController();
  const waiting = expect(cluster.jobs.get('a', 'film', { signal: stop.signal })).rejects.toBe(reason);
  await expect.poll(() => readFile(pidFile, 'utf8').catch(() => '')).toMatch(/^\d+$/);
  stop.abort(reason);
  await waiting;
  cluster.close();
  const pid = Number(await readFile(pidFile, 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a token file is read, and read again when the server refuses what it held', async () => {
  const server = await aGuardedServer('one', 'two');
  const { folder, cluster } = await clusterFor(server, { tokenFile: 'token' }, { token: 'one\n' });
  await get(cluster);
  await writeFile(join(folder, 'token'), 'two\n');
  server.on(PATH, onlyFor('two'));
  await get(cluster);
  expect(server.requests.map((seen) => seen.headers.authorization)).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
});

test('a token file that did not change is not shown twice', async () => {
  const server = await aGuardedServer('other');
  const { cluster } = await clusterFor(server, { tokenFile: 'token' }, { token: 'one\n' });
  await expect(get(cluster)).rejects.toMatchObject({ code: 401 });
  expect(server.requests).toHaveLength(1);
});

test('a token file that is gone: the token beside it, else a word about it', async () => {
  const server = await aGuardedServer('spare');
  const { folder, cluster } = await clusterFor(server, { tokenFile: 'token', token: 'spare' }, { token: 'one' });
  await rm(join(folder, 'token'));
  expect(await get(cluster)).toBe('a');
  const alone = await clusterFor(server, { tokenFile: 'token' });
  await expect(get(alone.cluster)).rejects.toMatchObject({
    kind: 'KubeconfigError',
    message: expect.stringMatching(/^unable to read tokenFile/),
  });
});
