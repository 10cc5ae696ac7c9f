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
  const told = toldBy(record, seen);
  if (told) return told;
  if (!isLetGo(seen)) return undefined;
  if (isAmongFailures(record, seen)) return 'failed';
  if (seen.last.phase === 'Succeeded') return 'succeeded';
  return seen.last.phase !== 'Failed' && isAmongSuccesses(record, seen) ? 'succeeded' : 'ignored';
}

/** What the controller itself says of the very pod, or of its index. */
function toldBy(record: DisruptionRecord, seen: SeenPod): CountedAs | undefined {
  if (seen.countedAs) return seen.countedAs;
  if (isNewIn(record, seen, 'failedIndexes')) return 'failed';
  return seen.last.phase === 'Succeeded' && isNewIn(record, seen, 'completedIndexes') ? 'succeeded' : undefined;
}

/**
 * Whether one of the failures that no other pod accounts for is this pod's. Where several disrupted pods are in question, those that the policy ignores come last.
 */
function isAmongFailures(record: DisruptionRecord, seen: SeenPod): boolean {
  if (!countsAsFailed(seen.last, record.after.spec)) return false;
  const unexplained = unexplainedFailures(record, seen);
  const isIgnored = (one: SeenPod) => verdictFor(one.last, record.after).action === 'Ignore';
  if (!isIgnored(seen)) return unexplained > 0;
  const likelier = [...record.disrupted.keys()]
    .flatMap((uid) => record.pods.get(uid) ?? [])
    .filter((one) => one !== seen && !toldBy(record, one) && isLetGo(one) && !isIgnored(one));
  return unexplained > likelier.length;
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

/** A pod whose end nobody saw: whether there is a success that no other pod, and none of its index, accounts for. */
function isAmongSuccesses(record: DisruptionRecord, seen: SeenPod): boolean {
  const index = completionIndexOf(seen.last);
  const others = [...record.pods.values()].filter((one) => one !== seen);
  if (index !== undefined) {
    const isReplaced = others.some((one) => !one.isOld && completionIndexOf(one.last) === index);
    return !isReplaced && isNewIn(record, seen, 'completedIndexes');
  }
  const risen = podCountsOf(record.after).succeeded - podCountsOf(record.before).succeeded;
  const explained = others.filter((one) => one.last.phase === 'Succeeded' && isHeldAtFirst(one) && isLetGo(one));
  return risen > explained.length;
}

function isHeldAtFirst({ first }: SeenPod): boolean {
  return first.metadata.finalizers.includes(JOB_TRACKING);
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
  if (!isHeldAtFirst(seen) || !isLetGo(seen) || !countsAsFailed(seen.last, after.spec) || wasLetGo(seen.last, after))
    return false;
  return verdictFor(seen.last, after).action !== 'Ignore';
}
