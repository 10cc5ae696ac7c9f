/** The cluster's network, as a pod sees it: its DNS (CoreDNS's kubernetes plugin), its services, its pods. */
import { type Fields, fieldAt, isConditionTrue, listAt, mapAt, numberAt, textAt, textsAt } from '../api/fields.ts';
import type { Connection, Network, Resolution } from '../containers/network.ts';
import type { Store, StoredObject } from '../store.ts';
import type { DnsMemory } from './dns-memory.ts';

/** A pod, and the names it knows by itself. */
export interface PodOnNetwork {
  readonly store: Store;
  readonly pod: StoredObject;
  readonly address: string;
  readonly hostname: string;
  /** The pod that has an address and has not ended. */
  readonly podAt: (address: string) => StoredObject | undefined;
  readonly dns: DnsMemory;
}

const CLUSTER_DOMAIN = 'cluster.local';

/** The network of a pod. */
export function podNetwork(on: PodOnNetwork): Network {
  const { store, address, podAt } = on;
  return {
    address,
    resolve: (name) => resolve(on, name),
    isUp: (target) =>
      target === '127.0.0.1' || target === address || podAt(target) !== undefined || isNode(store, target),
    connect: (target, port) => connect(on, target === '127.0.0.1' ? address : target, port),
  };
}

/** What /etc/hosts says. */
export function hostsFile({ pod, address, hostname }: Pick<PodOnNetwork, 'pod' | 'address' | 'hostname'>): string {
  const names = ownNames({ pod, hostname }).join('\t');
  const aliases = listAt(pod, 'spec.hostAliases').map(
    (alias) => `${textAt(alias, 'ip')}\t${textsAt(alias, 'hostnames').join('\t')}\n`,
  );
  return [
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n',
    `${address}\t${names}\n`,
    ...(aliases.length > 0 ? ['\n# Entries added by HostAliases.\n', ...aliases] : []),
  ].join('');
}

/** The names that a pod has in its own hosts file: the full one, where it has a subdomain, and its hostname. */
function ownNames({ pod, hostname }: Pick<PodOnNetwork, 'pod' | 'hostname'>): readonly string[] {
  const subdomain = textAt(pod, 'spec.subdomain');
  if (subdomain === '') return [hostname];
  return [`${hostname}.${subdomain}.${pod.metadata.namespace}.svc.${CLUSTER_DOMAIN}`, hostname];
}

/** What /etc/resolv.conf says. */
export function resolverFile(pod: StoredObject): string {
  const own = textsAt(pod, 'spec.dnsConfig.nameservers').map((server) => `nameserver ${server}\n`);
  const searches = searchesOf(pod);
  const server = usesClusterDns(pod) ? 'nameserver 10.96.0.10\n' : own.length > 0 ? '' : 'nameserver 10.0.0.1\n';
  return `${searches.length > 0 ? `search ${searches.join(' ')}\n` : ''}${server}${own.join('')}options ndots:5\n`;
}

function usesClusterDns(pod: StoredObject): boolean {
  const policy = textAt(pod, 'spec.dnsPolicy');
  return policy === 'ClusterFirst' || policy === 'ClusterFirstWithHostNet' || policy === '';
}

function searchesOf(pod: StoredObject): readonly string[] {
  const own = textsAt(pod, 'spec.dnsConfig.searches');
  if (!usesClusterDns(pod)) return own;
  return [`${pod.metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN, ...own];
}

const NOT_FOUND: Resolution = { is: 'not found' };

/** Looks a name up: in the pod's own hosts file, then in the cluster's DNS with the search domains, if the pod asks that. */
function resolve(on: PodOnNetwork, name: string): Resolution {
  const { pod, address, hostname, store, dns } = on;
  if (/^\d+(\.\d+){3}$/.test(name)) return { is: 'found', name, addresses: [name] };
  if (name === 'localhost') return { is: 'found', name, addresses: ['127.0.0.1'] };
  if (ownNames({ pod, hostname }).includes(name)) return { is: 'found', name, addresses: [address] };
  const alias = listAt(pod, 'spec.hostAliases').find((one) => textsAt(one, 'hostnames').includes(name));
  if (alias) return { is: 'found', name, addresses: [textAt(alias, 'ip')] };
  if (!usesClusterDns(pod) && textsAt(pod, 'spec.dnsConfig.nameservers').length === 0) return NOT_FOUND;
  const whole = name.replace(/\.$/, '');
  const candidates = name.endsWith('.') ? [whole] : [...searchesOf(pod).map((domain) => `${whole}.${domain}`), whole];
  for (const candidate of candidates) {
    const addresses = dns.answer(candidate.toLowerCase(), () => recordsOf(store, candidate));
    if (addresses.length > 0) return { is: 'found', name: candidate, addresses };
  }
  return NOT_FOUND;
}

/** The A records of a whole name: `service.namespace.svc.cluster.local`, or `hostname.` before it. */
function recordsOf(store: Store, name: string): readonly string[] {
  const match = /^(?:([^.]+)\.)?([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(name.toLowerCase());
  if (!match) return [];
  const [, host, serviceName = '', namespace = ''] = match;
  const service = store.get('services', namespace, serviceName);
  if (!service) return [];
  const clusterIP = textAt(service, 'spec.clusterIP');
  if (clusterIP !== 'None') return host === undefined && clusterIP !== '' ? [clusterIP] : [];
  return endpointsOf(store, service)
    .filter(
      (endpoint) => isPublished(service, endpoint) && (host === undefined || textAt(endpoint, 'hostname') === host),
    )
    .flatMap((endpoint) => textsAt(endpoint, 'addresses'));
}

function isPublished(service: StoredObject, endpoint: Fields): boolean {
  return fieldAt(service, 'spec.publishNotReadyAddresses') === true || fieldAt(endpoint, 'conditions.ready') !== false;
}

const SERVICE_NAME = 'kubernetes.io/service-name';

function endpointsOf(store: Store, { metadata }: StoredObject): readonly Fields[] {
  return store
    .list('endpointslices', { namespace: metadata.namespace ?? '' })
    .objects.filter((slice) => mapAt(slice, 'metadata.labels')[SERVICE_NAME] === metadata.name)
    .flatMap((slice) => listAt(slice, 'endpoints'));
}

function isNode(store: Store, address: string): boolean {
  return store
    .list('nodes')
    .objects.some((node) => listAt(node, 'status.addresses').some((one) => one.address === address));
}

/** A port answers where a container that runs has declared it; nothing else is known of what programs listen to. */
function connect({ store, podAt }: PodOnNetwork, address: string, port: number): Connection {
  const service = store.list('services').objects.find((one) => textAt(one, 'spec.clusterIP') === address);
  if (service) return connectService({ store, podAt }, service, port);
  const pod = podAt(address);
  if (!pod) return isNode(store, address) ? 'refused' : 'unreachable';
  return listensAt(pod, port) ? 'open' : 'refused';
}

function connectService(
  { store, podAt }: Pick<PodOnNetwork, 'store' | 'podAt'>,
  service: StoredObject,
  port: number,
): Connection {
  const own = listAt(service, 'spec.ports').find((one) => one.port === port);
  if (!own) return 'unreachable';
  if (service.metadata.namespace === 'default' && service.metadata.name === 'kubernetes') return 'open';
  const target = fieldAt(own, 'targetPort') ?? port;
  const addresses = endpointsOf(store, service)
    .filter((endpoint) => fieldAt(endpoint, 'conditions.ready') !== false)
    .flatMap((endpoint) => textsAt(endpoint, 'addresses'));
  const pods = addresses.map(podAt).filter((pod) => pod !== undefined);
  return pods.some((pod) => listensAt(pod, target)) ? 'open' : 'refused';
}

function listensAt(pod: StoredObject, port: unknown): boolean {
  if (!isConditionTrue(pod, 'ContainersReady')) return false;
  const ports = listAt(pod, 'spec.containers').flatMap((container) => listAt(container, 'ports'));
  return ports.some(
    (one) =>
      one.containerPort === port || textAt(one, 'name') === port || numberAt(one, 'containerPort') === Number(port),
  );
}
