/** What the containers of a pod amount to (Kubernetes 1.36, pkg/kubelet/kubelet_pods.go, getPhase). */
import { type ContainerRecord, hasSucceeded, type PodRecord, withRole } from './records.ts';

/** The phases that a kubelet tells. */
export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** Whether a phase is the last. */
export function isLastPhase(phase: string): phase is 'Succeeded' | 'Failed' {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** The phase of a pod with this restart policy. `isEnding`: nothing is started again. */
export function phaseOf(record: PodRecord, restartPolicy: string, isEnding: boolean): Phase {
  if (record.failure) return 'Failed';
  const init = initPhase(record, restartPolicy, isEnding);
  if (init) return init;
  const main = withRole(record, 'main');
  const count = (test: (container: ContainerRecord) => boolean) => main.filter(test).length;
  const waiting = count(({ state, lastState }) => state.is === 'waiting' && !lastState);
  const running = count(({ state }) => state.is === 'running');
  const stopped = count(
    ({ state, lastState }) => state.is === 'terminated' || (state.is === 'waiting' && lastState !== undefined),
  );
  const failed = count(({ state, lastState }) =>
    state.is === 'terminated'
      ? state.exitCode !== 0
      : state.is === 'waiting' && lastState !== undefined && lastState.exitCode !== 0,
  );
  if (waiting > 0) return 'Pending';
  if (running > 0 || stopped === 0) return running > 0 ? 'Running' : 'Pending';
  if (!isEnding && restartPolicy === 'Always') return 'Running';
  if (failed === 0) return 'Succeeded';
  return !isEnding && restartPolicy === 'OnFailure' ? 'Running' : 'Failed';
}

/** Until every init container has ended well (and every sidecar has begun) a pod is Pending; one that will not be tried again fails it. */
function initPhase(record: PodRecord, restartPolicy: string, isEnding: boolean): Phase | undefined {
  const before = withRole(record, 'init', 'sidecar');
  const isTriedAgain = restartPolicy !== 'Never' && !isEnding;
  const failed = before.some(
    ({ role, state }) => role === 'init' && state.is === 'terminated' && state.exitCode !== 0 && !isTriedAgain,
  );
  if (failed) return 'Failed';
  const hasBegun = withRole(record, 'main').some(({ state, lastState }) => state.is !== 'waiting' || lastState);
  return hasBegun || before.every(isInitialized) ? undefined : 'Pending';
}

/** Whether a container that comes before the others lets them begin. */
export function isInitialized(container: ContainerRecord): boolean {
  return container.role === 'sidecar'
    ? container.isStarted || container.lastState !== undefined
    : hasSucceeded(container);
}
