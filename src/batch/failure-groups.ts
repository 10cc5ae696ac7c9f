/** Failed pods alike in cause and verdict, so that ten thousand failures fit a few lines. */
import { type Attempt, wasLetGo } from './attempts.ts';
import { trueCondition } from './conditions.ts';
import { lastRestart } from './container-failure.ts';
import { printTime } from './durations.ts';
import { type FailureCause, failureCauseOf } from './failure-cause.ts';
import { type Intervals, indexesOf } from './indexes.ts';
import type { Job, Pod } from './objects.ts';
import { deletionRequestedMs } from './pod-deletion.ts';
import { type PolicyVerdict, verdictFor } from './pod-failure-policy.ts';

/** Failed pods with one cause and one verdict. */
export interface FailureGroup {
  readonly cause: FailureCause;
  /** Of the pod that failed last: `because` names it. */
  readonly verdict: PolicyVerdict;
  readonly pods: readonly string[];
  /** The one of them that failed last. */
  readonly lastPod: string;
  /** The nodes they ran on, by name. */
  readonly nodes: readonly string[];
  readonly indexes: Intervals;
  readonly count: number;
  /** When the first of them failed. */
  readonly firstAt: string | undefined;
  /** When the last of them failed. */
  readonly lastAt: string | undefined;
}

/**
 * The failures among the attempts, most pods first, then the latest; last of all the pods that had to end because the Job had failed.
 * Left out are pods that the controller deleted without counting them: to suspend, to scale down, and when the Job's success was decided.
 */
export function groupFailures(job: Job, attempts: readonly Attempt[]): readonly FailureGroup[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of attempts.flatMap((attempt) => failureOf(attempt, job) ?? [])) {
    const key = JSON.stringify([failure.cause.text, failure.verdict.action, ruleOf(failure.verdict)]);
    const group = groups.get(key);
    if (group) group.push(failure);
    else groups.set(key, [failure]);
  }
  return [...groups.values()].map(summarise).sort(byWeight);
}

interface Failure {
  readonly cause: FailureCause;
  readonly verdict: PolicyVerdict;
  readonly pod: Pod;
  readonly index: number | undefined;
  readonly at: string | undefined;
}

function failureOf({ pod, index, finishedAt }: Attempt, job: Job): Failure | undefined {
  const cause = failureCauseOf(pod, job);
  if (cause === undefined || (DELETED.includes(cause.kind) && isUncounted(pod, job))) return undefined;
  const at = finishedAt ?? lastRestart(pod)?.terminated.finishedAt ?? disruptedAt(pod) ?? deletedAt(pod, job);
  return { cause, verdict: verdictFor(pod, job), pod, index, at };
}

const DELETED: readonly FailureCause['kind'][] = ['deleted', 'deleted-by-failure'];

function disruptedAt(pod: Pod): string | undefined {
  return trueCondition(pod.conditions, 'DisruptionTarget')?.lastTransitionTime;
}

function deletedAt(pod: Pod, job: Job): string | undefined {
  const ms = deletionRequestedMs(pod, job);
  return ms === undefined ? undefined : printTime(ms);
}

function isUncounted(pod: Pod, job: Job): boolean {
  return wasLetGo(pod, job) || trueCondition(job.status.conditions, 'SuccessCriteriaMet') !== undefined;
}

function ruleOf(verdict: PolicyVerdict): number | undefined {
  return verdict.action === 'Default' ? undefined : verdict.rule;
}

function summarise(failures: readonly Failure[]): FailureGroup {
  const last = failures.reduce((a, b) => ((a.at ?? '') > (b.at ?? '') ? a : b));
  const times = failures.flatMap(({ at }) => at ?? []).sort(compare);
  return {
    cause: last.cause,
    verdict: last.verdict,
    pods: failures.map(({ pod }) => pod.metadata.name),
    lastPod: last.pod.metadata.name,
    nodes: [...new Set(failures.flatMap(({ pod }) => pod.nodeName ?? []))].sort(compare),
    indexes: indexesOf(failures.flatMap(({ index }) => index ?? [])),
    count: failures.length,
    firstAt: times[0],
    lastAt: last.at,
  };
}

function byWeight(a: FailureGroup, b: FailureGroup): number {
  const follows = ({ cause }: FailureGroup) => Number(cause.kind === 'deleted-by-failure');
  return (
    follows(a) - follows(b) ||
    b.count - a.count ||
    compare(b.lastAt ?? '', a.lastAt ?? '') ||
    compare(a.cause.text, b.cause.text)
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
