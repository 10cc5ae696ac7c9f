/** The pods of a Job as peers: who has which name, and whether DNS answers with it now. */
import { type Fields, fieldAt, isConditionTrue, listAt, mapAt, textAt } from '../field-at.ts';
import { complementIndexes, type Intervals, indexesOf, parseIndexes, subtractIndexes } from '../indexes.ts';
import type { PublishedPod } from './headless.ts';
import { INDEX_LABEL } from './peer-job.ts';

/** A pod, as far as others find it. */
export interface PeerPod {
  readonly name: string;
  readonly uid: string;
  readonly created: string;
  readonly index: number | undefined;
  /** What it calls itself: `spec.hostname`, or its own name. */
  readonly hostname: string;
  /** Whether its hostname is one that a Service can publish. */
  readonly isNamed: boolean;
  /** Undefined until it has one. */
  readonly ip: string | undefined;
  /** All that it has: of both families, where the cluster has both. */
  readonly ips: readonly string[];
  readonly node: string | undefined;
  readonly phase: string;
  readonly ready: boolean;
  /** When it last became ready, or ceased to be. */
  readonly readySince: string | undefined;
  /** When the last of its containers ended; undefined while one runs. */
  readonly finishedAt: string | undefined;
  readonly isDeleted: boolean;
  /** Of the containers that are not init containers, in their order. */
  readonly containers: readonly { readonly name: string; readonly running: boolean }[];
  /** `kubectl.kubernetes.io/default-container`, where it is set. */
  readonly defaultContainer: string | undefined;
}

/** Why DNS answers with a pod's name, or does not. */
export type Publication =
  | { readonly published: true; readonly addresses: readonly string[] }
  | {
      readonly published: false;
      readonly because: /** It has ended: its addresses leave the slices, whatever the Service says. */
        | 'ended'
        /** It has no address yet. */
        | 'no-address'
        /** It is in the slices, and not ready. */
        | 'not-ready'
        /** It is in the slices without a hostname: its subdomain is not the Service's name. */
        | 'no-name'
        /** It is in no slice. */
        | 'not-published'
        /** We may not read the slices. */
        | 'unread';
    };

/** One row: a pod with its name. */
export interface Peer {
  readonly pod: PeerPod;
  readonly publication: Publication;
}

/** Indexes that have no pod, and what that means. */
export interface Absent {
  readonly completed: Intervals;
  readonly failed: Intervals;
  /** Still to come. */
  readonly waiting: Intervals;
}

/** Reads a pod; never throws. */
export function peerPodOf(pod: Fields): PeerPod {
  const hostname = textAt(pod, 'spec.hostname');
  return {
    name: textAt(pod, 'metadata.name'),
    uid: textAt(pod, 'metadata.uid'),
    created: textAt(pod, 'metadata.creationTimestamp'),
    index: indexOf(pod),
    hostname: hostname || textAt(pod, 'metadata.name'),
    isNamed: hostname !== '' && textAt(pod, 'spec.subdomain') !== '',
    ip: textAt(pod, 'status.podIP') || undefined,
    ips: ipsOf(pod),
    node: textAt(pod, 'spec.nodeName') || undefined,
    phase: textAt(pod, 'status.phase') || 'Unknown',
    ready: isConditionTrue(pod, 'Ready'),
    readySince: readySinceOf(pod),
    finishedAt: finishedAtOf(pod),
    isDeleted: textAt(pod, 'metadata.deletionTimestamp') !== '',
    containers: containersOf(pod),
    defaultContainer: mapAt(pod, 'metadata.annotations')['kubectl.kubernetes.io/default-container'],
  };
}

/** Whether a pod has ended. */
export function hasEnded({ phase }: Pick<PeerPod, 'phase'>): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** One pod an index, the one that counts now, in the order of indexes; pods without an index by their names. `published` is undefined where it could not be read. */
export function peersOf(pods: readonly PeerPod[], published: readonly PublishedPod[] | undefined): readonly Peer[] {
  const current = new Map<string, PeerPod>();
  for (const pod of pods) {
    const key = pod.index === undefined ? pod.uid : String(pod.index);
    const other = current.get(key);
    if (!other || isRather(pod, other)) current.set(key, pod);
  }
  const byUid = published && new Map(published.map((one) => [one.podUid, one]));
  return [...current.values()]
    .sort(inOrder)
    .map((pod) => ({ pod, publication: byUid ? publicationOf(pod, byUid.get(pod.uid)) : unread(pod) }));
}

/** The indexes of an Indexed Job without a pod among these. The cost does not grow with the size of the Job. */
export function absentIndexes(
  peers: readonly Peer[],
  job: { readonly completions: number | undefined; readonly completedIndexes: string; readonly failedIndexes: string },
): Absent {
  const completions = job.completions ?? 0;
  const present = indexesOf(peers.flatMap(({ pod }) => pod.index ?? []));
  const absent = subtractIndexes(complementIndexes([], completions), present);
  const done = parseIndexes(job.completedIndexes, completions).intervals;
  const failed = subtractIndexes(parseIndexes(job.failedIndexes, completions).intervals, done);
  const completed = subtractIndexes(done, present);
  const lost = subtractIndexes(failed, present);
  return { completed, failed: lost, waiting: subtractIndexes(subtractIndexes(absent, completed), lost) };
}

function ipsOf(pod: Fields): readonly string[] {
  const all = [textAt(pod, 'status.podIP'), ...listAt(pod, 'status.podIPs').map((one) => textAt(one, 'ip'))];
  return [...new Set(all)].filter((ip) => ip !== '');
}

function readySinceOf(pod: Fields): string | undefined {
  const ready = listAt(pod, 'status.conditions').find(({ type }) => type === 'Ready');
  return textAt(ready, 'lastTransitionTime') || undefined;
}

function finishedAtOf(pod: Fields): string | undefined {
  const times = listAt(pod, 'status.containerStatuses').map((status) => textAt(status, 'state.terminated.finishedAt'));
  return times.length === 0 || times.includes('') ? undefined : times.sort().at(-1);
}

function indexOf(pod: Fields): number | undefined {
  const text = mapAt(pod, 'metadata.labels')[INDEX_LABEL] ?? mapAt(pod, 'metadata.annotations')[INDEX_LABEL];
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function containersOf(pod: Fields): PeerPod['containers'] {
  const isRunning = (status: Fields) => fieldAt(status, 'state.running') !== undefined;
  const running = new Set(
    listAt(pod, 'status.containerStatuses')
      .filter(isRunning)
      .map(({ name }) => name),
  );
  return listAt(pod, 'spec.containers').map((container) => {
    const name = textAt(container, 'name');
    return { name, running: running.has(name) };
  });
}

/** A pod that has not ended counts before one that has, one that stays before one that is deleted, a newer one before an older. */
function isRather(pod: PeerPod, other: PeerPod): boolean {
  if (hasEnded(pod) !== hasEnded(other)) return hasEnded(other);
  if (pod.isDeleted !== other.isDeleted) return other.isDeleted;
  return pod.created > other.created;
}

function inOrder(a: Peer['pod'], b: Peer['pod']): number {
  const byIndex = (a.index ?? Number.POSITIVE_INFINITY) - (b.index ?? Number.POSITIVE_INFINITY);
  return byIndex || (a.name < b.name ? -1 : 1);
}

function unread(pod: PeerPod): Publication {
  return { published: false, because: hasEnded(pod) ? 'ended' : 'unread' };
}

function publicationOf(pod: PeerPod, published: PublishedPod | undefined): Publication {
  if (published?.ready && published.hostname !== undefined) return { published: true, addresses: published.addresses };
  if (hasEnded(pod)) return { published: false, because: 'ended' };
  if (published && !published.ready) return { published: false, because: 'not-ready' };
  if (published) return { published: false, because: 'no-name' };
  return { published: false, because: pod.ip === undefined ? 'no-address' : 'not-published' };
}
