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
  /** It is not there any more. */
  | { readonly kind: 'gone'; readonly pod: Evicted }
  | { readonly kind: 'failed'; readonly pod: Evicted; readonly error: Error };

/** How pods are evicted. */
export interface EvictionOptions {
  readonly gracePeriodSeconds: number | undefined;
  /** Delete them: nobody is asked. */
  readonly disableEviction: boolean;
}

/**
 * Evicts the pods one after the other, as kubectl drain does for each: a 429 is asked again after Retry-After, or 5 s; so is a connection that breaks. Ends when all are settled
 * or when the call does.
 */
export async function* evictions(
  cluster: Cluster,
  { pods, options }: { readonly pods: readonly Evicted[]; readonly options: EvictionOptions },
  call: Call,
): AsyncGenerator<EvictionNews, void, void> {
  let waiting = pods;
  while (waiting.length > 0 && !call.signal.aborted) {
    const refused: Evicted[] = [];
    let retryInMs = 0;
    for (const pod of waiting) {
      const news = await evict(cluster, { pod, options }, call);
      if (!news) return;
      if (news.kind === 'refused') {
        refused.push(pod);
        retryInMs = Math.max(retryInMs, news.retryInMs);
      }
      yield news;
    }
    waiting = refused;
    if (waiting.length > 0) await pause(retryInMs, call.signal).catch(() => {});
  }
}

/** kubectl drain asks again after so long. */
const RETRY_MS = 5000;

/** A connection that breaks, or a server that is away, is asked again sooner. */
const RECONNECT_MS = 500;

async function evict(
  cluster: Cluster,
  { pod, options }: { readonly pod: Evicted; readonly options: EvictionOptions },
  call: Call,
): Promise<EvictionNews | undefined> {
  const { gracePeriodSeconds, disableEviction } = options;
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  const how = { ...grace, preconditions: { uid: pod.uid } };
  try {
    if (disableEviction)
      await cluster.objects(WHOLE_PODS).delete(pod, { ...how, propagationPolicy: 'Background' }, call);
    else await cluster.evict(pod, how, call);
    return { kind: 'accepted', pod, at: cluster.now() };
  } catch (error) {
    return call.signal.aborted ? undefined : outcomeOf(pod, error);
  }
}

/** 409: its name belongs to another pod by now. */
function outcomeOf(pod: Evicted, error: unknown): EvictionNews {
  if (isNotFound(error) || (isApiFailure(error) && error.code === 409)) return { kind: 'gone', pod };
  const message = error instanceof Error ? error.message : String(error);
  if (!isApiFailure(error)) return { kind: 'refused', pod, message, retryInMs: RECONNECT_MS };
  const isPatient = error.code === 429 || error.code >= 500;
  const retryInMs = error.retryAfterSeconds === undefined ? RETRY_MS : error.retryAfterSeconds * 1000;
  return isPatient ? { kind: 'refused', pod, message, retryInMs } : { kind: 'failed', pod, error };
}
