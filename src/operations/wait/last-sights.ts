/** Why Jobs that are bound to fail will, seen while their pods are there: the controller deletes those that still run, and a TTL deletes all. */
import type { Job } from '../../batch/objects.ts';
import { outcomeOf } from '../../batch/outcome.ts';
import { type Explanation, explainFailure } from './explain.ts';
import type { Deciding } from './settle.ts';
import type { WaitedJob } from './waited-job.ts';

/** Of more Jobs nobody reads why. */
const MOST_JOBS = 20;

/** The Job has ended: whoever waits does not want to wait for a log that does not come. */
const AT_ONCE_MS = 1000;

/** Looks at the pods of a Job once, when its failure is decided, beside everything else. */
export class LastSights {
  readonly #deciding: Deciding;
  readonly #sights = new Map<string, Promise<Explanation | undefined>>();

  constructor(deciding: Deciding) {
    this.#deciding = deciding;
  }

  /** Takes note of a Job as it stands; what cannot be read is left out. */
  note({ job }: WaitedJob): void {
    const isEnough = this.#deciding.request.timeoutMs === 0 || this.#sights.size >= MOST_JOBS;
    if (!job || isEnough || outcomeOf(job).state !== 'failing' || this.#sights.has(job.metadata.uid)) return;
    const { cluster, call, now, request } = this.#deciding;
    const sight = explainFailure(cluster, job, { ...call, now, logLines: request.logLines });
    this.#sights.set(
      job.metadata.uid,
      sight.catch(() => undefined), // what stops everything has stopped this, too
    );
  }

  /** What was seen of a Job, if it has been told by now, or will be at once. */
  of({ metadata }: Job): Promise<Explanation | undefined> {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), AT_ONCE_MS));
    return Promise.race([this.#sights.get(metadata.uid), late]);
  }
}
