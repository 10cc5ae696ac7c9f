/** What a DNS server remembers, as its Corefile says (CoreDNS, plugins kubernetes and cache). */
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/sandbox/clock.ts';
import { DnsMemory, remembranceOf } from '../../../src/sandbox/kubelet/dns-memory.ts';
import { Store } from '../../../src/sandbox/store.ts';

const corefile = (cache: string, ttl = '      ttl 30\n') =>
  `.:53 {\n    errors\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n      pods insecure\n${ttl}    }\n    forward . /etc/resolv.conf {\n      max_concurrent 1000\n    }\n${cache}    reload\n}\n`;

describe('a Corefile', () => {
  test.each([
    ['none', '', [0, 0]],
    ['no cache', corefile(''), [0, 0]],
    ['a cache without more', corefile('    cache\n'), [30, 30]],
    ['a cache of ten seconds', corefile('    cache 10\n'), [10, 10]],
    ['names that live for five seconds', corefile('    cache 30\n', ''), [5, 5]],
    [
      "kubeadm's",
      corefile('    cache 30 {\n      disable success cluster.local\n      disable denial cluster.local\n    }\n'),
      [0, 0],
    ],
    ["k0s's", corefile('    cache 30 {\n      disable denial cluster.local\n    }\n'), [30, 0]],
    ['nothing of another zone', corefile('    cache 30 {\n      disable denial example.org\n    }\n'), [30, 30]],
    ['denials of all zones', corefile('    cache 30 {\n      disable denial\n    }\n'), [30, 0]],
    ["NodeLocal DNSCache's", corefile('    cache {\n      success 9984 20\n      denial 9984 5\n    }\n'), [20, 5]],
    ['a comment', corefile('    # cache 30\n'), [0, 0]],
  ])('%s', (_, text, [success, denial]) => {
    expect(remembranceOf(text)).toEqual({ success, denial });
  });
});

test('an absence and an address are remembered so long; another Corefile begins anew', () => {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, at: () => () => {}, leaps: false, hold: () => () => {} };
  const store = new Store();
  const configure = (text: string) =>
    store.put('configmaps', { metadata: { name: 'coredns', namespace: 'kube-system' }, data: { Corefile: text } });
  const dns = new DnsMemory(store, clock);
  const ask = (...there: readonly string[]) => dns.answer('a.svc', () => there).join();
  expect([ask(), ask('1')]).toEqual(['', '1']);
  configure(corefile('    cache 30\n'));
  expect([ask(), ask('1')]).toEqual(['', '']);
  nowMs = 29_999;
  expect(ask('1')).toBe('');
  nowMs = 30_000;
  expect([ask('1'), ask('2'), ask()]).toEqual(['1', '1', '1']);
  configure(corefile(''));
  expect(ask('2')).toBe('2');
});
