/** Why pods failed, in words that are the same for the same cause, so that ten thousand failures fit a few lines. */
import { type Attempt, countsAsFailed, wasLetGo } from './attempts.ts';
import { trueCondition } from './conditions.ts';
import { type ContainerFailure, firstFailure, lastRestart } from './container-failure.ts';
import { parseTime } from './durations.ts';
import { type Intervals, indexesOf } from './indexes.ts';
import type { Condition, Job, Pod } from './objects.ts';
import { type PolicyVerdict, verdictFor } from './pod-failure-policy.ts';

/** Why one pod failed. */
export interface FailureCause {
  readonly kind:
    | ContainerFailure['kind']
    /** Condition DisruptionTarget: evicted through the API, preempted, its node lost or shut down. */
    | 'disruption'
    /** The kubelet ended it because the node, or the pod itself, was out of bounds. */
    | 'evicted'
    /** The pod's own activeDeadlineSeconds. */
    | 'deadline'
    | 'node-lost'
    /** Its node did not admit it, or ended it for a reason of its own. */
    | 'node'
    /** Deleted while it ran, by whomever. */
    | 'deleted';
  /** `exit code 42 in container "main"`, `disrupted: EvictionByEvictionAPI`; holds nothing that differs from pod to pod. */
  readonly text: string;
  readonly container: string | undefined;
  readonly exitCode: number | undefined;
  /** The condition's, the pod's or the container's own reason. */
  readonly reason: string;
  /** What came with the reason, whole. */
  readonly message: string;
}

/** Failed pods with one cause and one verdict. */
export interface FailureGroup {
  readonly cause: FailureCause;
  /** Of the pod that failed last: `because` names it. */
  readonly verdict: PolicyVerdict;
  readonly pods: readonly string[];
  readonly indexes: Intervals;
  readonly count: number;
  /** When the last of them failed. */
  readonly lastAt: string | undefined;
}

/**
 * Why a pod failed; undefined if it has not. With restartPolicy OnFailure a container fails within a pod that goes on: then
 * it is the cause of the last restart. With a `job`, a pod that its podReplacementPolicy counts as failed from its deletion on
 * has failed, too.
 */
export function failureCauseOf(pod: Pod, job?: Pick<Job, 'spec'>): FailureCause | undefined {
  const disruption = trueCondition(pod.conditions, 'DisruptionTarget');
  if (job ? countsAsFailed(pod, job.spec) : pod.phase === 'Failed') return causeOfFailed(pod, disruption);
  if (pod.phase === 'Succeeded') return undefined;
  const restart = lastRestart(pod);
  return restart && ofContainer(restart);
}

/**
 * The failures among the attempts, most pods first. Left out are pods that the controller deleted without counting them: to
 * suspend, to scale down, and when the Job's success was decided.
 */
export function groupFailures(job: Job, attempts: readonly Attempt[]): readonly FailureGroup[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of attempts.flatMap((attempt) => failureOf(attempt, job) ?? [])) {
    const key = JSON.stringify([failure.cause.text, failure.verdict.action, ruleOf(failure.verdict)]);
    const group = groups.get(key);
    if (group) group.push(failure);
    else groups.set(key, [failure]);
  }
  return [...groups.values()].map(summarise).sort((a, b) => b.count - a.count || compare(a.cause.text, b.cause.text));
}

interface Failure {
  readonly cause: FailureCause;
  readonly verdict: PolicyVerdict;
  readonly name: string;
  readonly index: number | undefined;
  readonly at: string | undefined;
}

function failureOf({ pod, index, finishedAt }: Attempt, job: Job): Failure | undefined {
  const cause = failureCauseOf(pod, job);
  if (cause === undefined || (cause.kind === 'deleted' && isUncounted(pod, job))) return undefined;
  const at = finishedAt ?? lastRestart(pod)?.terminated.finishedAt ?? disruptedAt(pod) ?? deletedAt(pod, job);
  return { cause, verdict: verdictFor(pod, job), name: pod.metadata.name, index, at };
}

function disruptedAt(pod: Pod): string | undefined {
  return trueCondition(pod.conditions, 'DisruptionTarget')?.lastTransitionTime;
}

/** When the deletion was asked for: deletionTimestamp is the end of the grace period, and may lie ahead. */
function deletedAt({ metadata }: Pod, { spec }: Job): string | undefined {
  const end = parseTime(metadata.deletionTimestamp);
  const graceMs = (spec.template.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000;
  return end === undefined ? undefined : new Date(end - graceMs).toISOString().replace('.000Z', 'Z');
}

const DEFAULT_GRACE_SECONDS = 30;

function isUncounted(pod: Pod, job: Job): boolean {
  return wasLetGo(pod, job) || trueCondition(job.status.conditions, 'SuccessCriteriaMet') !== undefined;
}

function ruleOf(verdict: PolicyVerdict): number | undefined {
  return verdict.action === 'Default' ? undefined : verdict.rule;
}

function summarise(failures: readonly Failure[]): FailureGroup {
  const last = failures.reduce((a, b) => ((a.at ?? '') > (b.at ?? '') ? a : b));
  return {
    cause: last.cause,
    verdict: last.verdict,
    pods: failures.map(({ name }) => name),
    indexes: indexesOf(failures.flatMap(({ index }) => index ?? [])),
    count: failures.length,
    lastAt: last.at,
  };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** What ended the pod from outside comes before what its containers made of it. */
function causeOfFailed(pod: Pod, disruption: Condition | undefined): FailureCause {
  const container = firstFailure(pod);
  const external = ofPod(pod, disruption);
  if (external) return { ...external, container: container?.container, exitCode: container?.terminated.exitCode };
  const { deletionTimestamp } = pod.metadata;
  const killed = container === undefined || (container.kind === 'signal' && /KILL|TERM/.test(container.text));
  if (deletionTimestamp !== undefined && killed) {
    const exitCode = container?.terminated.exitCode;
    const text = 'deleted while running';
    return {
      kind: 'deleted',
      text,
      container: container?.container,
      exitCode,
      reason: pod.reason,
      message: pod.message,
    };
  }
  if (container) return ofContainer(container);
  const { reason, message } = pod;
  const nowhere = { container: undefined, exitCode: undefined, reason, message };
  if (reason === '') return { kind: 'unknown', text: 'failed, and nothing tells why', ...nowhere };
  return { kind: 'node', text: `its node reports ${reason}`, ...nowhere };
}

function ofPod(pod: Pod, disruption: Condition | undefined): Omit<FailureCause, 'container' | 'exitCode'> | undefined {
  const { reason, message } = pod;
  switch (reason) {
    case 'Evicted':
      return {
        kind: 'evicted',
        text: `evicted: ${firstSentence(message) || 'its node does not say why'}`,
        reason,
        message,
      };
    case 'DeadlineExceeded':
      return { kind: 'deadline', text: "DeadlineExceeded: the pod's own activeDeadlineSeconds", reason, message };
    case 'NodeLost':
      return { kind: 'node-lost', text: 'NodeLost: its node stopped answering', reason, message };
  }
  if (!disruption) return undefined;
  const why = disruption.reason || 'DisruptionTarget';
  return { kind: 'disruption', text: `disrupted: ${why}`, reason: why, message: disruption.message };
}

/** The kubelet goes on with figures, which differ from pod to pod. */
function firstSentence(message: string): string {
  return message.split('. ')[0]?.replace(/\.\s*$/, '') ?? '';
}

function ofContainer({ kind, text, container, terminated }: ContainerFailure): FailureCause {
  const { exitCode, reason, message } = terminated;
  return { kind, text, container, exitCode, reason, message };
}
