/** Objects of pod-to-pod Jobs as the API sends them, for tests of what decides about names. */

import type { StoredObject } from '../../src/sandbox/store.ts';

/** JSON of any shape. */
type Json = Readonly<Record<string, unknown>>;

/** The documentation's pod-to-pod Job: Indexed, three at a time, with a subdomain; `spec` and `podSpec` add to that. */
export function rawPeerJob(
  rest: { readonly spec?: Json; readonly podSpec?: Json; readonly metadata?: Json } = {},
): StoredObject {
  const podSpec = { subdomain: 'svc', restartPolicy: 'Never', containers: [{ name: 'main', image: 'bash' }] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'ring', namespace: 'lab', uid: 'uid-of-ring', ...rest.metadata },
    spec: {
      completions: 3,
      parallelism: 3,
      completionMode: 'Indexed',
      template: { metadata: { labels: { app: 'ring' } }, spec: { ...podSpec, ...rest.podSpec } },
      ...rest.spec,
    },
  };
}

/** Its headless Service, which publishes addresses that are not ready; `spec` adds to that. */
export function rawPeerService(spec: Json = {}, metadata: Json = {}): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'svc', namespace: 'lab', uid: 'uid-of-svc', ...metadata },
    spec: { clusterIP: 'None', selector: { 'job-name': 'ring' }, publishNotReadyAddresses: true, ...spec },
  };
}

/** A pod of an index: it runs, is ready, and has an address, unless `status` says otherwise. */
export function rawPeerPod(
  index: number,
  rest: { readonly status?: Json; readonly metadata?: Json; readonly spec?: Json } = {},
): StoredObject {
  const name = `ring-${index}-abcde`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: `uid-of-${name}`,
      labels: { 'batch.kubernetes.io/job-completion-index': String(index) },
      creationTimestamp: '2026-11-21T17:00:00Z',
      ...rest.metadata,
    },
    spec: {
      hostname: `ring-${index}`,
      subdomain: 'svc',
      nodeName: 'node1',
      containers: [{ name: 'main' }],
      ...rest.spec,
    },
    status: {
      phase: 'Running',
      podIP: `10.0.0.${index}`,
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'main', state: { running: {} } }],
      ...rest.status,
    },
  };
}

/** A slice that publishes the pods of these indexes. */
export function rawSlice(...endpoints: readonly Json[]): Json {
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'svc-x' }, endpoints };
}

/** The endpoint of an index. */
export function rawEndpoint(index: number, rest: Json = {}): Json {
  const name = `ring-${index}-abcde`;
  return {
    addresses: [`10.0.0.${index}`],
    hostname: `ring-${index}`,
    conditions: { ready: true },
    targetRef: { kind: 'Pod', name, uid: `uid-of-${name}` },
    ...rest,
  };
}
