import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Connection, ConnectionOptions } from '../../../src/cluster/connection.ts';
import { resolveConnection } from '../../../src/cluster/kubeconfig/resolve-connection.ts';
import { tlsFile } from '../../support/fault-server.ts';
import { aFolder, someSurroundings } from '../../support/open-cluster.ts';

const CA = readFileSync(tlsFile('ca.crt'));
const CERT = readFileSync(tlsFile('client.crt'));
const KEY = readFileSync(tlsFile('client.key'));

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

function kubeconfig({ cluster, user, context }: Parts = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'film', cluster: { server: 'https://film.example:6443', ...cluster } },
      { name: 'other', cluster: { server: 'https://other.example' } },
    ],
    users: [
      { name: 'jane', user: { token: 'janes', ...user } },
      { name: 'joe', user: { username: 'joe', password: 'secret' } },
    ],
    contexts: [
      { name: 'film', context: { cluster: 'film', user: 'jane', namespace: 'studio', ...context } },
      { name: 'other', context: { cluster: 'other', user: 'joe' } },
      { name: 'broken', context: { cluster: 'gone', user: 'jane' } },
    ],
    'current-context': 'film',
  };
}

async function resolved(parts: Parts, options: ConnectionOptions = {}): Promise<Connection> {
  return resolvedText(stringify(kubeconfig(parts)), options);
}

async function resolvedText(text: string, options: ConnectionOptions = {}): Promise<Connection> {
  const folder = await aFolder({ config: text });
  await writeFile(join(folder, 'ca.crt'), CA);
  await writeFile(join(folder, 'client.crt'), CERT);
  await writeFile(join(folder, 'client.key'), KEY);
  return resolveConnection({ kubeconfig: join(folder, 'config'), ...options }, await someSurroundings());
}

/** One line a case: what is in the kubeconfig, what is typed, and what comes of it. */
function check(name: string, parts: Parts, options: ConnectionOptions, expected: object): void {
  test(name, async () => {
    const connection = await resolved(parts, options);
    expect({ ...connection, server: connection.server.href }).toMatchObject(expected);
  });
}

function refuse(name: string, parts: Parts, options: ConnectionOptions, message: string | RegExp): void {
  test(name, async () => {
    await expect(resolved(parts, options)).rejects.toMatchObject({
      kind: 'KubeconfigError',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      remedy: expect.stringMatching(/.../),
    });
  });
}

check('the current context', {}, {}, { server: 'https://film.example:6443/', namespace: 'studio' });
check('its user', {}, {}, { credential: { kind: 'token', token: 'janes' } });
check('--context', {}, { context: 'other' }, { server: 'https://other.example/', namespace: 'default' });
check('--cluster', {}, { cluster: 'other' }, { server: 'https://other.example/', credential: { token: 'janes' } });
check('--user', {}, { user: 'joe' }, { credential: { kind: 'basic', username: 'joe', password: 'secret' } });
check('--namespace', {}, { namespace: 'n' }, { namespace: 'n' });
check('--server', {}, { server: 'https://127.0.0.1:1/x/' }, { server: 'https://127.0.0.1:1/x/' });
check('--token', {}, { token: 'typed' }, { credential: { kind: 'token', token: 'typed' } });
check(
  '--token puts tokenFile aside',
  { user: { tokenFile: 't' } },
  { token: 'typed' },
  { credential: { token: 'typed' } },
);
check('--request-timeout', {}, { requestTimeoutMs: 5 }, { requestTimeoutMs: 5 });
check('--insecure-skip-tls-verify', {}, { insecureSkipTlsVerify: true }, { tls: { skipVerify: true } });
check(
  '--insecure-skip-tls-verify puts the authority of the kubeconfig aside',
  { cluster: { 'certificate-authority': 'ca.crt' } },
  { insecureSkipTlsVerify: true },
  { tls: { skipVerify: true, ca: undefined } },
);
check(
  '--certificate-authority puts insecure-skip-tls-verify of the kubeconfig aside',
  { cluster: { 'insecure-skip-tls-verify': true } },
  { certificateAuthority: tlsFile('ca.crt') },
  { tls: { skipVerify: false, ca: CA } },
);
check('tls-server-name', { cluster: { 'tls-server-name': 'a' } }, {}, { tls: { serverName: 'a' } });
check('--tls-server-name', {}, { tlsServerName: 'b' }, { tls: { serverName: 'b' } });
check(
  '--server puts tls-server-name of the kubeconfig aside',
  { cluster: { 'tls-server-name': 'a' } },
  { server: 'https://x' },
  { tls: { serverName: undefined } },
);
check(
  'an authority by file, relative to the kubeconfig',
  { cluster: { 'certificate-authority': 'ca.crt' } },
  {},
  { tls: { ca: CA } },
);
check(
  'an authority as data wins over one by file',
  { cluster: { 'certificate-authority': 'gone', 'certificate-authority-data': CA.toString('base64') } },
  {},
  { tls: { ca: CA } },
);
check(
  'a client certificate by file',
  { user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' } },
  {},
  { credential: { certificate: { cert: CERT, key: KEY } } },
);
check(
  'a client certificate as data',
  { user: { 'client-certificate-data': CERT.toString('base64'), 'client-key-data': KEY.toString('base64') } },
  {},
  { credential: { certificate: { cert: CERT, key: KEY } } },
);
check(
  '--client-certificate and --client-key',
  {},
  { clientCertificate: tlsFile('client.crt'), clientKey: tlsFile('client.key') },
  { credential: { certificate: { cert: CERT, key: KEY } } },
);
check('proxy-url', { cluster: { 'proxy-url': 'socks5://p:1080' } }, {}, { proxy: new URL('socks5://p:1080') });
check('disable-compression', { cluster: { 'disable-compression': true } }, {}, { disableCompression: true });
check('--disable-compression', {}, { disableCompression: true }, { disableCompression: true });
check(
  'whom to act as, from the kubeconfig',
  { user: { as: 'root', 'as-uid': '7', 'as-groups': ['g'], 'as-user-extra': { why: ['because'] } } },
  {},
  { impersonation: { user: 'root', uid: '7', groups: ['g'], extra: { why: ['because'] } } },
);
check(
  'whom to act as, as typed',
  { user: { as: 'root', 'as-groups': ['g'] } },
  { as: 'ann', asGroups: ['h'] },
  { impersonation: { user: 'ann', groups: ['h'] } },
);
check('a server without a scheme is plain', {}, { server: 'localhost:8080' }, { server: 'http://localhost:8080/' });
check(
  'a server without a scheme but with TLS settings is https',
  {},
  { server: 'localhost:8080', insecureSkipTlsVerify: true },
  { server: 'https://localhost:8080/' },
);
check('no secret goes over plain http', {}, { server: 'http://film.example' }, { credential: { kind: 'none' } });
check(
  'a token may go over plain http to this machine',
  {},
  { server: 'http://[::1]:8001' },
  { credential: { token: 'janes' } },
);
check(
  'an exec plugin with a path is found beside the kubeconfig',
  { user: { token: '', exec: { apiVersion: 'v1', command: './bin/login' } } },
  {},
  {
    credential: { kind: 'exec', plugin: { command: expect.stringMatching(/kubectl-job-test-\w+[\\/]bin[\\/]login$/) } },
  },
);
check(
  'an auth provider',
  { user: { token: '', 'auth-provider': { name: 'oidc', config: { 'id-token': 't' } } } },
  {},
  { credential: { kind: 'auth-provider', name: 'oidc', config: { 'id-token': 't' } } },
);

refuse('an unknown --context', {}, { context: 'nope' }, 'context "nope" does not exist');
refuse('an unknown --cluster', {}, { cluster: 'nope' }, 'cluster "nope" does not exist');
refuse('an unknown --user', {}, { user: 'nope' }, 'auth info "nope" does not exist');
refuse('a context that names no cluster of the file', {}, { context: 'broken' }, 'cluster "gone" does not exist');
refuse('--as-group without --as', {}, { asGroups: ['g'] }, /^requesting uid, groups or user-extra without/);
refuse('a server that is no URL', {}, { server: 'ssh://x' }, 'the server address "ssh://x" is not a URL');
refuse(
  'an authority that is not there',
  { cluster: { 'certificate-authority': 'no.crt' } },
  {},
  /^unable to read certificate-authority .*no\.crt: no such file/,
);
refuse(
  'an authority that is no PEM',
  { cluster: { 'certificate-authority-data': 'aGFsbG8=' } },
  {},
  /there is no PEM data in/,
);
refuse(
  'an authority beside insecure-skip-tls-verify',
  { cluster: { 'certificate-authority': 'ca.crt', 'insecure-skip-tls-verify': true } },
  {},
  'specifying a root certificates file with the insecure flag is not allowed',
);
refuse(
  'a certificate without its key',
  { user: { 'client-certificate': 'client.crt' } },
  {},
  /^client-key must be given too/,
);
refuse(
  'an exec plugin without apiVersion',
  { user: { token: '', exec: { command: 'x' } } },
  {},
  /^apiVersion must be specified for jane/,
);
refuse(
  '--kubeconfig that is not there',
  {},
  { kubeconfig: '/no/such/file' },
  'stat /no/such/file: no such file or directory',
);

const unreadable: readonly (readonly [string, string, RegExp])[] = [
  ['no YAML', 'a: [', /^error loading config file ".*": yaml: /],
  ['no kubeconfig', 'just a text', /it is not a kubeconfig$/],
  ['empty', '', /^no configuration has been provided$/],
  ['without contexts', 'clusters: 7\nusers: []', /^no configuration has been provided$/],
  ['without a current context', stringify({ ...kubeconfig(), 'current-context': '' }), /^no current context is set$/],
  [
    'with a current context that is gone',
    stringify({ ...kubeconfig(), 'current-context': 'x' }),
    /^context "x" does not exist$/,
  ],
];
for (const [what, text, message] of unreadable) {
  test(`a kubeconfig that is ${what} says so`, async () => {
    await expect(resolvedText(text)).rejects.toMatchObject({
      kind: 'KubeconfigError',
      message: expect.stringMatching(message),
    });
  });
}

test('as with kubectl, merge keys are merged and the first of several documents counts', async () => {
  const text = `
clusters:
- name: a
  cluster: &shared { server: https://a:1, tls-server-name: inside }
- name: b
  cluster: { <<: *shared, server: https://b:2 }
contexts:
- name: b
  context: { cluster: b, namespace: studio }
current-context: b
---
current-context: a
`;
  const { server, tls, namespace } = await resolvedText(text);
  expect([server.host, tls.serverName, namespace]).toEqual(['b:2', 'inside', 'studio']);
});

test('a kubeconfig in JSON is read too, and so is one that only begins like it', async () => {
  expect((await resolvedText(JSON.stringify(kubeconfig()))).namespace).toBe('studio');
  expect(
    (await resolvedText('{clusters: [{name: a, cluster: {server: "https://a"}}]}', { cluster: 'a' })).server.host,
  ).toBe('a');
});

test('of several files the first to name something wins, and a missing one is passed over', async () => {
  const one = { clusters: [{ name: 'film', cluster: { server: 'https://first' } }], 'current-context': 'film' };
  const folder = await aFolder({
    one: stringify(one),
    two: stringify({ ...kubeconfig(), 'current-context': 'other' }),
  });
  const KUBECONFIG = ['missing', 'one', 'two'].map((name) => join(folder, name)).join(delimiter);
  const connection = await resolveConnection({}, await someSurroundings({ KUBECONFIG }));
  expect(connection.server.host).toBe('first');
  expect(connection.namespace).toBe('studio');
  expect(connection.credential).toMatchObject({ token: 'janes' });
});

test('without KUBECONFIG it is ~/.kube/config', async () => {
  const surroundings = await someSurroundings();
  await mkdir(join(surroundings.homeDirectory, '.kube'));
  await writeFile(join(surroundings.homeDirectory, '.kube', 'config'), stringify(kubeconfig()));
  expect((await resolveConnection({}, surroundings)).namespace).toBe('studio');
});

test('nothing anywhere: no configuration has been provided, and where was looked', async () => {
  await expect(resolveConnection({}, await someSurroundings())).rejects.toMatchObject({
    message: 'no configuration has been provided',
    remedy: expect.stringMatching(/KUBECONFIG.*Looked in: .*config/),
  });
});

test('--server alone is enough', async () => {
  const connection = await resolveConnection({ server: 'https://a:1', token: 't' }, await someSurroundings());
  expect(connection).toMatchObject({ namespace: 'default', credential: { kind: 'token', token: 't' } });
});

test('in a pod it is the service account', async () => {
  const surroundings = await someSurroundings({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' });
  const folder = surroundings.serviceAccountDirectory;
  await mkdir(folder);
  await writeFile(join(folder, 'token'), 'pods\n');
  await writeFile(join(folder, 'ca.crt'), CA);
  await writeFile(join(folder, 'namespace'), 'studio\n');
  const connection = await resolveConnection({}, surroundings);
  expect(connection).toMatchObject({ namespace: 'studio', tls: { ca: CA } });
  expect(connection.server.href).toBe('https://[fd00::1]/');
  expect(connection.credential).toMatchObject({ kind: 'token-file', file: join(folder, 'token') });
});
