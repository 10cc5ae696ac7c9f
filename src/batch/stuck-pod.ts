/** Why one pod does not start, keeps failing within itself, or does not go away. */
import type { Attempt } from './attempts.ts';
import { findCondition } from './conditions.ts';
import { lastRestart } from './container-failure.ts';
import { counted } from './counted.ts';
import { humanDuration, msBetween } from './durations.ts';
import type { ContainerStatus, Job, KubeEvent, Pod } from './objects.ts';

/** What keeps a pod from running or from ending. */
export interface StuckPod {
  readonly kind:
    | 'unschedulable'
    | 'scheduling-gated'
    | 'image-pull'
    | 'config-error'
    | 'crash-loop'
    | 'volume'
    | 'sandbox'
    | 'terminating';
  readonly text: string;
  /** What pods that are stuck alike have in common besides the kind: a container, a node. */
  readonly where: string;
}

/** What is known besides the pod. */
export interface StuckContext {
  readonly job: Job;
  /** The newest Warning event of each pod, by the pod's uid. */
  readonly warnings: ReadonlyMap<string, KubeEvent>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Why an attempt is stuck; undefined if it is not, as far as the pod and its events tell. */
export function stuckPodOf(attempt: Attempt, context: StuckContext): StuckPod | undefined {
  switch (attempt.state) {
    case 'succeeded':
    case 'failed':
      return undefined;
    case 'terminating':
      return overdue(attempt.pod, context);
    case 'pending':
      return unscheduled(attempt.pod);
    case 'starting':
      return waitingContainer(attempt.pod, context.job) ?? unprepared(attempt.pod, context.warnings);
    case 'running':
      return waitingContainer(attempt.pod, context.job);
  }
}

/** How long a busy node may take after the grace period before it is suspected: deletionTimestamp includes the grace period. */
const TERMINATION_SLACK_MS = 30_000;

const IMAGE_REASONS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

const CREATE_REASONS: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
]);

const VOLUME_EVENTS: ReadonlySet<string> = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume']);
const SANDBOX_EVENTS: ReadonlySet<string> = new Set(['FailedCreatePodSandBox', 'NetworkNotReady']);

/** What the kubelet and containerd say before the reason proper; each names the image once more. */
const PULL_PREAMBLE =
  /^(Back-off pulling image "[^"]*"(: \w+: )?|rpc error: code = \w+ desc = |failed to (pull and unpack image|resolve reference|resolve image|pull image) "[^"]*": )*/;

function overdue(pod: Pod, { job, now }: StuckContext): StuckPod | undefined {
  const overdueMs = msBetween(pod.metadata.deletionTimestamp, now) ?? 0;
  if (overdueMs <= TERMINATION_SLACK_MS) return undefined;
  const node = pod.nodeName === undefined ? '' : ` on node ${pod.nodeName}, which may be lost`;
  const blocks = job.spec.podReplacementPolicy === 'Failed' ? '; it is not replaced before it ends' : '';
  const text = `still terminating ${humanDuration(overdueMs)} after its grace period${node}${blocks}`;
  return { kind: 'terminating', text, where: pod.nodeName ?? '' };
}

function unscheduled(pod: Pod): StuckPod | undefined {
  const scheduled = findCondition(pod.conditions, 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  if (scheduled.reason === 'SchedulingGated') {
    return { kind: 'scheduling-gated', text: `held by scheduling gates: ${scheduled.message}`, where: '' };
  }
  return { kind: 'unschedulable', text: `cannot be scheduled: ${beforePreemption(scheduled.message)}`, where: '' };
}

/** The scheduler's message goes on with what preemption would not mend. */
function beforePreemption(message: string): string {
  return message.replace(/\.?\s+(no new claims to deallocate, )?preemption: .*$/s, '');
}

function waitingContainer(pod: Pod, job: Job): StuckPod | undefined {
  for (const container of [...pod.initContainerStatuses, ...pod.containerStatuses]) {
    if (container.state.kind !== 'waiting') continue;
    const { reason, message } = container.state;
    const where = container.name;
    if (IMAGE_REASONS.has(reason)) return { kind: 'image-pull', text: imageText(container, message, job), where };
    if (CREATE_REASONS.has(reason)) {
      return { kind: 'config-error', text: `${reason} in container "${where}": ${message}`, where };
    }
    if (reason === 'CrashLoopBackOff') return { kind: 'crash-loop', text: crashText(container, pod), where };
  }
  return undefined;
}

/** ErrImagePull and ImagePullBackOff take turns while the same thing is wrong: what is said is the same for both. */
function imageText({ name }: ContainerStatus, message: string, { spec }: Job): string {
  const containers = [...spec.template.initContainers, ...spec.template.containers];
  const image = containers.find((container) => container.name === name)?.image;
  const why = message.replace(PULL_PREAMBLE, '');
  const what = image === undefined ? 'the image' : `image "${image}"`;
  return `cannot pull ${what} of container "${name}"${why === '' ? '' : `: ${why}`}`;
}

function crashText({ name, restartCount }: ContainerStatus, pod: Pod): string {
  const why = lastRestart(pod)?.text ?? `container "${name}"`;
  return `crash loop: ${why}, ${counted(restartCount, 'restart')}`;
}

/** On a node, no container tried yet: only events tell of volumes and sandboxes. */
function unprepared(pod: Pod, warnings: StuckContext['warnings']): StuckPod | undefined {
  const event = warnings.get(pod.metadata.uid);
  if (!event) return undefined;
  if (VOLUME_EVENTS.has(event.reason)) return { kind: 'volume', text: `${event.reason}: ${event.message}`, where: '' };
  if (SANDBOX_EVENTS.has(event.reason))
    return { kind: 'sandbox', text: `${event.reason}: ${event.message}`, where: '' };
  return undefined;
}
