/** What a disruption did to a Job, judged from the Job before and after and from what was seen of its pods. */
import { attemptsOf, completionIndexOf, failuresBefore, finishTimeOf, isActive } from '../attempts.ts';
import { podCountsOf } from '../completions.ts';
import { trueCondition } from '../conditions.ts';
import { parseTime } from '../durations.ts';
import { containsIndex, parseIndexes } from '../indexes.ts';
import { type JobEnd, jobEnd } from '../job-end.ts';
import type { Job, KubeEvent, Pod } from '../objects.ts';
import { type PolicyVerdict, verdictFor } from '../pod-failure-policy.ts';
import { type Stuck, stuckReasons } from '../stuck.ts';
import { type GracefulSuccess, gracefulSuccess } from './graceful-success.ts';
import { type DisruptionRecord, livePods, type SeenPod } from './record.ts';
import { goesOn, type Replacement, replacementOf, wantsReplacement } from './replacement.ts';
import { countedAs } from './tally.ts';

/** What became of one disrupted pod. `rule` is what podFailurePolicy says of it. */
export type DisruptionVerdict =
  /** Not counted, and the index runs again (no replacement: the Job wants none any more). */
  | { readonly kind: 'held'; readonly rule: PolicyVerdict; readonly replacement: Replacement | undefined }
  /** Counted against the limit, of which so many failures are left before the Job, or the index, fails. */
  | {
      readonly kind: 'counted';
      readonly rule: PolicyVerdict;
      readonly retriesLeft: number;
      readonly of: 'job' | 'index';
      readonly replacement: Replacement | undefined;
    }
  | { readonly kind: 'job-failed'; readonly rule: PolicyVerdict; readonly end: JobEnd }
  | { readonly kind: 'index-failed'; readonly rule: PolicyVerdict; readonly index: number }
  | ({ readonly kind: 'counted-as-success' } & GracefulSuccess)
  /** Not counted, but nothing runs in its place. */
  | {
      readonly kind: 'no-replacement';
      readonly rule: PolicyVerdict;
      readonly why: NoReplacement;
      readonly text: string;
    }
  | { readonly kind: 'inconclusive'; readonly why: Inconclusive; readonly text: string };

/** What keeps the replacement away: what makes a Job stuck, a pod that has not ended, or nothing that is known. */
export type NoReplacement = Stuck['kind'] | 'pod-replacement-policy' | 'unknown';

/** Why nothing can be said. */
export type Inconclusive =
  /** The pod had ended before it was disrupted. */
  | 'ended-first'
  /** The Job ended, or was stopped, for another reason. */
  | 'job-ended'
  | 'suspended'
  | 'job-gone'
  /** It was never disrupted: a disruption budget forbids it. */
  | 'not-evicted'
  | 'interrupted'
  /** It counts as a success, and nothing is known of how it ended. */
  | 'unseen-end'
  | 'timed-out';

/** The words for `--expect`, and in data. */
export const VERDICTS: readonly DisruptionVerdict['kind'][] = [
  'held',
  'counted',
  'job-failed',
  'index-failed',
  'counted-as-success',
  'no-replacement',
  'inconclusive',
];

/** Not decided yet: what is still awaited. */
export interface Undecided {
  readonly kind: 'undecided';
  readonly waitsFor: 'end' | 'count' | 'replacement';
}

/** What is known beside the record. `now` in ms since the epoch. */
export interface JudgedAt {
  readonly events: readonly KubeEvent[];
  readonly now: number;
}

/**
 * What became of a disrupted pod, as far as it is decided. The Job's counters are judged only once the controller has let the pod go; the `after` of the record must be
 * no older than the pod it holds.
 */
export function disruptionVerdict(record: DisruptionRecord, uid: string): DisruptionVerdict | Undecided {
  const seen = record.pods.get(uid);
  const at = seen && signalledAt(seen, record);
  if (!seen || at === undefined) return { kind: 'undecided', waitsFor: 'end' };
  if (endedFirst(seen, at)) return inconclusive('ended-first', 'the pod had ended before it was disrupted');
  return byJobFailure(record, seen) ?? byCount(record, seen, at) ?? byJobEnd(record) ?? waiting(record, seen);
}

/** The verdict when no more time is left: why nothing runs in its place, else that time ran out. */
export function verdictAtDeadline(record: DisruptionRecord, uid: string, at: JudgedAt): DisruptionVerdict {
  const verdict = disruptionVerdict(record, uid);
  if (verdict.kind !== 'undecided') return verdict;
  const seen = record.pods.get(uid);
  if (!seen || !record.disrupted.has(uid))
    return inconclusive('timed-out', 'time ran out before the pod was disrupted');
  const rule = verdictFor(seen.last, record.after);
  const counted = countedAs(record, seen);
  if (counted === 'failed') return countedVerdict(record, seen, undefined);
  if (verdict.waitsFor !== 'replacement') return unended(record, seen, rule);
  return { kind: 'no-replacement', rule, ...missingReplacement(record, at) };
}

/** When the pod was told to stop: what its condition says, else its deletion, which comes before the answer that accepts it; in ms since the epoch. */
export function signalledAt(seen: SeenPod, { disrupted }: DisruptionRecord): number | undefined {
  const accepted = disrupted.get(seen.first.metadata.uid);
  if (accepted === undefined) return undefined;
  const target = trueCondition(seen.last.conditions, 'DisruptionTarget');
  return parseTime(target?.lastTransitionTime) ?? Math.min(seen.deletionAskedMs ?? accepted, accepted);
}

/** Whether every verdict is as good as a disruption can end. */
export function isPass(verdict: DisruptionVerdict): boolean {
  return verdict.kind === 'held' || (verdict.kind === 'counted-as-success' && verdict.how === 'finished');
}

function endedFirst({ first, last }: SeenPod, at: number): boolean {
  if (hasEnded(first)) return true;
  if (!hasEnded(last)) return false;
  const wasDisrupted = last.metadata.deletionTimestamp !== undefined;
  const ended = parseTime(finishTimeOf(last));
  const secondOf = (ms: number) => Math.floor(ms / 1000);
  return !wasDisrupted || (ended !== undefined && secondOf(ended) < secondOf(at));
}

function hasEnded({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** The Job fails since: because of this pod, or in spite of it. */
function byJobFailure(record: DisruptionRecord, seen: SeenPod): DisruptionVerdict | undefined {
  const end = jobEnd(record.after, true);
  if (end?.outcome !== 'failed' || jobEnd(record.before, true)) return undefined;
  const rule = verdictFor(seen.last, record.after);
  if (isToBlame(record, seen, end)) return { kind: 'job-failed', rule, end };
  return inconclusive('job-ended', `the Job failed for another reason: ${end.reason}: ${end.message}`);
}

function isToBlame(record: DisruptionRecord, seen: SeenPod, { reason, message }: JobEnd): boolean {
  const { name, namespace } = seen.last.metadata;
  if (reason === 'PodFailurePolicy') return message.toLowerCase().includes(`pod ${namespace}/${name} `);
  if (reason === 'DeadlineExceeded') return false;
  return countedAs(record, seen) === 'failed';
}

function byCount(record: DisruptionRecord, seen: SeenPod, at: number): DisruptionVerdict | undefined {
  switch (countedAs(record, seen)) {
    case undefined:
      return undefined;
    case 'succeeded':
      if (seen.last.phase !== 'Succeeded')
        return inconclusive('unseen-end', 'nobody saw how the pod ended: it counts as a success');
      return { kind: 'counted-as-success', ...gracefulSuccess(seen.last, othersThan(record, seen), at) };
    case 'failed':
      return indexFailure(record, seen) ?? onceReplaced(record, seen, (found) => countedVerdict(record, seen, found));
    case 'ignored':
      return onceReplaced(record, seen, (replacement) => ({
        kind: 'held',
        rule: verdictFor(seen.last, record.after),
        replacement,
      }));
  }
}

function indexFailure({ after }: DisruptionRecord, { last }: SeenPod): DisruptionVerdict | undefined {
  const index = completionIndexOf(last);
  if (index === undefined || !containsIndex(parseIndexes(after.status.failedIndexes ?? '').intervals, index))
    return undefined;
  return { kind: 'index-failed', rule: verdictFor(last, after), index };
}

/** The verdict once a replacement has started, or once it is clear that none is wanted. */
function onceReplaced(
  record: DisruptionRecord,
  seen: SeenPod,
  verdict: (replacement: Replacement | undefined) => DisruptionVerdict,
): DisruptionVerdict | undefined {
  const replacement = replacementOf(record, seen.first.metadata.uid);
  if (replacement) return replacement.hasStarted ? verdict(replacement) : undefined;
  const working = attemptsOf(livePods(record)).filter(isActive).length;
  return wantsReplacement(record, seen.last, working) ? undefined : verdict(undefined);
}

function countedVerdict(
  { after }: DisruptionRecord,
  { last }: SeenPod,
  replacement: Replacement | undefined,
): DisruptionVerdict {
  const rule = verdictFor(last, after);
  return { kind: 'counted', rule, ...retriesLeft(after, last), replacement };
}

/** How many more failures the Job, or with backoffLimitPerIndex this index, can take. */
function retriesLeft(job: Job, pod: Pod): { readonly retriesLeft: number; readonly of: 'job' | 'index' } {
  const { backoffLimit, backoffLimitPerIndex } = job.spec;
  if (backoffLimitPerIndex === undefined)
    return { retriesLeft: Math.max(0, backoffLimit - podCountsOf(job).failed), of: 'job' };
  return { retriesLeft: Math.max(0, backoffLimitPerIndex - failuresBefore(pod) - 1), of: 'index' };
}

/** The Job ended well, or was told to stop, before anything could be said of the pod. */
function byJobEnd({ after }: DisruptionRecord): DisruptionVerdict | undefined {
  if (after.spec.suspend) return inconclusive('suspended', 'the Job was suspended meanwhile');
  if (!goesOn(after)) return inconclusive('job-gone', 'the Job was deleted meanwhile');
  const end = jobEnd(after, true);
  return end && inconclusive('job-ended', `the Job ended meanwhile: ${end.reason}: ${end.message}`);
}

function waiting(record: DisruptionRecord, seen: SeenPod): Undecided {
  if (countedAs(record, seen)) return { kind: 'undecided', waitsFor: 'replacement' };
  return { kind: 'undecided', waitsFor: hasEnded(seen.last) ? 'count' : 'end' };
}

/** A pod that goes and goes: where its end is waited for, that is why nothing replaces it. */
function unended({ after }: DisruptionRecord, { last }: SeenPod, rule: PolicyVerdict): DisruptionVerdict {
  if (hasEnded(last)) return inconclusive('timed-out', 'time ran out before the controller had counted the pod');
  if (after.spec.podReplacementPolicy !== 'Failed')
    return inconclusive('timed-out', 'time ran out before the pod had ended');
  const text = 'podReplacementPolicy Failed: the pod has not ended, and nothing replaces it before it has';
  return { kind: 'no-replacement', rule, why: 'pod-replacement-policy', text };
}

function missingReplacement(
  record: DisruptionRecord,
  { events, now }: JudgedAt,
): { readonly why: NoReplacement; readonly text: string } {
  const [stuck] = stuckReasons(record.after, attemptsOf(livePods(record)), { events, now });
  return stuck ? { why: stuck.kind, text: stuck.text } : { why: 'unknown', text: 'no pod runs in its place' };
}

function othersThan({ pods, disrupted }: DisruptionRecord, seen: SeenPod): readonly Pod[] {
  return [...pods.values()]
    .filter((one) => one !== seen && !disrupted.has(one.first.metadata.uid))
    .map(({ last }) => last);
}

function inconclusive(why: Inconclusive, text: string): DisruptionVerdict {
  return { kind: 'inconclusive', why, text };
}
