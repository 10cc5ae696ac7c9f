/**
 * Which events are recorded as they are, which are counted up, which are combined, and which are too many: client-go's rules, in one place
 * for all components (Kubernetes 1.36, client-go/tools/record/events_cache.go).
 */
import { LastUsed } from './last-used.ts';

/** What an event is known by. */
export interface EventIdentity {
  /** Who says it, and where. */
  readonly source: string;
  /** The object it is about. */
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** The part of the object. */
  readonly fieldPath: string;
}

/** What is to be done with an event. `key`: events of the same key are one, counted. */
export type Correlated =
  | { readonly do: 'record'; readonly key: string; readonly isCombined: boolean }
  | { readonly do: 'drop' };

/** So many different messages of a reason within so many milliseconds are combined. */
const MOST_SIMILAR = 10;
const SIMILAR_MS = 600_000;
/** So many events at once about an object from a source, then one every so many milliseconds. */
const BURST = 25;
const REFILL_MS = 300_000;
/** What each memory holds. */
const REMEMBERED = 4096;

/** Remembers the events of the last while. */
export class EventCorrelation {
  readonly #similar = new LastUsed<string, { readonly messages: Set<string>; lastMs: number }>(REMEMBERED);
  readonly #tokens = new LastUsed<string, { left: number; atMs: number }>(REMEMBERED);

  /** Decides about an event at a time. */
  correlate(event: EventIdentity, nowMs: number): Correlated {
    const { source, object, type, reason, message, fieldPath } = event;
    const group = [source, object, type, reason].join('\u0000');
    const isCombined = this.#isOneTooMany(group, message, nowMs);
    const key = isCombined ? group : [group, fieldPath, message].join('\u0000');
    if (!this.#hasToken([source, object, type].join('\u0000'), nowMs)) return { do: 'drop' };
    return { do: 'record', key, isCombined };
  }

  #isOneTooMany(group: string, message: string, nowMs: number): boolean {
    const known = this.#similar.get(group);
    const similar =
      known && nowMs - known.lastMs <= SIMILAR_MS ? known : { messages: new Set<string>(), lastMs: nowMs };
    similar.messages.add(message);
    similar.lastMs = nowMs;
    this.#similar.set(group, similar);
    if (similar.messages.size < MOST_SIMILAR) return false;
    const [oldest] = similar.messages;
    if (oldest !== undefined) similar.messages.delete(oldest);
    return true;
  }

  #hasToken(source: string, nowMs: number): boolean {
    const bucket = this.#tokens.get(source) ?? { left: BURST, atMs: nowMs };
    bucket.left = Math.min(BURST, bucket.left + (nowMs - bucket.atMs) / REFILL_MS);
    bucket.atMs = nowMs;
    this.#tokens.set(source, bucket);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
