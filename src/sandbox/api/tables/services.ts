/** `kubectl get services`. */

import type { StoredObject } from '../../store.ts';
import { listAt, numberAt, textAt, textsAt } from '../fields.ts';
import { age, labels, NONE, orNone } from './cells.ts';
import { AGE, NAME, type Printer, text, wide } from './column.ts';

/** NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE, wide: SELECTOR */
export const services: Printer = {
  columns: [
    NAME,
    text('Type', 'How the service is exposed.'),
    text('Cluster-IP', 'Its address in the cluster.'),
    text('External-IP', 'Its addresses from outside.'),
    text('Port(s)', 'Its ports.'),
    AGE,
    wide('Selector', 'The labels of its pods.'),
  ],
  cells: (service, now) => [
    service.metadata.name,
    textAt(service, 'spec.type'),
    textsAt(service, 'spec.clusterIPs')[0] ?? NONE,
    externalIps(service),
    ports(service),
    age(service, now),
    labels(service, 'spec.selector'),
  ],
};

function externalIps(service: StoredObject): string {
  const external = textsAt(service, 'spec.externalIPs');
  switch (textAt(service, 'spec.type')) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(external.join(','));
    case 'LoadBalancer': {
      const ingress = listAt(service, 'status.loadBalancer.ingress');
      const balanced = ingress.map((point) => textAt(point, 'ip') || textAt(point, 'hostname')).sort();
      return [...balanced, ...external].join(',') || '<pending>';
    }
    case 'ExternalName':
      return textAt(service, 'spec.externalName');
    default:
      return '<unknown>';
  }
}

function ports(service: StoredObject): string {
  const all = listAt(service, 'spec.ports').map((port) => {
    const nodePort = numberAt(port, 'nodePort') ?? 0;
    return `${numberAt(port, 'port')}${nodePort > 0 ? `:${nodePort}` : ''}/${textAt(port, 'protocol')}`;
  });
  return orNone(all.join(','));
}
