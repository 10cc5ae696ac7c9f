/** Why a pod failed, in words that are the same for the same cause. */
import { countsAsFailed } from './attempts.ts';
import { trueCondition } from './conditions.ts';
import { type ContainerFailure, failureBefore, firstFailure, lastRestart } from './container-failure.ts';
import type { Condition, Job, Pod } from './objects.ts';
import { wasDeletedByFailure } from './pod-deletion.ts';

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
    | 'deleted'
    /** Deleted by the controller, because the Job had failed by then: not what failed it. */
    | 'deleted-by-failure';
  /** `exit code 42 in container "main"`, `disrupted: EvictionByEvictionAPI`; holds nothing that differs from pod to pod. */
  readonly text: string;
  readonly container: string | undefined;
  readonly exitCode: number | undefined;
  /** The condition's, the pod's or the container's own reason. */
  readonly reason: string;
  /** What came with the reason, whole. */
  readonly message: string;
}

/**
 * Why a pod failed; undefined if it has not. With restartPolicy OnFailure a container fails within a pod that goes on: then
 * it is the cause of the last restart. With a `job`, a pod that its podReplacementPolicy counts as failed from its deletion on
 * has failed, too.
 */
export function failureCauseOf(pod: Pod, job?: Pick<Job, 'spec' | 'status'>): FailureCause | undefined {
  if (job ? countsAsFailed(pod, job.spec) : pod.phase === 'Failed') return causeOfFailed(pod, job);
  if (pod.phase === 'Succeeded') return undefined;
  const restart = lastRestart(pod);
  return restart && ofContainer(restart);
}

/**
 * What ended the pod from outside comes before what its containers made of it; but where containers are restarted (OnFailure), it is their failures for
 * which a Job is given up, and its pods are deleted.
 */
function causeOfFailed(pod: Pod, job: Pick<Job, 'spec' | 'status'> | undefined): FailureCause {
  const container = firstFailure(pod);
  const external = ofPod(pod, trueCondition(pod.conditions, 'DisruptionTarget'));
  if (external) return { ...external, container: container?.container, exitCode: container?.terminated.exitCode };
  const killed = container === undefined || (container.kind === 'signal' && /KILL|TERM/.test(container.text));
  if (pod.metadata.deletionTimestamp !== undefined && killed) return causeOfDeleted(pod, container, job);
  if (container) return ofContainer(container);
  const { reason, message } = pod;
  const nowhere = { container: undefined, exitCode: undefined, reason, message };
  if (reason === '') return { kind: 'unknown', text: 'failed, and nothing tells why', ...nowhere };
  return { kind: 'node', text: `its node reports ${reason}`, ...nowhere };
}

function causeOfDeleted(
  pod: Pod,
  container: ContainerFailure | undefined,
  job: Pick<Job, 'spec' | 'status'> | undefined,
): FailureCause {
  const byFailure = job !== undefined && wasDeletedByFailure(pod, job);
  const before = byFailure ? failureBefore(pod) : undefined;
  if (before) return ofContainer(before);
  return {
    kind: byFailure ? 'deleted-by-failure' : 'deleted',
    text: byFailure ? 'deleted because the Job failed' : 'deleted while running',
    container: container?.container,
    exitCode: container?.terminated.exitCode,
    reason: pod.reason,
    message: pod.message,
  };
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
