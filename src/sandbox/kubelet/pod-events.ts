/** What the kubelet says about pods, in its words (Kubernetes 1.36, pkg/kubelet/kuberuntime, pkg/kubelet/images). */
import type { NewEvent } from '../cluster-writer.ts';
import type { ContainerRecord } from './records.ts';

/** An event before it is known where. */
export type Said = Pick<NewEvent, 'type' | 'reason' | 'message'>;

const normal = (reason: string, message: string): Said => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): Said => ({ type: 'Warning', reason, message });

/** A duration as Go prints it, to the millisecond. */
function goDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  return `${Number((ms / 1000).toFixed(3))}s`;
}

/** The events of a container's life. */
export const SAID = {
  pulling: (image: string) => normal('Pulling', `Pulling image ${JSON.stringify(image)}`),
  pulled: (
    image: string,
    { ms, waitedMs, bytes }: { readonly ms: number; readonly waitedMs: number; readonly bytes: number },
  ) =>
    normal(
      'Pulled',
      `Successfully pulled image ${JSON.stringify(image)} in ${goDuration(ms)} (${goDuration(waitedMs)} including waiting). Image size: ${bytes} bytes.`,
    ),
  present: (image: string) =>
    normal(
      'Pulled',
      `Container image ${JSON.stringify(image)} already present on machine and can be accessed by the pod`,
    ),
  pullFailed: (image: string, why: string) =>
    warning('Failed', `Failed to pull image ${JSON.stringify(image)}: ${why}`),
  backOffPulling: (image: string) => normal('BackOff', `Back-off pulling image ${JSON.stringify(image)}`),
  neverPull: (image: string) =>
    warning('ErrImageNeverPull', `Container image ${JSON.stringify(image)} is not present with pull policy of Never`),
  inspectFailed: (why: string) => warning('InspectFailed', why),
  failed: (why: string) => warning('Failed', `Error: ${why}`),
  created: () => normal('Created', 'Container created'),
  started: () => normal('Started', 'Container started'),
  killing: (container: string) => normal('Killing', `Stopping container ${container}`),
  killingUnhealthy: (container: string, probe: string, isRestarted: boolean) =>
    normal('Killing', `Container ${container} failed ${probe} probe${isRestarted ? ', will be restarted' : ''}`),
  unhealthy: (probe: string, why: string) => warning('Unhealthy', `${probe} probe failed: ${why}`),
  backOff: (container: string, pod: string) =>
    warning('BackOff', `Back-off restarting failed container ${container} in pod ${pod}`),
  failedMount: (volume: string, why: string) =>
    warning('FailedMount', `MountVolume.SetUp failed for volume ${JSON.stringify(volume)} : ${why}`),
  deadline: (message: string) => normal('DeadlineExceeded', message),
  postStartFailed: (why: string) => warning('FailedPostStartHook', `PostStartHook failed: ${why}`),
  preStopFailed: (why: string) => warning('FailedPreStopHook', `PreStopHook failed: ${why}`),
} as const;

/** The part of the pod that an event about a container is about. */
export function fieldPathOf({ name, role }: Pick<ContainerRecord, 'name' | 'role'>): string {
  if (role === 'ephemeral') return `spec.ephemeralContainers{${name}}`;
  return role === 'main' ? `spec.containers{${name}}` : `spec.initContainers{${name}}`;
}
