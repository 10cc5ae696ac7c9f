/** What stands where: every node with the pods on it, kept up as the store changes (Kubernetes 1.36, pkg/scheduler/backend/cache). */
import { type Fields, fieldAt, listAt, mapAt, textAt } from '../../api/fields.ts';
import type { Store, StoredObject, StoreEvent } from '../../store.ts';
import { type Amounts, addAmounts, amountsIn, assumedRequestsOf, requestsOf, subtractAmounts } from './amounts.ts';

/** A pod as the scheduler sees it. */
export interface PodInfo {
  readonly pod: StoredObject;
  readonly requests: Amounts;
  /** With what is taken to be needed where nothing is said. */
  readonly assumed: Amounts;
  /** The ports of the host that it takes. */
  readonly hostPorts: readonly HostPort[];
  readonly isTerminating: boolean;
  /** Whether it says which other pods it wants near or far. */
  readonly hasAffinity: boolean;
}

/** A port of a host; the address 0.0.0.0 is every address. */
export interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

/** A node and what is on it. Pods that have ended take nothing. */
export interface NodeInfo {
  readonly node: StoredObject;
  readonly pods: ReadonlyMap<string, PodInfo>;
  /** Those of them that have affinity. */
  readonly withAffinity: ReadonlyMap<string, PodInfo>;
  readonly allocatable: Amounts;
  readonly requested: Amounts;
  readonly assumed: Amounts;
}

/** What a pod takes, worked out once. */
export function podInfo(pod: StoredObject): PodInfo {
  return {
    pod,
    requests: requestsOf(pod),
    assumed: assumedRequestsOf(pod),
    hostPorts: listAt(pod, 'spec.containers').flatMap(hostPortsOf),
    isTerminating: pod.metadata.deletionTimestamp !== undefined,
    hasAffinity: fieldAt(pod, 'spec.affinity') !== undefined,
  };
}

/** All nodes, in the order of their names. */
export class Placement {
  readonly #nodes = new Map<string, MutableNode>();
  /** The node that each pod is on, by uid. */
  readonly #nodeOf = new Map<string, string>();
  #sorted: readonly NodeInfo[] | undefined;

  constructor(store: Store) {
    for (const object of store.list('nodes').objects) this.see({ type: 'ADDED', resource: 'nodes', object });
    for (const object of store.list('pods').objects) this.see({ type: 'ADDED', resource: 'pods', object });
  }

  /** The nodes that are there. */
  get nodes(): readonly NodeInfo[] {
    this.#sorted ??= [...this.#nodes.values()]
      .filter((info): info is MutableNode & NodeInfo => info.node !== undefined)
      .sort((a, b) => (a.node.metadata.name < b.node.metadata.name ? -1 : 1));
    return this.#sorted;
  }

  /** Takes note of a change of a node or a pod. */
  see({ type, resource, object }: Pick<StoreEvent, 'type' | 'resource' | 'object'>): void {
    if (resource === 'nodes') this.#seeNode(type === 'DELETED' ? undefined : object, object.metadata.name);
    if (resource === 'pods') this.#seePod(object, type === 'DELETED');
  }

  #seeNode(node: StoredObject | undefined, name: string): void {
    const info = this.#info(name);
    info.node = node;
    info.allocatable = amountsIn(mapAt(node, 'status.allocatable'));
    this.#sorted = undefined;
  }

  #seePod(pod: StoredObject, isGone: boolean): void {
    const { uid = '' } = pod.metadata;
    const before = this.#nodeOf.get(uid);
    const name = isGone || hasEnded(pod) ? '' : textAt(pod, 'spec.nodeName');
    if (before === undefined && name === '') return;
    if (before === name) {
      const known = this.#info(name).pods.get(uid);
      if (known && isSameForScheduling(known.pod, pod)) return;
    }
    if (before !== undefined) this.#take(before, uid);
    if (name !== '') this.#put(name, podInfo(pod));
  }

  #put(name: string, placed: PodInfo): void {
    const { uid = '' } = placed.pod.metadata;
    const info = this.#info(name);
    info.pods.set(uid, placed);
    if (placed.hasAffinity) info.withAffinity.set(uid, placed);
    info.requested = addAmounts(info.requested, placed.requests);
    info.assumed = addAmounts(info.assumed, placed.assumed);
    this.#nodeOf.set(uid, name);
  }

  #take(name: string, uid: string): void {
    const info = this.#info(name);
    const placed = info.pods.get(uid);
    this.#nodeOf.delete(uid);
    if (!placed) return;
    info.pods.delete(uid);
    info.withAffinity.delete(uid);
    info.requested = subtractAmounts(info.requested, placed.requests);
    info.assumed = subtractAmounts(info.assumed, placed.assumed);
  }

  #info(name: string): MutableNode {
    const found = this.#nodes.get(name);
    if (found) return found;
    const fresh: MutableNode = {
      node: undefined,
      pods: new Map(),
      withAffinity: new Map(),
      allocatable: NONE,
      requested: NONE,
      assumed: NONE,
    };
    this.#nodes.set(name, fresh);
    return fresh;
  }
}

interface MutableNode {
  node: StoredObject | undefined;
  readonly pods: Map<string, PodInfo>;
  readonly withAffinity: Map<string, PodInfo>;
  allocatable: Amounts;
  requested: Amounts;
  assumed: Amounts;
}

const NONE: Amounts = new Map();

/** Whether a pod has ended, and holds nothing of its node any more. */
export function hasEnded(pod: Fields): boolean {
  const phase = textAt(pod, 'status.phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

/** A change of status alone moves nothing. */
function isSameForScheduling(before: StoredObject, after: StoredObject): boolean {
  return (
    before.spec === after.spec &&
    before.metadata.labels === after.metadata.labels &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp
  );
}

function hostPortsOf(container: Fields): readonly HostPort[] {
  return listAt(container, 'ports').flatMap((port) => {
    const number = fieldAt(port, 'hostPort');
    if (typeof number !== 'number' || number === 0) return [];
    return { address: textAt(port, 'hostIP') || '0.0.0.0', protocol: textAt(port, 'protocol') || 'TCP', port: number };
  });
}
