/** The pods of a watch that asks for those that have not succeeded. */
import { completionIndexOf } from '../../batch/attempts.ts';
import { containsIndex, parseIndexes } from '../../batch/indexes.ts';
import { requirementsOf, selectsLabels } from '../../batch/label-selector.ts';
import type { Job, Pod } from '../../batch/objects.ts';
import { isPodOf } from './reads.ts';

/** Kept up to date by what the watch tells; those that have just succeeded stay until their Job counts them. */
export class WatchedPods {
  readonly #pods = new Map<string, Pod>();

  take(type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: Pod): void {
    const left = type === 'DELETED' ? justEnded(pod) : pod;
    if (left === undefined) this.#pods.delete(pod.metadata.uid);
    else this.#pods.set(pod.metadata.uid, left);
  }

  /** Lets go of pods that a Job has counted as completed. */
  forgetCounted(job: Job): void {
    const { intervals } = parseIndexes(job.status.completedIndexes, job.spec.completions);
    for (const [uid, pod] of this.#pods) {
      if (pod.phase !== 'Succeeded' || !isOwnedBy(job, pod)) continue;
      if (containsIndex(intervals, completionIndexOf(pod) ?? -1)) this.#pods.delete(uid);
    }
  }

  /** The pods of a Job. */
  of(job: Job): readonly Pod[] {
    return [...this.#pods.values()].filter((pod) => isOwnedBy(job, pod));
  }
}

/**
 * To such a watch a pod that succeeds is one that goes, told of as it was before (Kubernetes 1.36, apiserver
 * pkg/storage/cacher). One that had not ended and that nobody has deleted can have gone no other way.
 */
function justEnded(pod: Pod): Pod | undefined {
  if (completionIndexOf(pod) === undefined || pod.phase === 'Failed') return undefined;
  return pod.metadata.deletionTimestamp === undefined ? { ...pod, phase: 'Succeeded' } : undefined;
}

function isOwnedBy(job: Job, pod: Pod): boolean {
  const selected = requirementsOf(job.spec).length > 0 && selectsLabels(job.spec, pod.metadata.labels);
  return selected && pod.metadata.namespace === job.metadata.namespace && isPodOf(job, pod);
}
