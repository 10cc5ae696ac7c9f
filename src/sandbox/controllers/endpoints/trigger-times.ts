/** When what a slice says came to be: the oldest news since the last look (Kubernetes 1.36, endpointslice/util/trigger_time_tracker.go). */
import { listAt, textAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';

/** Remembers the times of one service and of all its pods, those that have ended too; they are RFC 3339 texts. */
export class TriggerTimes {
  readonly #known = new Map<string, string>();
  readonly #news = new Map<string, string>();

  /** Takes note of the service, or of a pod as it stands now. */
  see(object: StoredObject): void {
    const { name, creationTimestamp = '' } = object.metadata;
    const isPod = object.kind === 'Pod';
    const time = isPod ? readySince(object) : creationTimestamp;
    const key = isPod ? `pod/${name}` : '';
    if (time > (this.#known.get(key) ?? '')) this.#news.set(key, time);
  }

  /** Forgets a pod. */
  forget({ metadata }: StoredObject): void {
    this.#known.delete(`pod/${metadata.name}`);
    this.#news.delete(`pod/${metadata.name}`);
  }

  /** The time of the oldest news, which are none from now on; undefined when there are none. */
  take(): string | undefined {
    const [oldest] = [...this.#news.values()].toSorted();
    for (const [key, time] of this.#news) this.#known.set(key, time);
    this.#news.clear();
    return oldest;
  }
}

function readySince(pod: StoredObject): string {
  const condition = listAt(pod, 'status.conditions').find(({ type }) => type === 'Ready');
  return textAt(condition, 'lastTransitionTime');
}
