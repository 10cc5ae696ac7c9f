/** What time it is in a cluster that is watched. */
import { parseTime } from '../batch/durations.ts';
import type { Job } from '../batch/objects.ts';
import type { Cluster } from '../cluster/port.ts';

/**
 * The cluster's clock, but never before what its objects tell of: a watch brings no `Date` along, so the clock may lag behind a server whose time runs
 * differently.
 */
export class ObservedClock {
  readonly #cluster: Pick<Cluster, 'now'>;
  #newest = 0;

  constructor(cluster: Pick<Cluster, 'now'>) {
    this.#cluster = cluster;
  }

  /** In milliseconds since the epoch. */
  now(): number {
    return Math.max(this.#cluster.now(), this.#newest);
  }

  /** Takes times in (RFC 3339) that have passed; what is no time is passed over. */
  saw(...times: readonly (string | undefined)[]): void {
    for (const time of times) this.#newest = Math.max(this.#newest, parseTime(time) ?? 0);
  }

  sawJob({ metadata, status }: Job): void {
    const since = status.conditions.map(({ lastTransitionTime }) => lastTransitionTime);
    this.saw(metadata.creationTimestamp, status.startTime, status.completionTime, ...since);
  }
}
