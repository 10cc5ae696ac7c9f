/** Which names a pod can look up, and which ports answer it (CoreDNS's kubernetes plugin; JOB-FACTS, Peers). */
import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../src/sandbox/api/fields.ts';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import { DnsMemory } from '../../../src/sandbox/kubelet/dns-memory.ts';
import { hostsFile, podNetwork, resolverFile } from '../../../src/sandbox/kubelet/pod-network.ts';
import { Store, type StoredObject } from '../../../src/sandbox/store.ts';

const pod = (name: string, spec: Fields = {}): StoredObject => ({
  kind: 'Pod',
  metadata: { name, namespace: 'film' },
  spec: {
    hostname: name,
    subdomain: 'peers',
    dnsPolicy: 'ClusterFirst',
    containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }],
    ...spec,
  },
  status: { phase: 'Running', podIP: '10.244.1.9', conditions: [{ type: 'ContainersReady', status: 'True' }] },
});

const service = (name: string, spec: Fields): StoredObject => ({
  kind: 'Service',
  metadata: { name, namespace: 'film' },
  spec,
});
const endpoint = (hostname: string, address: string, ready = true) => ({
  addresses: [address],
  hostname,
  conditions: { ready },
});

function networkOf(spec: Fields = {}, services: Fields = {}) {
  const store = new Store();
  store.put('services', service('peers', { clusterIP: 'None', ...services }));
  store.put('services', service('api', { clusterIP: '10.96.0.9', ports: [{ port: 80, targetPort: 'http' }] }));
  const slice = (name: string, endpoints: readonly Fields[]) =>
    store.put('endpointslices', {
      metadata: { name, namespace: 'film', labels: { 'kubernetes.io/service-name': name } },
      endpoints,
    });
  slice('peers', [endpoint('job-0', '10.244.1.9'), endpoint('job-1', '10.244.2.3', false)]);
  slice('api', [endpoint('job-0', '10.244.1.9')]);
  const asking = pod('job-9', spec);
  const dns = new DnsMemory(store, scaledClock(0, 0));
  const podAt = (address: string) => (address === '10.244.1.9' ? pod('job-0') : undefined);
  return podNetwork({ store, pod: asking, address: '10.244.3.3', hostname: 'job-9', podAt, dns });
}

describe('names', () => {
  const check = (name: string, expected: readonly string[] | undefined, of = networkOf()) =>
    test(`${name}: ${expected?.join(', ') ?? 'not found'}`, () => {
      const found = of.resolve(name);
      expect(found.is === 'found' ? found.addresses : undefined).toEqual(expected);
    });

  check('job-0.peers', ['10.244.1.9']);
  check('job-0.peers.film', ['10.244.1.9']);
  check('job-0.peers.film.svc', ['10.244.1.9']);
  check('job-0.peers.film.svc.cluster.local', ['10.244.1.9']);
  check('job-0.peers.film.svc.cluster.local.', ['10.244.1.9']);
  check('JOB-0.peers', ['10.244.1.9']);
  check('job-0', undefined);
  check('job-9.peers.film.svc.cluster.local', ['10.244.3.3']);
  check('job-9.peers', undefined);
  check('job-1.peers', undefined);
  check('job-1.peers', ['10.244.2.3'], networkOf({}, { publishNotReadyAddresses: true }));
  check('peers', ['10.244.1.9']);
  check('api', ['10.96.0.9']);
  check('api.film', ['10.96.0.9']);
  check('api.tape', undefined);
  check('job-0.api', undefined);
  check('example.com', undefined);
  check('10.1.2.3', ['10.1.2.3']);
  check('localhost', ['127.0.0.1']);
  check('job-9', ['10.244.3.3']);
  check('db', ['10.9.9.9'], networkOf({ hostAliases: [{ ip: '10.9.9.9', hostnames: ['db'] }] }));
  check('job-0.peers', undefined, networkOf({ dnsPolicy: 'Default' }));
  check('job-0.peers', undefined, networkOf({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }));
  check(
    'job-0.peers.film.svc.cluster.local',
    ['10.244.1.9'],
    networkOf({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }),
  );
});

describe('ports', () => {
  const check = (address: string, port: number, expected: string) =>
    test(`${address}:${port} is ${expected}`, () => expect(networkOf().connect(address, port)).toBe(expected));

  check('10.244.1.9', 8080, 'open');
  check('10.244.1.9', 22, 'refused');
  check('10.244.9.9', 8080, 'unreachable');
  check('10.96.0.9', 80, 'open');
  check('10.96.0.9', 81, 'unreachable');
});

test('the files of a container about names', () => {
  const asking = pod('job-9');
  expect(hostsFile({ pod: asking, address: '10.244.3.3', hostname: 'job-9' })).toContain(
    '10.244.3.3\tjob-9.peers.film.svc.cluster.local\tjob-9\n',
  );
  expect(resolverFile(asking)).toBe(
    'search film.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
});
