/** The pod that takes the place of one that was disrupted. */
import { type Attempt, attemptsOf, completionIndexOf, finishTimeOf } from '../attempts.ts';
import { completionsOf } from '../completions.ts';
import { msBetween, parseTime } from '../durations.ts';
import { containsIndex, type Intervals, parseIndexes, unionIndexes } from '../indexes.ts';
import type { Job, Pod } from '../objects.ts';
import type { DisruptionRecord } from './record.ts';

/** A replacement, and how it came. */
export interface Replacement {
  readonly pod: Pod;
  readonly state: Attempt['state'];
  /** Its container runs, or has run. */
  readonly hasStarted: boolean;
  readonly startedAt: string | undefined;
  /** From the end of the disrupted pod to its creation; undefined if either is not known. Negative: it was there before the other had ended. */
  readonly afterMs: number | undefined;
}

/**
 * The replacement of a disrupted pod: the first pod of the same index that came after it; without indexes the first pod that came after, one for each
 * disrupted pod, in the order of their disruption.
 */
export function replacementOf(record: DisruptionRecord, uid: string): Replacement | undefined {
  const victim = record.pods.get(uid)?.last;
  if (!victim) return undefined;
  const index = completionIndexOf(victim);
  const candidates = comersAfter(record, uid).filter((pod) => completionIndexOf(pod) === index);
  const turn = index === undefined ? [...record.disrupted.keys()].indexOf(uid) : 0;
  const pod = candidates[turn];
  return pod && replacement(pod, victim);
}

/**
 * Whether a pod is still to come for the place of this one: with indexes until its index is settled, else while fewer pods work than may. A work queue with a
 * success wants none.
 */
export function wantsReplacement({ after }: DisruptionRecord, victim: Pod, workingPods: number): boolean {
  const { total, remaining } = completionsOf(after);
  const { completionMode, parallelism } = after.spec;
  if (parallelism === 0 || remaining === 0) return false;
  const index = completionIndexOf(victim);
  if (completionMode === 'Indexed' && index !== undefined) return !containsIndex(settledIndexes(after), index);
  return workingPods < (total === undefined ? parallelism : Math.min(parallelism, remaining));
}

/** Pods of the Job that were not there before, oldest first. */
function comersAfter({ pods, disrupted }: DisruptionRecord, uid: string): readonly Pod[] {
  const since = disrupted.get(uid) ?? 0;
  const isLater = ({ metadata }: Pod) => (parseTime(metadata.creationTimestamp) ?? since) + 1000 > since;
  const comers = [...pods.values()].filter(({ isOld, last }) => !isOld && isLater(last));
  return comers.map(({ last }) => last);
}

function replacement(pod: Pod, victim: Pod): Replacement {
  const [attempt] = attemptsOf([pod]);
  const state = attempt?.state ?? 'pending';
  return {
    pod,
    state,
    hasStarted: state === 'running' || state === 'succeeded' || state === 'failed',
    startedAt: attempt?.startedAt,
    afterMs: msBetween(endOf(victim), parseTime(pod.metadata.creationTimestamp)),
  };
}

function settledIndexes({ status }: Job): Intervals {
  const [completed, failed] = [status.completedIndexes, status.failedIndexes ?? ''].map(
    (text) => parseIndexes(text).intervals,
  );
  return unionIndexes(completed ?? [], failed ?? []);
}

function endOf(pod: Pod): string | undefined {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed' ? finishTimeOf(pod) : undefined;
}

/** Whether a Job without failures in the counter can still be said to go on: it has not been told to stop. */
export function goesOn({ spec, metadata }: Job): boolean {
  return !spec.suspend && metadata.deletionTimestamp === undefined;
}
