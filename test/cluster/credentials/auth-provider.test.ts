import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Act, type FaultServer, json, status, tlsFile } from '../../support/fault-server.ts';
import { oidcProvider as aProvider, idToken, oidc } from '../../support/oidc-provider.ts';
import { aCall, aCluster, aFolder, aServer } from '../../support/open-cluster.ts';

const PATH = '/apis/batch/v1/namespaces/film/jobs/a';
const JOB = { kind: 'Job', apiVersion: 'batch/v1', metadata: { name: 'a', namespace: 'film' } };

async function get(server: FaultServer, config: object, name = 'oidc') {
  const folder = await aFolder({ config: `# kept as it is\n${stringify(kubeconfig(server, name, config))}` });
  const kubeconfigFile = join(folder, 'config');
  const cluster = await aCluster({ kubeconfig: kubeconfigFile });
  const job = await cluster.jobs.get('a', 'film', aCall());
  return { name: job.metadata.name, file: await readFile(kubeconfigFile, 'utf8') };
}

function kubeconfig(server: FaultServer, name: string, config: object): object {
  return {
    clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority': tlsFile('ca.crt') } }],
    users: [
      { name: 'other', user: {} },
      { name: 'u', user: { 'auth-provider': { name, config } } },
    ],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}

/** Lets in whoever shows a token of this subject. */
function onlyFor(who: string): Act {
  return (response, seen) => {
    const claims = String(seen.headers.authorization).split('.')[1] ?? '';
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
    const act = sub === who ? json(JOB) : status(401, 'Unauthorized', 'Unauthorized');
    act(response, seen);
  };
}

async function aGuardedServer(who: string): Promise<FaultServer> {
  const server = await aServer({ tls: 'server' });
  server.on(PATH, onlyFor(who));
  return server;
}

test('OIDC: a token that is still good is shown as it is', async () => {
  const [server, provider] = [await aGuardedServer('jane'), await aProvider()];
  expect((await get(server, oidc(provider, 'jane', 300))).name).toBe('a');
  expect(provider.requests).toEqual([]);
});

test('OIDC: a token that has expired is renewed first, and kept in the kubeconfig', async () => {
  const [server, provider] = [await aGuardedServer('fresh'), await aProvider()];
  const config = oidc(provider, 'jane', -60);
  const { name, file } = await get(server, config);
  expect(name).toBe('a');
  expect(server.requests).toHaveLength(1);
  expect(file).toMatch(/^# kept as it is\n/);
  const saved = parse(file);
  expect(saved).toEqual(kubeconfig(server, 'oidc', { ...config, ...saved.users[1].user['auth-provider'].config }));
  expect(saved.users[1].user['auth-provider'].config).toMatchObject({
    'id-token': provider.issued,
    'refresh-token': 'next',
  });
});

test('OIDC: a token that the server refuses is renewed once', async () => {
  const [server, provider] = [await aGuardedServer('fresh'), await aProvider()];
  expect((await get(server, oidc(provider, 'jane', 300))).name).toBe('a');
  expect(server.requests).toHaveLength(2);
});

test('OIDC: a token that the server refuses and that cannot be renewed is told as the server says it', async () => {
  const [server, provider] = [await aGuardedServer('fresh'), await aProvider()];
  const config = { ...oidc(provider, 'jane', 300), 'refresh-token': '' };
  await expect(get(server, config)).rejects.toMatchObject({ kind: 'ApiError', code: 401 });
});

test('OIDC: the provider refuses: what it says, and that one may have to log in again', async () => {
  const [server, provider] = [await aGuardedServer('fresh'), await aProvider()];
  provider.on('/token', json({ error: 'invalid_grant', error_description: 'Token is not active' }, {}, 400));
  await expect(get(server, oidc(provider, 'jane', -60))).rejects.toMatchObject({
    kind: 'KubeconfigError',
    message: `getting credentials: oidc: ${provider.url} refused to refresh the token: Token is not active`,
    remedy: 'You may have to log in again.',
  });
});

test('gcp: a token that has expired is fetched by its program, through client-node', async () => {
  const server = await aGuardedServer('fresh');
  const program = await aFolder({
    'login.mjs': `console.log(JSON.stringify({ token: '${idToken('x', 'fresh', 300)}', until: '2999-01-01T00:00:00Z' }))`,
  });
  const config = {
    'access-token': 'old',
    expiry: '2020-01-01T00:00:00Z',
    'cmd-path': process.execPath,
    'cmd-args': join(program, 'login.mjs'),
    'token-key': '{.token}',
    'expiry-key': '{.until}',
  };
  expect((await get(server, config, 'gcp')).name).toBe('a');
});

test('an auth provider that nobody knows is named', async () => {
  const server = await aServer({ tls: 'server' });
  await expect(get(server, {}, 'keystone')).rejects.toMatchObject({
    kind: 'KubeconfigError',
    message: 'no Auth Provider found for name "keystone"',
  });
});
