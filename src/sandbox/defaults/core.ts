/** What the server fills in in namespaces, services, nodes and secrets (Kubernetes 1.36, pkg/apis/core/v1/defaults.go). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import { defaultPod, mapped } from './pod-spec.ts';

/** A pod with its defaults. */
export function defaultPodObject(pod: Fields): Fields {
  return { ...pod, spec: defaultPod(objectOf(pod.spec)) };
}

/** A namespace with its defaults: the label of its own name. */
export function defaultNamespace(namespace: Fields): Fields {
  const metadata = objectOf(namespace.metadata);
  const name = textAt(metadata, 'name');
  const labels = { ...mapAt(metadata, 'labels'), 'kubernetes.io/metadata.name': name };
  return {
    ...namespace,
    metadata: name === '' ? metadata : { ...metadata, labels },
    status: { ...objectOf(namespace.status), phase: textAt(namespace, 'status.phase') || 'Active' },
  };
}

/** A service with its defaults. */
export function defaultService(service: Fields): Fields {
  const spec = objectOf(service.spec);
  const type = textAt(spec, 'type') || 'ClusterIP';
  const affinity = textAt(spec, 'sessionAffinity') || 'None';
  const { sessionAffinityConfig: config, ...rest } = spec;
  const timeout = { clientIP: { timeoutSeconds: numberAt(config, 'clientIP.timeoutSeconds') ?? 10_800 } };
  return {
    ...service,
    spec: {
      ...rest,
      ...mapped(spec, 'ports', defaultServicePort),
      type,
      sessionAffinity: affinity,
      ...(affinity === 'ClientIP' ? { sessionAffinityConfig: timeout } : {}),
      ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
      ...(type === 'NodePort' || type === 'LoadBalancer'
        ? { externalTrafficPolicy: textAt(spec, 'externalTrafficPolicy') || 'Cluster' }
        : {}),
      ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true } : {}),
    },
  };
}

/** A node with its defaults: what it can give is what it has. */
export function defaultNode(node: Fields): Fields {
  const status = objectOf(node.status);
  if (status.allocatable !== undefined || status.capacity === undefined) return node;
  return { ...node, status: { ...status, allocatable: status.capacity } };
}

/** A secret with its defaults; what is given as text becomes data. */
export function defaultSecret(secret: Fields): Fields {
  const { stringData, ...rest } = secret;
  const texts = Object.entries(isObject(stringData) ? stringData : {}).map(
    ([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const,
  );
  const data = { ...objectOf(secret.data), ...Object.fromEntries(texts) };
  return {
    ...rest,
    ...(Object.keys(data).length === 0 ? {} : { data }),
    type: textAt(secret, 'type') || 'Opaque',
  };
}

/** An endpoint slice with its defaults. */
export function defaultEndpointSlice(slice: Fields): Fields {
  if (!Array.isArray(slice.ports)) return slice;
  const ports = listAt(slice, 'ports').map((port) => ({
    ...port,
    name: port.name ?? '',
    protocol: port.protocol ?? 'TCP',
  }));
  return { ...slice, ports };
}

function defaultServicePort(port: Fields): Fields {
  const target = fieldAt(port, 'targetPort');
  const isUnset = target === undefined || target === 0 || target === '';
  return {
    ...port,
    protocol: textAt(port, 'protocol') || 'TCP',
    targetPort: isUnset ? (numberAt(port, 'port') ?? 0) : target,
  };
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
