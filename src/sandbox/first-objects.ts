/** What a cluster has before anybody asks anything of it: its own namespaces, its nodes, and the service by which pods find the API. */
import type { ClusterWriter, ObjectDraft } from './cluster-writer.ts';
import { healthyConditions } from './controllers/nodes/node-conditions.ts';

/** How many nodes, since when. */
export interface FirstObjects {
  readonly nodes: number;
  /** The time that conditions began, RFC 3339. */
  readonly since: string;
  /** The port where the API server listens. */
  readonly port: number;
}

/** Creates them. */
export function createFirstObjects(writer: ClusterWriter, { nodes, since, port }: FirstObjects): void {
  for (const name of NAMESPACES) writer.create('namespaces', { metadata: { name } });
  for (let number = 1; number <= nodes; number += 1) writer.create('nodes', nodeDraft(number, since));
  writer.create('services', KUBERNETES_SERVICE);
  writer.create('endpointslices', kubernetesSlice(port));
}

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const ZONES = 3;

/** What a node has. */
const CAPACITY = {
  cpu: '8',
  'ephemeral-storage': '102626232Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '32Gi',
  pods: '110',
};

function nodeDraft(number: number, since: string): ObjectDraft {
  const name = `node-${number}`;
  const podCIDR = `10.244.${number}.0/24`;
  return {
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': 'sandbox',
        'topology.kubernetes.io/zone': `zone-${((number - 1) % ZONES) + 1}`,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { podCIDR, podCIDRs: [podCIDR] },
    status: {
      addresses: [
        { type: 'InternalIP', address: `10.0.${Math.floor((number + 9) / 256)}.${(number + 9) % 256}` },
        { type: 'Hostname', address: name },
      ],
      allocatable: CAPACITY,
      capacity: CAPACITY,
      conditions: healthyConditions(since),
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: NODE_INFO,
    },
  };
}

const NODE_INFO = {
  architecture: 'amd64',
  bootID: '',
  containerRuntimeVersion: 'kubectl-job://sandbox',
  kernelVersion: 'sandbox',
  kubeProxyVersion: '',
  kubeletVersion: 'v1.36.2',
  machineID: '',
  operatingSystem: 'linux',
  osImage: 'kubectl-job sandbox',
  systemUUID: '',
};

const LABELS = { component: 'apiserver', provider: 'kubernetes' };

const KUBERNETES_SERVICE: ObjectDraft = {
  metadata: { name: 'kubernetes', namespace: 'default', labels: LABELS },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    sessionAffinity: 'None',
  },
  status: { loadBalancer: {} },
};

function kubernetesSlice(port: number): ObjectDraft {
  return {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  };
}
