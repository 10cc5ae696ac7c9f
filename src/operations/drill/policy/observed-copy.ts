/** What is seen of a copy of a Job, from before it is made to its first failure. */
import {
  beginRecord,
  type DisruptionRecord,
  livePods,
  type SeenPod,
  withJob,
  withPod,
} from '../../../batch/disruption/record.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { type ObservedFailure, observedFailure } from '../../../batch/policy/observed-failure.ts';
import type { Change } from '../../../cluster/port.ts';
import { isObject } from '../drain/sources.ts';

/** A change of the copy, or of one of its pods. */
export type CopyNews =
  | { readonly from: 'job'; readonly news: Change<Job> }
  | { readonly from: 'pod'; readonly news: Change<Pod> };

/** What watches have told of a copy, from before it was made. */
export class ObservedCopy {
  readonly #early: Pod[] = [];
  readonly #synced = new Set<CopyNews['from']>();
  #record: DisruptionRecord | undefined;

  /** As it was last seen. */
  get job(): Job | undefined {
    return this.#record?.after;
  }

  /** Its pods, those that are gone left out. */
  get pods(): readonly Pod[] {
    return this.#record ? livePods(this.#record) : [];
  }

  /** The pod that was made first: those after it fail the same way. */
  get first(): SeenPod | undefined {
    return this.#record?.pods.values().next().value;
  }

  /** What the first failure came to, once that is known. */
  get outcome(): ObservedFailure | undefined {
    return this.#record && this.first && observedFailure(this.#record, this.first);
  }

  /** Whether this news is the one after which the copy can be made: both watches tell of all that comes. */
  isDue({ from, news }: CopyNews): boolean {
    if (news.type !== 'SYNCED') return false;
    this.#synced.add(from);
    return this.#synced.size === 2;
  }

  take(told: CopyNews): void {
    if (told.from === 'job') {
      if (isObject(told.news)) this.#takeJob(told.news.object);
    } else if (isObject(told.news)) this.#takePod(told.news.object, told.news.type === 'DELETED');
  }

  #takePod(pod: Pod, isGone: boolean): void {
    if (this.#record) this.#record = withPod(this.#record, pod, isGone);
    else this.#early.push(pod);
  }

  #takeJob(job: Job): void {
    if (this.#record) {
      this.#record = withJob(this.#record, job);
      return;
    }
    this.#record = beginRecord(untouched(job), []);
    for (const pod of this.#early) this.#record = withPod(this.#record, pod);
    this.#record = withJob(this.#record, job);
  }
}

/** A Job as it was before anything happened to it. */
function untouched(job: Job): Job {
  const { status } = job;
  const none = {
    failed: 0,
    succeeded: 0,
    completedIndexes: '',
    uncountedFailed: [],
    uncountedSucceeded: [],
    conditions: [],
  };
  return {
    ...job,
    status: { ...status, ...none, failedIndexes: status.failedIndexes === undefined ? undefined : '' },
  };
}
