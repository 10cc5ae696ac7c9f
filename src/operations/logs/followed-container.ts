/** One container of a pod that is followed: how its runs stand, and when that changes. */
import { type ContainerRun, isPodOver, type RunStanding, runsOf, standingOf } from '../../batch/log-runs.ts';
import type { ContainerStatus } from '../../batch/objects.ts';
import type { Call } from '../../cluster/port.ts';
import type { FollowedJobs, SeenPod } from './followed-jobs.ts';
import { patiently } from './read-whole.ts';

/** Which container, and what tells of it. */
export interface ContainerParts {
  readonly jobs: FollowedJobs;
  readonly call: Call;
  readonly podUid: string;
  readonly container: string;
}

/** A container as the watch of its pod shows it. */
export class FollowedContainer {
  readonly #parts: ContainerParts;

  constructor(parts: ContainerParts) {
    this.#parts = parts;
  }

  /** How a run stands. */
  standingOf(run: number): RunStanding {
    const seen = this.#seen();
    if (!seen) return { kind: 'never' };
    return standingOf(seen.pod, seen.deleted, { container: this.#parts.container, run });
  }

  /** A run, if its log can be asked for. */
  runOf(run: number): ContainerRun | undefined {
    const status = this.#status();
    return status && runsOf(status).runs.find((known) => known.run === run);
  }

  /** Whether another run may come. */
  get mayRestart(): boolean {
    const seen = this.#seen();
    if (!seen || seen.deleted || isPodOver(seen.pod)) return false;
    const isInit = seen.pod.initContainerStatuses.some(({ name }) => name === this.#parts.container);
    return isInit || seen.pod.restartPolicy !== 'Never';
  }

  /** Waits until a run has begun, or can not begin any more. Rejects with the signal's reason. */
  async begun(run: number): Promise<RunStanding> {
    for (;;) {
      const standing = this.standingOf(run);
      if (standing.kind !== 'waits') return standing;
      await this.change();
    }
  }

  /**
   * What tells whether a run's log is still that of this run, for a container that may be restarted before the watch says so: the pod itself
   * is looked at.
   */
  sameRun(run: number): { readonly isSameRun?: () => Promise<boolean> } {
    if (!this.mayRestart) return {};
    const { jobs, podUid, call } = this.#parts;
    const isSameRun = async () => {
      await patiently(() => jobs.lookAt(podUid), call).catch(() => {});
      const standing = this.standingOf(run);
      return standing.kind === 'live' || (standing.kind === 'ended' && !standing.previous);
    };
    return { isSameRun };
  }

  /** Calls back at each change of the pod, until the returned function is called. */
  onChange(listener: () => void): () => void {
    return this.#parts.jobs.onPod(this.#parts.podUid, listener);
  }

  /** Waits for a change of the pod. Rejects with the signal's reason. */
  change(): Promise<void> {
    return this.changeOr(new Promise(() => {}));
  }

  /** Waits for a change of the pod, or something else. Rejects with the signal's reason. */
  async changeOr(other: Promise<void>): Promise<void> {
    const { signal } = this.#parts.call;
    let stop = () => {};
    const changed = new Promise<void>((resolve, reject) => {
      const off = this.onChange(resolve);
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      stop = () => {
        off();
        signal.removeEventListener('abort', abort);
      };
    });
    await Promise.race([changed, other]).finally(stop);
  }

  #seen(): SeenPod | undefined {
    return this.#parts.jobs.pod(this.#parts.podUid);
  }

  #status(): ContainerStatus | undefined {
    const pod = this.#seen()?.pod;
    const statuses = pod ? [...pod.initContainerStatuses, ...pod.containerStatuses] : [];
    return statuses.find(({ name }) => name === this.#parts.container);
  }
}
