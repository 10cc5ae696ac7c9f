/** When Jobs that back off try again: that stands in their pods alone. */
import type { Job } from '../../batch/objects.ts';
import { outcomeOf } from '../../batch/outcome.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { readPods } from '../describe/reads.ts';
import type { WaitedJob } from './waited-job.ts';

/** Of more Jobs nobody reads a countdown. */
const MOST_JOBS = 10;

/** Reads the pods of a Job once for each time that it begins to back off, beside everything else. */
export class BackOffs {
  readonly #cluster: Cluster;
  readonly #call: Call;
  readonly #read = new Map<string, number>();

  constructor(cluster: Cluster, call: Call) {
    this.#cluster = cluster;
    this.#call = call;
  }

  /** Takes note of a Job as it stands; what cannot be read is left out. */
  note(waited: WaitedJob): void {
    const { job } = waited;
    if (!job) return;
    if (outcomeOf(job).state !== 'backing-off') waited.seePods([]);
    else if (this.#isNew(job)) this.#look(waited, job);
  }

  #look(waited: WaitedJob, job: Job): void {
    readPods(this.#cluster, job, { rows: undefined, call: this.#call }).then(
      ({ pods }) => waited.seePods(pods),
      () => {}, // a countdown is not worth an error: what stops everything stops the watch, too
    );
  }

  #isNew({ metadata: { uid }, status: { failed } }: Job): boolean {
    if (this.#read.get(uid) === failed || (this.#read.size >= MOST_JOBS && !this.#read.has(uid))) return false;
    this.#read.set(uid, failed);
    return true;
  }
}
