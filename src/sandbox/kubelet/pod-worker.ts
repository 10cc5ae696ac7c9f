/** One pod on its node, from when it is bound until nothing of it is left (Kubernetes 1.36, pkg/kubelet/pod_workers.go, kubelet.go SyncPod). */
import { numberAt, textAt } from '../api/fields.ts';
import type { DirectoryNode } from '../containers/files/inodes.ts';
import type { StoredObject } from '../store.ts';
import { AddedContainers } from './added-containers.ts';
import { ContainerRunner } from './container-runner.ts';
import { mountedVolumes } from './mount.ts';
import { PACE, untilTold, varied } from './pace.ts';
import { isInitialized } from './phase.ts';
import { fieldPathOf, SAID, type Said } from './pod-events.ts';
import { podStatus } from './pod-status.ts';
import { PodTimers } from './pod-timers.ts';
import { recordFor } from './record-for.ts';
import { type ContainerRecord, type PodRecord, withRole } from './records.ts';
import type { NodeServices, PodLife } from './services.ts';

/** The life of a pod. */
export class PodWorker implements PodLife {
  readonly services: NodeServices;
  readonly random: PodLife['random'];
  readonly override: PodLife['override'];
  readonly record: PodRecord;
  readonly #name: string;
  readonly #namespace: string | undefined;
  readonly #uid: string;
  readonly #timers: PodTimers;
  readonly #runners: readonly ContainerRunner[];
  readonly #added = new AddedContainers(this);
  volumes: ReadonlyMap<string, DirectoryNode> = new Map();
  address = '';
  #pod: StoredObject;
  #isClosed = false;
  #isEnding = false;
  #isSettingUp = false;
  /** The seconds of grace with which the pod is to be stopped as soon as it is set up. */
  #stopOnceSetUp: number | undefined;
  #isOver = false;
  #isTornDown = false;
  /** When what still runs is killed; undefined while nothing is. */
  #killMs: number | undefined;
  #cancelKill = () => {};

  constructor(services: NodeServices, pod: StoredObject) {
    this.services = services;
    this.#timers = new PodTimers(services.clock);
    this.#pod = pod;
    this.#name = pod.metadata.name;
    this.#namespace = pod.metadata.namespace;
    this.#uid = pod.metadata.uid ?? '';
    this.random = services.chanceOf(this.#uid);
    this.override = services.overrideFor(pod);
    this.record = recordFor(pod, { startMs: services.clock.now(), hostIP: services.hostIP });
    this.#runners = this.record.containers.map((container) => new ContainerRunner(this, container));
  }

  /** The pod as it was last seen. */
  get pod(): StoredObject {
    return this.#pod;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Begins. */
  begin(): void {
    this.#live().catch((error: unknown) => this.#broken(error));
  }

  /** The pod has changed in the store. */
  seen(pod: StoredObject): void {
    const { deletionTimestamp: before } = this.#pod.metadata;
    this.#pod = pod;
    this.#added.look();
    if (pod.metadata.deletionTimestamp === undefined || this.services.isSilent()) return;
    if (before === undefined) this.after(varied(PACE.notice, this.random) / 4, () => this.#delete());
    else if (before !== pod.metadata.deletionTimestamp)
      this.#killAt(Date.parse(String(pod.metadata.deletionTimestamp)));
  }

  /** The node speaks again: what was missed is told, and done. */
  catchUp(): void {
    this.report();
    if (this.#pod.metadata.deletionTimestamp !== undefined) this.#delete();
  }

  /** Ends everything of it at once: the object is gone, or the node. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timers.close();
    for (const runner of [...this.#runners, ...this.#added.runners]) runner.drop();
    if (this.address !== '') this.services.releaseAddress(this.address);
  }

  /** The runner of a container. */
  runner(name: string): ContainerRunner | undefined {
    return [...this.#runners, ...this.#added.runners].find(({ record }) => record.name === name);
  }

  /** Calls `action` later, unless the pod is gone by then. */
  after(ms: number, action: () => void): () => void {
    return this.#timers.after(ms, action);
  }

  /** Some time; it never comes for a pod that is gone. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Says something about the pod or a container. */
  say(said: Said, container?: ContainerRecord): void {
    if (this.services.isSilent() || this.#isClosed) return;
    const fieldPath = container ? { fieldPath: fieldPathOf(container) } : {};
    this.services.writer.event(this.#pod, { ...said, component: 'kubelet', host: this.services.node, ...fieldPath });
  }

  /** Writes the status as it is now. */
  report(): void {
    if (this.#isClosed || this.services.isSilent()) return;
    const ref = { resource: 'pods', namespace: this.#namespace, name: this.#name };
    this.record.generation = numberAt(this.#pod, 'metadata.generation') ?? 1;
    this.services.writer.update(ref, (stored) => {
      if (stored.metadata.uid !== this.#uid) return stored;
      const source = {
        record: this.record,
        nowMs: this.services.clock.now(),
        isEnding: this.#isEnding,
        isOver: this.#isOver,
      };
      return { ...stored, status: podStatus(stored, source) };
    });
  }

  /** Writes the status a little later, as it is then: a container has ended. */
  reportSoon(): void {
    this.after(untilTold(PACE.tell, this), () => this.report());
  }

  /** A fault of ours ends no cluster: the pod says what it was. */
  #broken(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    for (const { state } of this.record.containers) if (state.is === 'running') return;
    for (const container of this.record.containers) {
      if (container.state.is === 'waiting')
        container.state = { is: 'waiting', reason: 'CreateContainerError', message };
    }
    this.say(SAID.failed(message));
    this.report();
  }

  async #live(): Promise<void> {
    await this.pause(varied(PACE.notice, this.random));
    this.#limitTime();
    this.report();
    this.volumes = await mountedVolumes(this);
    if (this.#isEnding) return;
    this.#isSettingUp = true;
    await this.pause(this.override?.setupMs ?? varied(PACE.sandbox, this.random));
    if (this.#isEnding) return;
    this.address = this.services.takeAddress(this);
    this.record.isSandboxReady = true;
    this.report();
    this.#added.look();
    for (const runner of this.#withRole('init', 'sidecar')) await runner.runFirst();
    if (this.#withRole('init').some(({ hasFailed }) => hasFailed)) return this.#end();
    const main = this.#withRole('main');
    const ends: Promise<void>[] = [];
    for (const runner of main) {
      await runner.prepare();
      ends.push(runner.runToEnd());
    }
    await Promise.all(ends);
    this.#end();
  }

  #withRole(...roles: readonly ContainerRecord['role'][]): readonly ContainerRunner[] {
    const names = new Set(withRole(this.record, ...roles).map(({ name }) => name));
    return this.#runners.filter(({ record }) => names.has(record.name));
  }

  /** What values of the pod come from. */
  source() {
    return { pod: this.#pod, store: this.services.store, podIP: this.address, hostIP: this.record.hostIP };
  }

  #limitTime(): void {
    const seconds = numberAt(this.#pod, 'spec.activeDeadlineSeconds');
    if (seconds === undefined) return;
    this.after(seconds * 1000, () => {
      if (this.#isEnding || this.#isOver) return;
      const message = 'Pod was active on the node longer than the specified deadline';
      this.record.failure = { reason: 'DeadlineExceeded', message };
      this.say(SAID.deadline(message));
      this.#stop(numberAt(this.#pod, 'spec.terminationGracePeriodSeconds') ?? 30);
    });
  }

  /** Somebody deletes the pod. */
  #delete(): void {
    const seconds = numberAt(this.#pod, 'metadata.deletionGracePeriodSeconds') ?? 0;
    if (this.override?.isStuckTerminating) {
      this.report();
      return;
    }
    if (this.#isTornDown) {
      this.#remove();
      return;
    }
    this.report();
    if (this.#isSettingUp) this.#stopOnceSetUp = seconds;
    else this.#stop(seconds);
  }

  /** What was begun is ended first: a container that is being started starts, and only then is stopped (seen: deadline). */
  setUp(): void {
    if (!this.#isSettingUp) return;
    this.#isSettingUp = false;
    const seconds = this.#stopOnceSetUp;
    if (seconds !== undefined) this.after(0, () => this.#stop(seconds));
  }

  /** Ends what runs, and starts nothing more. */
  #stop(graceSeconds: number): void {
    const killMs = this.services.clock.now() + graceSeconds * 1000;
    if (this.#isEnding) {
      this.#killAt(killMs);
      return;
    }
    this.#isEnding = true;
    this.#killAt(killMs);
    void this.#stopAll(graceSeconds * 1000);
  }

  async #stopAll(graceMs: number): Promise<void> {
    await Promise.all(this.#withRole('main', 'init').map((runner) => runner.stop(graceMs)));
    this.#end();
  }

  #killAt(ms: number): void {
    if (this.#killMs !== undefined && this.#killMs <= ms) return;
    this.#killMs = ms;
    this.#cancelKill();
    this.#cancelKill = this.after(Math.max(0, ms - this.services.clock.now()), () => {
      for (const runner of [...this.#runners, ...this.#added.runners]) runner.kill();
    });
  }

  /** Nothing but sidecars runs any more: they end, then the rest of the pod goes. Happens once. */
  #end(): void {
    if (this.#isOver || this.#isTornDown) return;
    this.#isTornDown = true;
    const isDeleted = this.#isEnding;
    this.#isEnding = true;
    if (!isDeleted) this.reportSoon();
    void this.#tearDown(isDeleted);
  }

  async #tearDown(isDeleted: boolean): Promise<void> {
    const grace = 1000 * (numberAt(this.#pod, 'spec.terminationGracePeriodSeconds') ?? 30);
    const sidecars = this.#withRole('sidecar').toReversed();
    if (sidecars.length > 0) this.#killAt(this.services.clock.now() + grace);
    for (const sidecar of sidecars) await sidecar.stop(grace);
    for (const runner of this.#added.runners) runner.kill();
    await this.pause(untilTold(isDeleted ? PACE.tell : PACE.tearDown, this));
    if (withRole(this.record, 'init', 'sidecar').every(isInitialized))
      for (const runner of this.#withRole('main')) runner.settle();
    this.#isOver = true;
    this.record.isSandboxReady = false;
    this.report();
    if (this.address !== '') this.services.releaseAddress(this.address);
    this.address = '';
    this.volumes = new Map();
    if (this.#pod.metadata.deletionTimestamp !== undefined) this.#remove();
    else if (!this.services.isSilent()) this.services.finished(this.#uid);
  }

  #remove(): void {
    if (!this.#isOver) return;
    this.after(varied(PACE.remove, this.random), () => {
      if (this.services.isSilent()) return;
      const ref = { resource: 'pods', namespace: this.#namespace, name: this.#name };
      this.services.writer.remove(ref, { gracePeriodSeconds: 0, uid: this.#uid });
    });
  }

  /** The policy by which containers are started again. */
  get restartPolicy(): string {
    return textAt(this.#pod, 'spec.restartPolicy');
  }
}
