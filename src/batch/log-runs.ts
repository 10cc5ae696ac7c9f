/**
 * Which runs of a container have a log that can be asked for. A kubelet hands out the log of the latest run and, as `previous`, that of
 * the last one that ended (Kubernetes 1.36, pkg/kubelet/kubelet_pods.go, validateContainerLogStatus).
 */
import type { ContainerStatus, Pod } from './objects.ts';

/** A run that has begun: the first is 0, each restart makes the next. */
export interface ContainerRun {
  readonly run: number;
  /** Its log has to be asked for as that of the previous run. */
  readonly previous: boolean;
  readonly ended: boolean;
  /** RFC 3339, in whole seconds, rounded down. */
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
}

/** What there is to read of a container. */
export interface ContainerRuns {
  /** Oldest first: at most the previous one and the latest. */
  readonly runs: readonly ContainerRun[];
  /** How many runs before these have no log any more: a kubelet keeps one beside the latest. */
  readonly gone: number;
  /** Why it has not run; undefined once it has. `reason` is the kubelet's, or empty. */
  readonly notStarted: { readonly reason: string; readonly message: string } | undefined;
}

/** The runs of a container as its status tells. While it waits to be restarted, the latest run is the one that ended last. */
export function runsOf({ state, restartCount, lastTerminated }: ContainerStatus): ContainerRuns {
  const latest = { run: restartCount, previous: false };
  switch (state.kind) {
    case 'running': {
      const runs = [{ ...latest, ended: false, startedAt: state.startedAt, finishedAt: undefined }];
      return withPrevious(runs, restartCount, lastTerminated);
    }
    case 'terminated': {
      const { startedAt, finishedAt } = state;
      return withPrevious([{ ...latest, ended: true, startedAt, finishedAt }], restartCount, lastTerminated);
    }
    case 'waiting':
    case 'none': {
      if (lastTerminated) {
        const { startedAt, finishedAt } = lastTerminated;
        return { runs: [{ ...latest, ended: true, startedAt, finishedAt }], gone: restartCount, notStarted: undefined };
      }
      const { reason, message } = state.kind === 'waiting' ? state : { reason: '', message: '' };
      return { runs: [], gone: 0, notStarted: { reason, message } };
    }
  }
}

/** The run that `kubectl logs --previous` reads: the last one that ended before the present one, or before the coming one. */
export function previousRunOf(status: ContainerStatus): ContainerRun | undefined {
  const { runs } = runsOf(status);
  const waits = status.state.kind === 'waiting' || status.state.kind === 'none';
  const found = runs.find(({ previous }) => previous || waits);
  return found && { ...found, previous: true };
}

/** How one run of a container stands to somebody who wants its log. */
export type RunStanding =
  /** It has not begun, and may. */
  | { readonly kind: 'waits' }
  /** It writes. */
  | { readonly kind: 'live' }
  | { readonly kind: 'ended'; readonly previous: boolean }
  /** It was, and no log is kept of it any more. */
  | { readonly kind: 'lost' }
  /** It will never be. */
  | { readonly kind: 'never' };

/** How a run stands, by the last that was seen of its pod; `deleted`: the pod is gone. */
export function standingOf(
  pod: Pod,
  deleted: boolean,
  { container, run }: { container: string; run: number },
): RunStanding {
  const isOver = deleted || isPodOver(pod);
  const status = [...pod.initContainerStatuses, ...pod.containerStatuses].find(({ name }) => name === container);
  if (!status) return isOver ? { kind: 'never' } : { kind: 'waits' };
  const { runs, notStarted } = runsOf(status);
  const known = runs.find((candidate) => candidate.run === run);
  if (known) return known.ended || isOver ? { kind: 'ended', previous: known.previous } : { kind: 'live' };
  if (!notStarted && run < status.restartCount) return { kind: 'lost' };
  return isOver ? { kind: 'never' } : { kind: 'waits' };
}

/** Whether nothing in the pod will run any more. */
export function isPodOver(pod: Pod): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed';
}

function withPrevious(
  latest: readonly ContainerRun[],
  restartCount: number,
  lastTerminated: ContainerStatus['lastTerminated'],
): ContainerRuns {
  if (restartCount === 0 || !lastTerminated) return { runs: latest, gone: restartCount, notStarted: undefined };
  const { startedAt, finishedAt } = lastTerminated;
  const before = { run: restartCount - 1, previous: true, ended: true, startedAt, finishedAt };
  return { runs: [before, ...latest], gone: restartCount - 1, notStarted: undefined };
}
