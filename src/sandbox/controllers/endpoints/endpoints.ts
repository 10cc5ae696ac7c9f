/** The endpoints that a service should have (Kubernetes 1.36, staging/src/k8s.io/endpointslice/reconciler.go and utils.go). */
import { type Fields, fieldAt, isConditionTrue, listAt, numberAt, textAt } from '../../api/fields.ts';
import type { Store, StoredObject } from '../../store.ts';
import { hasEnded } from '../scheduler/placement.ts';

/** Endpoints that are reached by the same ports. */
export interface EndpointGroup {
  readonly ports: readonly Fields[];
  readonly endpoints: readonly Fields[];
}

/** What a service should have, and whether a pod was left out because its node is not there. */
export interface DesiredEndpoints {
  readonly groups: readonly EndpointGroup[];
  readonly isIncomplete: boolean;
}

/** Whether a pod has a place among endpoints: it has an address and has not ended. One that is going stays. */
export function isEndpoint(pod: StoredObject): boolean {
  return !hasEnded(pod) && addressOf(pod) !== '';
}

/** Whether a change of a pod is one of what endpoints say. */
export function changesEndpoints(before: StoredObject, after: StoredObject): boolean {
  const said = (pod: StoredObject) =>
    JSON.stringify([
      isEndpoint(pod) ? addressOf(pod) : '',
      isConditionTrue(pod, 'Ready'),
      pod.metadata.deletionTimestamp !== undefined,
      textAt(pod, 'spec.hostname'),
      textAt(pod, 'spec.subdomain'),
      textAt(pod, 'spec.nodeName'),
    ]);
  return said(before) !== said(after);
}

/** The endpoints for a service's pods. */
export function desiredEndpoints(service: StoredObject, pods: readonly StoredObject[], store: Store): DesiredEndpoints {
  const groups = new Map<string, { readonly ports: readonly Fields[]; readonly endpoints: Fields[] }>();
  let isIncomplete = false;
  for (const pod of pods.filter(isEndpoint)) {
    const ports = portsFor(service, pod);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    const node = store.get('nodes', undefined, textAt(pod, 'spec.nodeName'));
    if (node || publishesNotReady(service)) group.endpoints.push(endpointOf(pod, service, node));
    else isIncomplete = true;
  }
  return { groups: [...groups.values()], isIncomplete };
}

/** Slices of the same ports belong together. */
export function portsKey(ports: readonly Fields[]): string {
  const texts = ports.map((port) => JSON.stringify([port.name, port.port, port.protocol, port.appProtocol]));
  return texts.toSorted().join();
}

function addressOf(pod: StoredObject): string {
  return textAt(pod, 'status.podIP');
}

function publishesNotReady(service: StoredObject): boolean {
  return fieldAt(service, 'spec.publishNotReadyAddresses') === true;
}

function endpointOf(pod: StoredObject, service: StoredObject, node: StoredObject | undefined): Fields {
  const serving = isConditionTrue(pod, 'Ready');
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { namespace, name, uid } = pod.metadata;
  const hostname = textAt(pod, 'spec.hostname');
  const isNamed = hostname !== '' && textAt(pod, 'spec.subdomain') === service.metadata.name;
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  return {
    addresses: [addressOf(pod)],
    conditions: { ready: publishesNotReady(service) || (serving && !terminating), serving, terminating },
    ...(isNamed ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    nodeName: textAt(pod, 'spec.nodeName'),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** A port that a service names is looked up in the pod; one that the pod does not have is left out. */
function portsFor(service: StoredObject, pod: StoredObject): readonly Fields[] {
  return listAt(service, 'spec.ports').flatMap((port) => {
    const number = numberOf(port, pod);
    if (number === undefined) return [];
    return {
      name: textAt(port, 'name'),
      port: number,
      protocol: textAt(port, 'protocol'),
      ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
    };
  });
}

function numberOf(port: Fields, pod: StoredObject): number | undefined {
  const { targetPort } = port;
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = listAt(pod, 'spec.initContainers').filter((container) => container.restartPolicy === 'Always');
  const named = [...listAt(pod, 'spec.containers'), ...sidecars]
    .flatMap((container) => listAt(container, 'ports'))
    .find((one) => one.name === targetPort && textAt(one, 'protocol') === textAt(port, 'protocol'));
  return numberAt(named, 'containerPort');
}
