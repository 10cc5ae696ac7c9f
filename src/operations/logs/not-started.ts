/** Why a container has not run, in words. */
import { firstFailure } from '../../batch/container-failure.ts';
import { isPodOver } from '../../batch/log-runs.ts';
import type { NotStarted } from '../../batch/log-selection.ts';
import type { Job } from '../../batch/objects.ts';
import { stuckPodOf } from '../../batch/stuck-pod.ts';

/** A phrase: `cannot pull image …`, `ContainerCreating`, `not scheduled yet`, `the pod failed first: …`. */
export function whyNotStarted({ attempt, reason, message }: NotStarted, job: Job, now: number): string {
  const { pod } = attempt;
  const stuck = stuckPodOf(attempt, { job, warnings: new Map(), now });
  if (stuck) return stuck.text;
  if (isPodOver(pod)) {
    const why = firstFailure(pod)?.text ?? ([pod.reason, pod.message].filter(Boolean).join(': ') || pod.phase);
    return `the pod ended first: ${why}`;
  }
  const said = [reason, message].filter(Boolean).join(': ');
  return said || (pod.nodeName === undefined ? 'not scheduled yet' : 'not started yet');
}
