/** What the first failure of a Job came to, as soon as its status tells. */
import { completionIndexOf, failuresBefore } from '../attempts.ts';
import { podCountsOf } from '../completions.ts';
import type { DisruptionRecord, SeenPod } from '../disruption/record.ts';
import { countedAs, failuresOfOthers } from '../disruption/tally.ts';
import { containsIndex, parseIndexes } from '../indexes.ts';
import { jobEnd } from '../job-end.ts';
import type { FailureOutcome } from './first-failure.ts';

/** What happened. */
export type ObservedFailure =
  | (FailureOutcome & { readonly message: string })
  /** The pod ended with 0, or the Job ended for a reason that has nothing to do with it. */
  | { readonly kind: 'other'; readonly message: string };

/**
 * The outcome; undefined while the Job's status is not known to be newer than the end of the pod. Versions of all objects of a cluster are counted together, so that a
 * watch of Jobs that lags behind one of pods is noticed.
 */
export function observedFailure(record: DisruptionRecord, seen: SeenPod): ObservedFailure | undefined {
  const { after } = record;
  const end = jobEnd(after, true);
  if (end?.outcome === 'failed') return { kind: 'job-failed', reason: end.reason, message: end.message };
  const counted = countedAs(record, seen);
  if (counted === 'failed') return { ...countedFailure(record, seen), message: '' };
  if (seen.last.phase === 'Succeeded') return { kind: 'other', message: 'its pod ended with 0' };
  if (end) return { kind: 'other', message: `the Job ended: ${end.reason}` };
  return counted === 'ignored' && isNewer(after.metadata.resourceVersion, seen.last.metadata.resourceVersion)
    ? { kind: 'ignored', message: '' }
    : undefined;
}

function countedFailure(record: DisruptionRecord, seen: SeenPod): FailureOutcome {
  const { after } = record;
  const { last } = seen;
  const index = completionIndexOf(last);
  const failed = parseIndexes(after.status.failedIndexes ?? '').intervals;
  if (index !== undefined && containsIndex(failed, index)) return { kind: 'index-failed' };
  const { backoffLimit, backoffLimitPerIndex } = after.spec;
  if (backoffLimitPerIndex !== undefined) {
    return { kind: 'counted', retriesLeft: backoffLimitPerIndex - failuresBefore(last) - 1, of: 'index' };
  }
  return {
    kind: 'counted',
    retriesLeft: backoffLimit - podCountsOf(after).failed + failuresOfOthers(record, seen),
    of: 'job',
  };
}

function isNewer(a: string, b: string): boolean {
  return /^\d+$/.test(a) && /^\d+$/.test(b) ? BigInt(a) > BigInt(b) : a !== b;
}
