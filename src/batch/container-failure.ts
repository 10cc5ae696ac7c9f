/** Why a container ended badly, in words: its exit code, the signal behind it, or the reason its runtime gives. */
import type { ContainerStatus, Pod, Terminated } from './objects.ts';

/** A container that ended with something else than 0. */
export interface ContainerFailure {
  readonly kind: 'exit-code' | 'signal' | 'oom-killed' | 'start-error' | 'unknown';
  /** `exit code 42 in container "main"`. */
  readonly text: string;
  readonly container: string;
  readonly terminated: Terminated;
}

/**
 * The container that failed first: the others were stopped because of it, or merely after it. Regular containers come before init
 * containers, since a sidecar that is stopped at the end fails no pod.
 */
export function firstFailure(pod: Pod): ContainerFailure | undefined {
  return (
    firstOf(pod.containerStatuses, endOf, 'container') ?? firstOf(pod.initContainerStatuses, endOf, 'init container')
  );
}

/**
 * Why a container of a pod that has not ended was last restarted (restartPolicy OnFailure): there, a failure ends no pod.
 * Init containers count only while they still keep the pod from starting.
 */
export function lastRestart(pod: Pod): ContainerFailure | undefined {
  const restarted = firstOf(pod.containerStatuses, lastEndOf, 'container');
  if (restarted !== undefined || pod.phase !== 'Pending') return restarted;
  return firstOf(pod.initContainerStatuses, lastEndOf, 'init container');
}

/** Why a container of a pod was last restarted, however the pod ended afterwards. */
export function failureBefore(pod: Pod): ContainerFailure | undefined {
  return firstOf(pod.containerStatuses, ({ lastTerminated }) => lastTerminated, 'container');
}

/** Where a shell and the container runtimes put the number of the signal that killed the process. */
const SIGNAL_BASE = 128;

/** Linux' numbers, which containers have on every machine. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

function firstOf(
  containers: readonly ContainerStatus[],
  end: (container: ContainerStatus) => Terminated | undefined,
  what: string,
): ContainerFailure | undefined {
  const failures = containers.flatMap((container) => {
    const terminated = end(container);
    return terminated && terminated.exitCode !== 0 ? [{ name: container.name, terminated }] : [];
  });
  const first = failures.toSorted(byEnd)[0];
  if (!first) return undefined;
  const where = `in ${what} "${first.name}"`;
  return { ...inWords(first.terminated, where), container: first.name, terminated: first.terminated };
}

function endOf({ state }: ContainerStatus): Terminated | undefined {
  return state.kind === 'terminated' ? state : undefined;
}

function lastEndOf(container: ContainerStatus): Terminated | undefined {
  return endOf(container) ?? container.lastTerminated;
}

function byEnd(a: { readonly terminated: Terminated }, b: { readonly terminated: Terminated }): number {
  const [endA, endB] = [a.terminated.finishedAt ?? '', b.terminated.finishedAt ?? ''];
  if (endA !== endB) return endA < endB ? -1 : 1;
  return Number(b.terminated.reason === 'OOMKilled') - Number(a.terminated.reason === 'OOMKilled');
}

function inWords(terminated: Terminated, where: string): Pick<ContainerFailure, 'kind' | 'text'> {
  const { exitCode, reason } = terminated;
  switch (reason) {
    case 'OOMKilled':
      return { kind: 'oom-killed', text: `OOMKilled ${where}` };
    case 'StartError':
    case 'ContainerCannotRun':
      return { kind: 'start-error', text: `${reason} (exit code ${exitCode}) ${where}` };
    case 'ContainerStatusUnknown':
      return { kind: 'unknown', text: `ContainerStatusUnknown (exit code ${exitCode}) ${where}` };
    default: {
      const signal = SIGNALS[terminated.signal || exitCode - SIGNAL_BASE];
      if (signal === undefined) return { kind: 'exit-code', text: `exit code ${exitCode} ${where}` };
      return { kind: 'signal', text: `exit code ${exitCode} (${signal}) ${where}` };
    }
  }
}
