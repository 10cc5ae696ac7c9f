/** Every way to say who one is, through the program as it is shipped. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tlsFile } from '../support/fault-server.ts';
import { LISTED, list, onlyFor, serving, TRUSTING } from '../support/listing.ts';
import { idToken, oidc, oidcProvider } from '../support/oidc-provider.ts';
import { aFolder } from '../support/open-cluster.ts';

const SECRET = onlyFor((shown) => shown === 'Bearer secret');
const API = 'client.authentication.k8s.io/v1';

describe('what the kubeconfig or the command line hold', () => {
  test('a client certificate', async () => {
    const server = await serving({ tls: 'server', clientCertificate: 'required' });
    const user = { 'client-certificate': tlsFile('client.crt'), 'client-key': tlsFile('client.key') };
    expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
    expect(server.requests.map((seen) => seen.clientName)).toEqual(['jane']);
  });

  test('a client certificate that is part of the kubeconfig', async () => {
    const server = await serving({ tls: 'server', clientCertificate: 'required' });
    const [certificate, key] = await Promise.all(
      ['client.crt', 'client.key'].map((file) => readFile(tlsFile(file), 'base64')),
    );
    const user = { 'client-certificate-data': certificate, 'client-key-data': key };
    expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
  });

  test('no certificate where one is required', async () => {
    const server = await serving({ tls: 'server', clientCertificate: 'required' });
    const said = await list(server, { cluster: TRUSTING });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^(Unable to connect to the server: tls: |The connection to the server .* was lost)/);
  });

  test('a token', async () => {
    const server = await serving({ tls: 'server' }, SECRET);
    expect(await list(server, { cluster: TRUSTING, user: { token: 'secret' } })).toEqual(LISTED);
    const words = ['-o', 'name', '--token', 'secret'];
    expect(await list(server, { cluster: TRUSTING, user: { token: 'old' }, words })).toEqual(LISTED);
    const said = await list(server, { cluster: TRUSTING, user: { token: 'old' } });
    expect(said).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('must be logged in') });
  });

  test('a token file', async () => {
    const server = await serving({ tls: 'server' }, SECRET);
    const user = { tokenFile: join(await aFolder({ token: 'secret\n' }), 'token') };
    expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
  });

  test('a name and a password', async () => {
    const wanted = `Basic ${Buffer.from('joe:pässword').toString('base64')}`;
    const server = await serving(
      {},
      onlyFor((shown) => shown === wanted),
    );
    expect(await list(server, { user: { username: 'joe', password: 'pässword' } })).toEqual(LISTED);
  });

  test('somebody else whose name one may use', async () => {
    const server = await serving();
    await list(server, { words: ['--as', 'jane', '--as-group', 'crew', '--as-group', 'directors'] });
    const headers = { 'impersonate-user': 'jane', 'impersonate-group': 'crew, directors' };
    expect(server.requests[0]?.headers).toMatchObject(headers);
  });
});

describe('an exec plugin', () => {
  /** A shell script that prints its credential; `$count` is how often it ran. */
  const plugin = async (status: string) => {
    const credential = `{"kind":"ExecCredential","apiVersion":"${API}","status":${status}}`;
    const script = `printf . >> "$0.runs"; count=$(wc -c < "$0.runs" | tr -d ' '); cat <<END\n${credential}\nEND\n`;
    const args = [join(await aFolder({ 'plugin.sh': script }), 'plugin.sh')];
    return { exec: { apiVersion: API, command: 'sh', args, interactiveMode: 'IfAvailable' } };
  };

  test('gives a token', async () => {
    const server = await serving({ tls: 'server' }, SECRET);
    expect(await list(server, { cluster: TRUSTING, user: await plugin('{"token":"secret"}') })).toEqual(LISTED);
  });

  test('gives a client certificate', async () => {
    const server = await serving({ tls: 'server', clientCertificate: 'required' });
    const [certificate, key] = await Promise.all(
      ['client.crt', 'client.key'].map((file) => readFile(tlsFile(file), 'utf8')),
    );
    const status = JSON.stringify({ clientCertificateData: certificate, clientKeyData: key });
    // What is in a here-document is read once more by the shell.
    const user = await plugin(status.replaceAll('\\n', '\\\\n'));
    expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
    expect(server.requests[0]?.clientName).toBe('jane');
  });

  test('is asked again when what it gave is refused', async () => {
    const server = await serving(
      { tls: 'server' },
      onlyFor((shown) => shown === 'Bearer t2'),
    );
    expect(await list(server, { cluster: TRUSTING, user: await plugin('{"token":"t$count"}') })).toEqual(LISTED);
    expect(server.requests).toHaveLength(2);
  });

  test('is told about the cluster, and what it says reaches the user', async () => {
    const server = await serving({ tls: 'server' }, SECRET);
    const script = 'echo "log in at the desk" >&2; echo "$KUBERNETES_EXEC_INFO" > "$0.info"; exit 3\n';
    const folder = await aFolder({ 'plugin.sh': script });
    const args = [join(folder, 'plugin.sh')];
    const user = { exec: { apiVersion: API, command: 'sh', args, provideClusterInfo: true, interactiveMode: 'Never' } };
    const said = await list(server, { cluster: TRUSTING, user });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^log in at the desk\n.*failed with exit code 3\n/);
    const info = JSON.parse(await readFile(join(folder, 'plugin.sh.info'), 'utf8'));
    expect(info.spec).toMatchObject({ cluster: { server: server.url }, interactive: false });
  });

  test('that is not there is told how to be had', async () => {
    const exec = {
      apiVersion: API,
      command: 'no-such-plugin',
      installHint: 'Get it at the shop.',
      interactiveMode: 'Never',
    };
    const said = await list(await serving({ tls: 'server' }), { cluster: TRUSTING, user: { exec } });
    expect(said.stderr).toMatch(/executable no-such-plugin not found\nGet it at the shop\.\n/);
    expect(said.code).toBe(1);
  });
});

describe('OIDC', () => {
  const subject = (who: string) => (shown: string) => {
    const claims = Buffer.from(shown.split('.')[1] ?? '', 'base64url').toString();
    return claims.includes(`"sub":"${who}"`);
  };

  test('a token that is still good', async () => {
    const [server, provider] = [await serving({ tls: 'server' }, onlyFor(subject('jane'))), await oidcProvider()];
    const user = { 'auth-provider': { name: 'oidc', config: oidc(provider, 'jane', 300) } };
    expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
    expect(provider.requests).toEqual([]);
  });

  test('a token that has expired is renewed', async () => {
    const [server, provider] = [await serving({ tls: 'server' }, onlyFor(subject('fresh'))), await oidcProvider()];
    const user = { 'auth-provider': { name: 'oidc', config: oidc(provider, 'jane', -60) } };
    expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
    expect(server.requests).toHaveLength(1);
  });
});

test('the deprecated gcp provider runs its program', async () => {
  const server = await serving({ tls: 'server' }, SECRET);
  const printed = `{"token":"secret","until":"2999-01-01T00:00:00Z"}`;
  const folder = await aFolder({ 'login.sh': `echo '${printed}'\n` });
  const config = {
    'access-token': idToken('x', 'old', -60),
    expiry: '2020-01-01T00:00:00Z',
    'cmd-path': 'sh',
    'cmd-args': join(folder, 'login.sh'),
    'token-key': '{.token}',
    'expiry-key': '{.until}',
  };
  const user = { 'auth-provider': { name: 'gcp', config } };
  expect(await list(server, { cluster: TRUSTING, user })).toEqual(LISTED);
});
