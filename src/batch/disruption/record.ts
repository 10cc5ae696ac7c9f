/** What was seen of a Job and of its pods since somebody disrupted it: a value that each change of an object makes anew. */
import type { Job, Pod } from '../objects.ts';
import { deletionRequestedMs } from '../pod-deletion.ts';

/** One pod of the Job, from when it was first seen. */
export interface SeenPod {
  readonly first: Pod;
  readonly last: Pod;
  /** Whether its object is gone; `last` is then how it was. */
  readonly isGone: boolean;
  /** Whether it was there before anything was disrupted. */
  readonly isOld: boolean;
  /** As what status.uncountedTerminatedPods held it, if it was seen there: the controller's own word. */
  readonly countedAs: 'succeeded' | 'failed' | undefined;
  /** The grace period with which it was first told to go, in seconds; the API server sets it to 0 at the end. */
  readonly graceSeconds: number | undefined;
  /** When its deletion was asked for, as it was first told, in ms since the epoch; at the end the API server moves deletionTimestamp. */
  readonly deletionAskedMs: number | undefined;
}

/** A Job before and after, and its pods. */
export interface DisruptionRecord {
  readonly before: Job;
  readonly after: Job;
  /** By uid, in the order in which they were first seen. */
  readonly pods: ReadonlyMap<string, SeenPod>;
  /** Pods that were disrupted, by uid: when that was accepted, in ms since the epoch. */
  readonly disrupted: ReadonlyMap<string, number>;
}

/** The record as it begins: nothing is disrupted yet. */
export function beginRecord(job: Job, pods: Iterable<Pod>): DisruptionRecord {
  const seen = Array.from(pods, (pod): [string, SeenPod] => [
    pod.metadata.uid,
    {
      first: pod,
      last: pod,
      isGone: false,
      isOld: true,
      countedAs: undefined,
      graceSeconds: pod.metadata.deletionGracePeriodSeconds,
      deletionAskedMs: deletionRequestedMs(pod, job),
    },
  ]);
  return withJob({ before: job, after: job, pods: new Map(seen), disrupted: new Map() }, job);
}

/** The record with a later version of the Job. */
export function withJob(record: DisruptionRecord, job: Job): DisruptionRecord {
  const { uncountedSucceeded, uncountedFailed } = job.status;
  const named = [...uncountedSucceeded, ...uncountedFailed].filter(
    (uid) => record.pods.get(uid)?.countedAs === undefined,
  );
  if (named.length === 0) return { ...record, after: job };
  const pods = new Map(record.pods);
  for (const uid of named) {
    const seen = pods.get(uid);
    if (seen) pods.set(uid, { ...seen, countedAs: uncountedFailed.includes(uid) ? 'failed' : 'succeeded' });
  }
  return { ...record, after: job, pods };
}

/** The record with a pod as it is now, or, with `isGone`, as it was when it went. */
export function withPod(record: DisruptionRecord, pod: Pod, isGone = false): DisruptionRecord {
  const { uid } = pod.metadata;
  const known = record.pods.get(uid);
  const { uncountedFailed, uncountedSucceeded } = record.after.status;
  const named = uncountedFailed.includes(uid) ? 'failed' : uncountedSucceeded.includes(uid) ? 'succeeded' : undefined;
  const graceSeconds = known?.graceSeconds ?? pod.metadata.deletionGracePeriodSeconds;
  const deletionAskedMs = known?.deletionAskedMs ?? deletionRequestedMs(pod, record.after);
  const seen: SeenPod = known
    ? { ...known, last: pod, isGone: known.isGone || isGone, graceSeconds, deletionAskedMs }
    : { first: pod, last: pod, isGone, isOld: false, countedAs: named, graceSeconds, deletionAskedMs };
  return { ...record, pods: new Map(record.pods).set(uid, seen) };
}

/** The record with all pods gone that a whole list does not have. */
export function withList(record: DisruptionRecord, listed: ReadonlySet<string>): DisruptionRecord {
  const missing = [...record.pods].filter(([uid, { isGone }]) => !isGone && !listed.has(uid));
  if (missing.length === 0) return record;
  const gone = missing.map(([uid, seen]): [string, SeenPod] => [uid, { ...seen, isGone: true }]);
  return { ...record, pods: new Map([...record.pods, ...gone]) };
}

/** The record with a pod disrupted at `at` (ms since the epoch); a second disruption of the same pod changes nothing. */
export function withDisrupted(record: DisruptionRecord, uid: string, at: number): DisruptionRecord {
  if (record.disrupted.has(uid)) return record;
  return { ...record, disrupted: new Map(record.disrupted).set(uid, at) };
}

/** All pods as they were last seen, those that are gone left out. */
export function livePods(record: DisruptionRecord): readonly Pod[] {
  return [...record.pods.values()].filter(({ isGone }) => !isGone).map(({ last }) => last);
}
