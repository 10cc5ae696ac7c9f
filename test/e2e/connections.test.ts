/** Every way to reach a cluster, through the program as it is shipped. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { gzipJson, reset, silence, tlsFile } from '../support/fault-server.ts';
import { LISTED, list, reels, serving, TRUSTING } from '../support/listing.ts';
import { aProxy, aSocksProxy } from '../support/proxies.ts';

describe('a server', () => {
  test('without TLS', async () => {
    expect(await list(await serving())).toEqual(LISTED);
  });

  test('with an authority of its own', async () => {
    expect(await list(await serving({ tls: 'server' }), { cluster: TRUSTING })).toEqual(LISTED);
  });

  test('with an authority that is part of the kubeconfig', async () => {
    const data = await readFile(tlsFile('ca.crt'), 'base64');
    const server = await serving({ tls: 'server' });
    expect(await list(server, { cluster: { 'certificate-authority-data': data } })).toEqual(LISTED);
  });

  test('with an authority that this machine trusts', async () => {
    const env = { SSL_CERT_FILE: tlsFile('ca.crt') };
    expect(await list(await serving({ tls: 'server' }), { options: { env } })).toEqual(LISTED);
  });

  test('with an authority that nobody named', async () => {
    const said = await list(await serving({ tls: 'server' }));
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toContain('tls: failed to verify certificate: signed by unknown authority');
    expect(said.stderr).toContain('--certificate-authority FILE');
  });

  test('with a certificate for another name than tls-server-name', async () => {
    const server = await serving({ tls: 'server' });
    const named = (name: string) => list(server, { cluster: { ...TRUSTING, 'tls-server-name': name } });
    expect(await named('kubernetes.test')).toEqual(LISTED);
    const said = await named('elsewhere.test');
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^Unable to connect to the server: tls: .*elsewhere\.test/);
  });

  test('with a certificate that has expired', async () => {
    const server = await serving({ tls: 'expired' });
    const said = await list(server, { cluster: TRUSTING });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^Unable to connect to the server: tls: .*expired/);
    expect(await list(server, { cluster: { 'insecure-skip-tls-verify': true } })).toEqual(LISTED);
  });

  test('that resets the connection', async () => {
    const said = await list(await serving({}, reset()));
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^The connection to the server 127\.0\.0\.1:\d+ was lost\n/);
  });

  test('that is silent for longer than --request-timeout', async () => {
    const server = await serving({}, silence());
    const said = await list(server, { words: ['--request-timeout', '200ms'] });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toContain('no answer within');
  });
});

describe('through a proxy', () => {
  const FAR = { ...TRUSTING, server: 'https://kubernetes.test:6443' };

  test('that HTTPS_PROXY names, with a password', async () => {
    const server = await serving({ tls: 'server' });
    const proxy = await aProxy(server.port);
    const env = { HTTPS_PROXY: proxy.url.replace('//', '//joe:secret@') };
    expect(await list(server, { cluster: FAR, options: { env } })).toEqual(LISTED);
    expect(proxy.asked).toEqual(['kubernetes.test:6443']);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('joe:secret').toString('base64')}`]);
  });

  test('that HTTP_PROXY names, to a server without TLS, compressed', async () => {
    const server = await serving({}, gzipJson(reels(0)));
    const proxy = await aProxy(server.port);
    const cluster = { server: 'http://kubernetes.test:8080' };
    expect(await list(server, { cluster, options: { env: { HTTP_PROXY: proxy.url } } })).toEqual(LISTED);
    expect(proxy.asked).toEqual(['kubernetes.test:8080']);
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip');
  });

  test('that proxy-url names, with a client certificate', async () => {
    const server = await serving({ tls: 'server', clientCertificate: 'required' });
    const proxy = await aProxy(server.port);
    const user = { 'client-certificate': tlsFile('client.crt'), 'client-key': tlsFile('client.key') };
    expect(await list(server, { cluster: { ...FAR, 'proxy-url': proxy.url }, user })).toEqual(LISTED);
    expect(server.requests[0]?.clientName).toBe('jane');
  });

  test('of the SOCKS kind', async () => {
    const server = await serving({ tls: 'server' });
    const proxy = await aSocksProxy(server.port);
    expect(await list(server, { cluster: { ...FAR, 'proxy-url': proxy.url } })).toEqual(LISTED);
    expect(proxy.asked).toEqual(['kubernetes.test:6443']);
  });

  test('but not where NO_PROXY names the server', async () => {
    const server = await serving({ tls: 'server' });
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '.test' };
    const said = await list(server, {
      cluster: { ...FAR, server: 'https://no-such-host.test:6443' },
      options: { env },
    });
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining('no-such-host.test') });
    expect(said.stderr).not.toContain('proxy');
  });

  test('that refuses is named', async () => {
    const server = await serving({ tls: 'server' });
    const proxy = await aProxy(server.port, 407);
    const said = await list(server, { cluster: FAR, options: { env: { HTTPS_PROXY: proxy.url } } });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toContain(`proxy ${new URL(proxy.url).host}: it answered 407`);
  });
});
