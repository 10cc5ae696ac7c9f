/** What the controller counted a disrupted pod as, once it has (Kubernetes 1.36, pkg/controller/job/job_controller.go, trackJobStatusAndRemoveFinalizers). */
import { completionIndexOf, countsAsFailed, JOB_TRACKING, wasLetGo } from '../attempts.ts';
import { podCountsOf } from '../completions.ts';
import { containsIndex, parseIndexes } from '../indexes.ts';
import type { Job } from '../objects.ts';
import { verdictFor } from '../pod-failure-policy.ts';
import type { DisruptionRecord, SeenPod } from './record.ts';

/** `ignored`: it ended, and no counter knows of it. */
export type CountedAs = 'succeeded' | 'failed' | 'ignored';

/**
 * As what a pod was counted; undefined while the controller still holds it (its finalizer is there, and no status names it). The controller's own word
 * comes first (status.uncountedTerminatedPods, the indexes of status), then the counter of failed pods, less the other pods that went into it.
 */
export function countedAs(record: DisruptionRecord, seen: SeenPod): CountedAs | undefined {
  if (seen.countedAs) return seen.countedAs;
  if (isNewIn(record, seen, 'failedIndexes')) return 'failed';
  if (!isLetGo(seen)) return undefined;
  if (seen.last.phase === 'Succeeded' && isNewIn(record, seen, 'completedIndexes')) return 'succeeded';
  if (unexplainedFailures(record, seen) > 0 && countsAsFailed(seen.last, record.after.spec)) return 'failed';
  return seen.last.phase === 'Succeeded' ? 'succeeded' : 'ignored';
}

/** Whether the controller has done with a pod: counted or ignored, it takes its finalizer off. */
function isLetGo({ last, isGone }: SeenPod): boolean {
  return isGone || !last.metadata.finalizers.includes(JOB_TRACKING);
}

function isNewIn({ before, after }: DisruptionRecord, { last }: SeenPod, field: 'failedIndexes' | 'completedIndexes') {
  const index = completionIndexOf(last);
  if (index === undefined || after.spec.completionMode !== 'Indexed') return false;
  const holds = ({ status }: Job) => containsIndex(parseIndexes(status[field] ?? '').intervals, index);
  return holds(after) && !holds(before);
}

/** Failures in the counter that no other pod accounts for: those of disrupted pods, and this one's. */
function unexplainedFailures(record: DisruptionRecord, seen: SeenPod): number {
  const { before, after } = record;
  return podCountsOf(after).failed - podCountsOf(before).failed - failuresOfOthers(record, seen);
}

/** How many of the failures since are those of other pods. */
export function failuresOfOthers(record: DisruptionRecord, seen: SeenPod): number {
  const { before, pods, disrupted } = record;
  const others = [...pods].filter(([uid, one]) => {
    if (one === seen || before.status.uncountedFailed.includes(uid)) return false;
    return one.countedAs ? one.countedAs === 'failed' : !disrupted.has(uid) && failedMeanwhile(record, one);
  });
  return others.length;
}

/** Another pod that went into the counter since: it was held at first, is not any more, and counts. */
function failedMeanwhile({ after }: DisruptionRecord, seen: SeenPod): boolean {
  const wasHeld = seen.first.metadata.finalizers.includes(JOB_TRACKING);
  if (!wasHeld || !isLetGo(seen) || !countsAsFailed(seen.last, after.spec) || wasLetGo(seen.last, after)) return false;
  return verdictFor(seen.last, after).action !== 'Ignore';
}
