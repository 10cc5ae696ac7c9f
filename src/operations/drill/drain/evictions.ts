/** Evicting the pods of a drill, however often a budget says no. */
import { type Call, type Cluster, isApiFailure, isNotFound } from '../../../cluster/port.ts';
import { pause } from '../../logs/pause.ts';
import { WHOLE_PODS } from '../kinds.ts';

/** A pod to be evicted: this very one, not another of its name. */
export interface Evicted {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** What came of asking. */
export type EvictionNews =
  | { readonly kind: 'accepted'; readonly pod: Evicted; readonly at: number }
  /** A disruption budget forbids it, or the server is busy; it is asked again. */
  | { readonly kind: 'refused'; readonly pod: Evicted; readonly message: string; readonly retryInMs: number }
  /** It is not there any more; `ended`: it is, but has nothing left to do. */
  | { readonly kind: 'gone' | 'ended'; readonly pod: Evicted }
  /** Asking again does not help. */
  | { readonly kind: 'failed'; readonly pod: Evicted; readonly message: string };

/** How pods are evicted. */
export interface EvictionOptions {
  readonly gracePeriodSeconds: number | undefined;
  /** Delete them: nobody is asked. */
  readonly disableEviction: boolean;
}

/**
 * Evicts the pods one after the other, as kubectl drain does for each: a 429 is asked again after Retry-After, or 5 s; so is a connection that breaks, and a pod that is gone
 * or has ended by then was evicted by the request before. Pods that have ended are left alone where `hasEnded` says so. Ends when all are settled or when the call does.
 */
export async function* evictions(
  cluster: Cluster,
  {
    pods,
    options,
    hasEnded,
  }: {
    readonly pods: readonly Evicted[];
    readonly options: EvictionOptions;
    readonly hasEnded: (pod: Evicted) => boolean;
  },
  call: Call,
): AsyncGenerator<EvictionNews, void, void> {
  const unheard = new Map<string, number>();
  let waiting = pods;
  while (waiting.length > 0 && !call.signal.aborted) {
    const refused: Evicted[] = [];
    let retryInMs = 0;
    for (const pod of waiting) {
      const askedAt = cluster.now();
      const answer = hasEnded(pod) ? ended(pod) : await evict(cluster, { pod, options }, call);
      if (!answer) return;
      const { news, isUnheard } = answer;
      if (isUnheard && !unheard.has(pod.uid)) unheard.set(pod.uid, askedAt);
      if (news.kind === 'refused') {
        refused.push(pod);
        retryInMs = Math.max(retryInMs, news.retryInMs);
      }
      const at = unheard.get(pod.uid);
      const isPast = news.kind === 'gone' || news.kind === 'ended';
      yield isPast && at !== undefined ? { kind: 'accepted', pod, at } : news;
    }
    waiting = refused;
    if (waiting.length > 0) await pause(retryInMs, call.signal).catch(() => {});
  }
}

function ended(pod: Evicted): Answer {
  return { news: { kind: 'ended', pod }, isUnheard: false };
}

/** kubectl drain asks again after so long. */
const RETRY_MS = 5000;

/** A connection that breaks, or a server that is away, is asked again sooner. */
const RECONNECT_MS = 500;

/** What was answered; `isUnheard`: nothing was, so that it may have been done. */
interface Answer {
  readonly news: EvictionNews;
  readonly isUnheard: boolean;
}

async function evict(
  cluster: Cluster,
  { pod, options }: { readonly pod: Evicted; readonly options: EvictionOptions },
  call: Call,
): Promise<Answer | undefined> {
  const { gracePeriodSeconds, disableEviction } = options;
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  const how = { ...grace, preconditions: { uid: pod.uid } };
  try {
    if (disableEviction)
      await cluster.objects(WHOLE_PODS).delete(pod, { ...how, propagationPolicy: 'Background' }, call);
    else await cluster.evict(pod, how, call);
    return { news: { kind: 'accepted', pod, at: cluster.now() }, isUnheard: false };
  } catch (error) {
    return call.signal.aborted ? undefined : answerOf(pod, error);
  }
}

/** 409: its name belongs to another pod by now. */
function answerOf(pod: Evicted, error: unknown): Answer {
  if (isNotFound(error) || (isApiFailure(error) && error.code === 409))
    return { news: { kind: 'gone', pod }, isUnheard: false };
  const message = error instanceof Error ? error.message : String(error);
  if (!isApiFailure(error))
    return { news: { kind: 'refused', pod, message, retryInMs: RECONNECT_MS }, isUnheard: true };
  const isUnheard = error.code >= 500;
  if (error.code !== 429 && !isUnheard) return { news: { kind: 'failed', pod, message }, isUnheard };
  const retryInMs = error.retryAfterSeconds === undefined ? RETRY_MS : error.retryAfterSeconds * 1000;
  return { news: { kind: 'refused', pod, message, retryInMs }, isUnheard };
}
