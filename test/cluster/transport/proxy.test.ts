import { expect, test } from 'vitest';
import { proxyFor } from '../../../src/cluster/transport/proxy.ts';

type Env = Readonly<Record<string, string>>;

function check(name: string, server: string, env: Env, proxy: string | undefined, proxyUrl = ''): void {
  test(name, () => expect(proxyFor(new URL(server), proxyUrl, env)?.href).toBe(proxy));
}

const FAR = 'https://api.example.com:6443';
const HTTPS: Env = { HTTPS_PROXY: 'http://proxy:3128' };
const P = 'http://proxy:3128/';
const exempt = (list: string): Env => ({ ...HTTPS, NO_PROXY: list });

check('none is set: straight', FAR, {}, undefined);
check('HTTPS_PROXY is for https', FAR, HTTPS, P);
check('HTTPS_PROXY is not for http', 'http://api.example.com', HTTPS, undefined);
check('HTTP_PROXY is for http', 'http://api.example.com', { HTTP_PROXY: 'proxy:3128' }, P);
check('HTTP_PROXY is not for https', FAR, { HTTP_PROXY: 'proxy:3128' }, undefined);
check('lower case counts too', FAR, { https_proxy: 'socks5://proxy:1080' }, 'socks5://proxy:1080');
check('upper case wins', FAR, { ...HTTPS, https_proxy: 'http://other:1' }, P);
check('never for this machine by name', 'https://localhost:6443', HTTPS, undefined);
check('never for this machine by address', 'https://127.0.0.2:6443', HTTPS, undefined);
check('never for this machine by IPv6 address', 'https://[::1]:6443', HTTPS, undefined);
check('proxy-url of the kubeconfig holds even there', 'https://localhost:6443', {}, P, 'http://proxy:3128');
check('proxy-url wins, NO_PROXY or not', FAR, { HTTPS_PROXY: 'http://other:1', NO_PROXY: '*' }, P, 'http://proxy:3128');
check('NO_PROXY: everything', FAR, exempt('*'), undefined);
check('NO_PROXY: the host', FAR, exempt('other.org, API.example.com'), undefined);
check('NO_PROXY: its domain', FAR, exempt('example.com'), undefined);
check('NO_PROXY: subdomains only', FAR, exempt('.example.com'), undefined);
check('NO_PROXY: subdomains only leave the domain itself out', 'https://example.com', exempt('.example.com'), P);
check('NO_PROXY: half a name is no domain', FAR, exempt('ample.com'), P);
check('NO_PROXY: with the port', FAR, exempt('example.com:6443'), undefined);
check('NO_PROXY: with another port', FAR, exempt('example.com:443'), P);
check('NO_PROXY: the port that a scheme has', 'https://example.com', exempt('example.com:443'), undefined);
check('NO_PROXY: an address', 'https://10.1.2.3:6443', exempt('10.1.2.3'), undefined);
check('NO_PROXY: a network', 'https://10.1.2.3:6443', exempt('10.0.0.0/8'), undefined);
check('NO_PROXY: another network', 'https://11.1.2.3:6443', exempt('10.0.0.0/8'), P);
check('NO_PROXY: an IPv6 network', 'https://[fd00::1]:6443', exempt('fd00::/8'), undefined);
check('NO_PROXY: an IPv6 address', 'https://[fd00::1]:6443', exempt('fd00::1'), undefined);
check('NO_PROXY: what is no network at all', 'https://10.1.2.3:6443', exempt('10.0.0.0/99,a/b,/,:443'), P);

for (const bad of ['ftp://proxy', 'http://', '://']) {
  test(`${bad} is no proxy`, () => {
    expect(() => proxyFor(new URL(FAR), bad, {})).toThrow('proxy-url is not a proxy that can be used');
  });
}
