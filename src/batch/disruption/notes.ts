/** What else a disruption showed of a pod. */
import { finishTimeOf } from '../attempts.ts';
import { firstFailure } from '../container-failure.ts';
import { humanDuration, parseTime } from '../durations.ts';
import type { DisruptionRecord, SeenPod } from './record.ts';
import { signalledAt } from './verdict.ts';

/** Sentences about one disrupted pod, in no need of an answer. */
export function disruptionNotes(record: DisruptionRecord, seen: SeenPod): readonly string[] {
  return [...ignoredSignal(record, seen), ...graceCut(record, seen)];
}

/** The kubelet counts whole seconds, and takes one or two to kill. */
const SLACK_MS = 2000;

const KILLED = 137;

/** A shell that waits for a program does not hear SIGTERM, and PID 1 has no default action. */
function ignoredSignal(record: DisruptionRecord, seen: SeenPod): readonly string[] {
  const graceSeconds = graceOf(seen);
  const at = signalledAt(seen, record);
  const ended = parseTime(finishTimeOf(seen.last));
  const isKilled = firstFailure(seen.last)?.terminated.exitCode === KILLED;
  if (!isKilled || graceSeconds === undefined || graceSeconds === 0 || at === undefined || ended === undefined)
    return [];
  if (ended - at < graceSeconds * 1000 - SLACK_MS) return [];
  return [`PID 1 ignored SIGTERM for the whole grace period (${humanDuration(graceSeconds * 1000)})`];
}

function graceCut(_record: DisruptionRecord, seen: SeenPod): readonly string[] {
  return graceOf(seen) === 0 ? ['it was killed without a grace period'] : [];
}

/** When the pod is gone its grace period is 0; the one it had was seen before. */
function graceOf({ last, graceSeconds }: SeenPod): number | undefined {
  return graceSeconds ?? last.metadata.deletionGracePeriodSeconds;
}
