/** The Service that gives pods their names, and what its EndpointSlices publish (core/v1, discovery.k8s.io/v1). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from '../field-at.ts';
import type { StringMap } from '../objects.ts';
import { INDEX_LABEL } from './peer-job.ts';

/** A Service, as far as names of pods depend on it. */
export interface PeerService {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** `None` makes it headless: its name stands for its pods, not for one address. */
  readonly clusterIP: string;
  readonly type: string;
  readonly selector: StringMap;
  readonly publishNotReadyAddresses: boolean;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly owners: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
}

/** One pod's addresses in an EndpointSlice. */
export interface PublishedPod {
  readonly podName: string;
  readonly podUid: string;
  /** Absent where the pod's subdomain is not this Service's name: then there is no name for it either. */
  readonly hostname: string | undefined;
  readonly addresses: readonly string[];
  /** Whether DNS answers with it; true for every pod where the Service publishes addresses that are not ready. */
  readonly ready: boolean;
}

/** Reads a Service; never throws. */
export function peerServiceOf(service: Fields): PeerService {
  return {
    name: textAt(service, 'metadata.name'),
    namespace: textAt(service, 'metadata.namespace'),
    uid: textAt(service, 'metadata.uid'),
    resourceVersion: textAt(service, 'metadata.resourceVersion'),
    clusterIP: textAt(service, 'spec.clusterIP'),
    type: textAt(service, 'spec.type') || 'ClusterIP',
    selector: mapAt(service, 'spec.selector'),
    publishNotReadyAddresses: fieldAt(service, 'spec.publishNotReadyAddresses') === true,
    ports: listAt(service, 'spec.ports').map((port) => ({
      name: textAt(port, 'name'),
      port: numberAt(port, 'port') ?? 0,
    })),
    owners: listAt(service, 'metadata.ownerReferences').map((owner) => ({
      kind: textAt(owner, 'kind'),
      name: textAt(owner, 'name'),
      uid: textAt(owner, 'uid'),
    })),
  };
}

/** What slices publish of pods. An absent `ready` means ready, as DNS servers read it. */
export function publishedPods(slices: readonly Fields[]): readonly PublishedPod[] {
  return slices
    .flatMap((slice) => listAt(slice, 'endpoints'))
    .filter((endpoint) => textAt(endpoint, 'targetRef.kind') === 'Pod')
    .map((endpoint) => ({
      podName: textAt(endpoint, 'targetRef.name'),
      podUid: textAt(endpoint, 'targetRef.uid'),
      hostname: textAt(endpoint, 'hostname') || undefined,
      addresses: textsAt(endpoint, 'addresses'),
      ready: fieldAt(endpoint, 'conditions.ready') !== false,
    }));
}

/** Whether a Service is headless. One of type ExternalName has no pods at all. */
export function isHeadless({ clusterIP, type }: PeerService): boolean {
  return clusterIP === 'None' && type !== 'ExternalName';
}

/** How a Service's selector goes with the labels of a Job's pods. */
export type Selection =
  | { readonly kind: 'all' }
  /** Without a selector the Service has no endpoints but those that somebody writes by hand. */
  | { readonly kind: 'no-selector' }
  /** It wants one index, which one pod alone has. */
  | { readonly kind: 'one-index'; readonly index: string }
  /** What it wants that the pods do not have. */
  | { readonly kind: 'others'; readonly missing: StringMap };

/** Whether a Service selects pods with these labels. */
export function selectionOf({ selector }: PeerService, podLabels: StringMap): Selection {
  const wanted = Object.entries(selector);
  if (wanted.length === 0) return { kind: 'no-selector' };
  const missing = wanted.filter(([key, value]) => key !== INDEX_LABEL && podLabels[key] !== value);
  if (missing.length > 0) return { kind: 'others', missing: Object.fromEntries(missing) };
  const index = selector[INDEX_LABEL];
  return index === undefined ? { kind: 'all' } : { kind: 'one-index', index };
}
