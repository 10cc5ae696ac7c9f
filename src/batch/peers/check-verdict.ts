/** Whether one pod finds another, and if not, whose fault it is: the name's, the pod's behind it, or that of an answer that was remembered. */
import type { Intervals } from '../indexes.ts';
import { containsIndex } from '../indexes.ts';
import type { CheckAnswer, Found } from './check-script.ts';
import type { PeerFinding } from './peer-findings.ts';
import { severityOf } from './peer-findings.ts';
import { type Absent, hasEnded, type Peer } from './peer-pods.ts';

/** One who is looked for. */
export interface CheckTarget {
  readonly index: number;
  /** Undefined while the index has no pod. */
  readonly peer: Peer | undefined;
  /** Where there is no pod: what became of the index. */
  readonly without: 'completed' | 'failed' | 'waiting' | undefined;
}

/** Why a name does not resolve. */
export type Unresolved =
  | 'no-pod'
  | 'completed'
  | 'failed'
  | 'ended'
  | 'no-address'
  | 'not-ready'
  /** The Job or its Service is not made for it: see the findings. */
  | 'wrong-name'
  /** Whether it is published could not be seen. */
  | 'unread'
  /** In no slice though nothing is wrong. */
  | 'not-published'
  /** The DNS server knows the address under the Service's name: that there is no such peer is an answer from before, still remembered. */
  | 'negative-cache'
  /** It is published, and the DNS server does not know it. */
  | 'unknown-to-dns';

/** What became of one pair. */
export type PairVerdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'unresolved'; readonly why: Unresolved }
  /** It resolves, and not to the pod that has the name now. */
  | { readonly kind: 'stale'; readonly addresses: readonly string[] }
  | { readonly kind: 'full-name-only' }
  /** Nobody listens on the port. */
  | { readonly kind: 'refused' }
  /** Nothing came back: something between them swallows it. */
  | { readonly kind: 'silent' }
  /** The pod did not come to it before it was cut off. */
  | { readonly kind: 'unanswered' };

/** The targets of a check, for indexes that were chosen. */
export function checkTargets(indexes: Intervals, peers: readonly Peer[], absent: Absent): readonly CheckTarget[] {
  const byIndex = new Map(peers.map((peer) => [peer.pod.index, peer]));
  return numbersIn(indexes).map((index) => {
    const peer = byIndex.get(index);
    return { index, peer, without: peer ? undefined : withoutPod(index, absent) };
  });
}

/** What a pod found of a target, judged. */
export function pairVerdict(
  found: Found | undefined,
  target: CheckTarget,
  { answer, findings }: { readonly answer: CheckAnswer; readonly findings: readonly PeerFinding[] },
): PairVerdict {
  if (!found) return { kind: 'unanswered' };
  if (found.kind === 'nothing') return { kind: 'unresolved', why: unresolved(target, answer, findings) };
  const pod = target.peer?.pod;
  const isItself = pod?.ips.some((ip) => found.addresses.includes(ip)) && !hasEnded(pod);
  if (!isItself) return { kind: 'stale', addresses: found.addresses };
  if (found.kind === 'full-name-only') return { kind: 'full-name-only' };
  if (found.connection === 'refused' || found.connection === 'silent') return { kind: found.connection };
  return OK;
}

/** The same for all pairs that are well: most are. */
const OK: PairVerdict = { kind: 'ok' };

/** Since when a target is as it is, RFC 3339, as far as its pod tells. */
export function sinceOf({ peer }: CheckTarget, verdict: PairVerdict): string | undefined {
  const pod = peer?.pod;
  if (!pod) return undefined;
  if (hasEnded(pod)) return pod.finishedAt;
  if (verdict.kind === 'unresolved' && verdict.why === 'no-address') return pod.created || undefined;
  return pod.readySince ?? (pod.created || undefined);
}

function withoutPod(index: number, { completed, failed }: Absent): CheckTarget['without'] {
  if (containsIndex(completed, index)) return 'completed';
  return containsIndex(failed, index) ? 'failed' : 'waiting';
}

function unresolved({ peer, without }: CheckTarget, answer: CheckAnswer, findings: readonly PeerFinding[]): Unresolved {
  if (!peer) return without === 'waiting' || without === undefined ? 'no-pod' : without;
  const { pod, publication } = peer;
  const isKnown = pod.ips.some((ip) => answer.known.includes(ip));
  if (publication.published) return isKnown ? 'negative-cache' : 'unknown-to-dns';
  if (publication.because === 'ended' || publication.because === 'no-address' || publication.because === 'not-ready') {
    return publication.because;
  }
  const isWrong = publication.because === 'no-name' || findings.some((finding) => severityOf(finding) === 'broken');
  if (isWrong) return 'wrong-name';
  if (publication.because !== 'unread') return 'not-published';
  return isKnown ? 'negative-cache' : 'unread';
}

function numbersIn(indexes: Intervals): readonly number[] {
  return indexes.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
