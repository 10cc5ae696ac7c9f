/** What happened in a drill, step by step, read off two versions of an object. */
import { attemptsOf, completionIndexOf, finishTimeOf } from '../attempts.ts';
import { podCountsOf } from '../completions.ts';
import { trueCondition } from '../conditions.ts';
import { firstFailure } from '../container-failure.ts';
import { parseTime } from '../durations.ts';
import type { Job, Pod } from '../objects.ts';
import { deletionRequestedMs } from '../pod-deletion.ts';

/** One thing that happened. */
export interface Step {
  /** In ms since the epoch, as the object tells it, else when it was seen. */
  readonly at: number;
  /** `pod/NAME`, `job/NAME`, `node/NAME`. */
  readonly subject: string;
  readonly text: string;
  /** What was done by a drill itself comes before what followed within the same second. */
  readonly isDone?: boolean;
}

/** Whole seconds from one moment to another (ms since the epoch): objects tell no more. */
export function wholeSecondsFrom(zeroAt: number, at: number): number {
  return Math.floor(at / 1000) - Math.floor(zeroAt / 1000);
}

/** In order of time, by whole seconds; within a second first what was done, then as it was seen. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  const rank = ({ isDone }: Step) => (isDone ? 0 : 1);
  return steps.toSorted((a, b) => wholeSecondsFrom(b.at, a.at) || rank(a) - rank(b));
}

/** What a pod's change comes to; `before` is undefined for a pod that is new. `now` in ms since the epoch, for what has no time of its own. */
export function podSteps(
  before: Pod | undefined,
  after: Pod,
  { job, now }: { readonly job: Job; readonly now: number },
): readonly Step[] {
  const subject = `pod/${after.metadata.name}`;
  const step = (time: string | number | undefined, text: string): Step => ({
    at: (typeof time === 'number' ? time : parseTime(time)) ?? now,
    subject,
    text,
  });
  const steps: Step[] = [];
  if (!before) steps.push(step(after.metadata.creationTimestamp, `created${indexText(after)}`));
  if (!before?.nodeName && after.nodeName) {
    const scheduled = trueCondition(after.conditions, 'PodScheduled');
    steps.push(step(scheduled?.lastTransitionTime, `scheduled to ${after.nodeName}`));
  }
  const target = trueCondition(after.conditions, 'DisruptionTarget');
  if (target && !(before && trueCondition(before.conditions, 'DisruptionTarget'))) {
    steps.push(step(target.lastTransitionTime, `condition DisruptionTarget (${target.reason})`));
  }
  if (after.metadata.deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined) {
    const { deletionGracePeriodSeconds: grace } = after.metadata;
    steps.push(
      step(
        deletionRequestedMs(after, { spec: job.spec }),
        `told to stop${grace === undefined ? '' : `, ${grace}s grace period`}`,
      ),
    );
  }
  if (after.phase !== before?.phase) steps.push(...phaseSteps(after, step));
  return steps;
}

/** A pod's object is gone: never before it had ended, however slow our clock is beside the cluster's. */
export function goneStep(pod: Pod, now: number): Step {
  const hasEnded = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  const ended = hasEnded ? parseTime(finishTimeOf(pod)) : undefined;
  return { at: Math.max(now, ended ?? now), subject: `pod/${pod.metadata.name}`, text: 'gone' };
}

/** What a Job's change comes to: counters, indexes, and the conditions that end it. */
export function jobSteps(before: Job, after: Job, now: number): readonly Step[] {
  const subject = `job/${after.metadata.name}`;
  const steps: Step[] = [];
  const counter = (name: 'failed' | 'succeeded') => {
    const [was, is] = [podCountsOf(before)[name], podCountsOf(after)[name]];
    if (was !== is) steps.push({ at: now, subject, text: `${name} ${was} → ${is}` });
  };
  counter('failed');
  counter('succeeded');
  const [wasFailed, isFailed] = [before.status.failedIndexes ?? '', after.status.failedIndexes ?? ''];
  if (wasFailed !== isFailed) steps.push({ at: now, subject, text: `failed indexes ${isFailed}` });
  for (const type of ['FailureTarget', 'Failed', 'SuccessCriteriaMet', 'Complete', 'Suspended']) {
    const condition = trueCondition(after.status.conditions, type);
    if (!condition || trueCondition(before.status.conditions, type)) continue;
    const at = parseTime(condition.lastTransitionTime) ?? now;
    steps.push({ at, subject, text: `${type}${condition.reason === '' ? '' : ` (${condition.reason})`}` });
  }
  return steps;
}

function indexText(pod: Pod): string {
  const index = completionIndexOf(pod);
  return index === undefined ? '' : ` for index ${index}`;
}

function phaseSteps(pod: Pod, step: (time: string | undefined, text: string) => Step): readonly Step[] {
  switch (pod.phase) {
    case 'Running':
      return [step(attemptsOf([pod])[0]?.startedAt, 'running')];
    case 'Succeeded':
      return [step(finishTimeOf(pod), 'Succeeded')];
    case 'Failed': {
      const failure = firstFailure(pod);
      return [step(finishTimeOf(pod), failure ? `Failed, ${failure.text}` : 'Failed')];
    }
    default:
      return [];
  }
}
