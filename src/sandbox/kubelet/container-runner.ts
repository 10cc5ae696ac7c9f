/** One container of a pod: its image, its runs, its end (Kubernetes 1.36, pkg/kubelet/kuberuntime). */
import { createHash } from 'node:crypto';
import { fieldAt, textAt } from '../api/fields.ts';
import { ConfigFault } from './environment.ts';
import { runHook } from './hooks.ts';
import { imageOf } from './image-names.ts';
import { pullImage } from './image-pull.ts';
import { PACE, varied } from './pace.ts';
import { SAID } from './pod-events.ts';
import { type Probing, startProbes } from './probes.ts';
import type { ContainerRecord, Terminated } from './records.ts';
import { nextStart, printDelay, type RestartBackoff } from './restart-backoff.ts';
import { type Run, StartRefused, startRun } from './run.ts';
import type { PodLife } from './services.ts';

/** Runs a container, again if its pod's policy says so. */
export class ContainerRunner {
  readonly record: ContainerRecord;
  readonly #life: PodLife;
  #run: Run | undefined;
  #backoff: RestartBackoff | undefined;
  #probing: Probing | undefined;
  #isStopping = false;
  readonly #whenEnded: (() => void)[] = [];

  constructor(life: PodLife, record: ContainerRecord) {
    this.#life = life;
    this.record = record;
  }

  /** Whether it ended badly and is not started again. */
  get hasFailed(): boolean {
    return this.record.state.is === 'terminated' && this.record.state.exitCode !== 0;
  }

  /** What runs, if something does. */
  get run(): Run | undefined {
    return this.#run;
  }

  /** An init container to its end, a sidecar until it has begun. */
  async runFirst(): Promise<void> {
    await this.prepare();
    if (this.record.role === 'init') {
      await this.runToEnd();
      if (!this.hasFailed) this.#life.report();
      return;
    }
    void this.runToEnd();
    while (!this.record.isStarted) await this.#life.pause(POLL_MS);
  }

  /** Gets the image, and what the container is configured by. Does not return before it has both. */
  async prepare(): Promise<void> {
    const { services } = this.#life;
    await pullImage(this.#life, this.record);
    services.keepImage(textAt(this.record.spec, 'image'));
  }

  /** Runs it until it is not to run again. Does not return when the pod ends before. */
  async runToEnd(): Promise<void> {
    for (;;) {
      if (this.#life.isEnding) return;
      const end = await this.#runOnce();
      if (!this.#runsAgain(end)) return;
      await this.#waitForRestart(end);
      this.record.restarts += 1;
      this.record.lastState = end;
      await this.prepare();
    }
  }

  /** Asks it to end, and returns when it has. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#run || this.#isStopping) return;
    this.#isStopping = true;
    this.#life.say(SAID.killing(this.record.name), this.record);
    const ended = this.#ended();
    await Promise.race([ended, this.#preStop(graceMs)]);
    this.#run?.term();
    await ended;
  }

  /** Ends it at once. */
  kill(): void {
    this.#run?.kill();
  }

  /** Ends it at once, and nobody is to hear of it. */
  drop(): void {
    this.#probing?.stop();
    const run = this.#run;
    this.#run = undefined;
    run?.kill();
  }

  /** The pod is over: a container that should have run, and of which nothing is known, has failed. */
  settle(): void {
    if (this.record.state.is !== 'waiting') return;
    if (this.record.lastState) {
      this.record.state = { is: 'terminated', ...this.record.lastState };
      this.record.lastState = undefined;
      return;
    }
    this.#set({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was terminated',
      startedMs: undefined,
      finishedMs: undefined,
      containerID: '',
    });
  }

  async #runOnce(): Promise<Terminated> {
    const { services, random } = this.#life;
    await this.#life.pause(varied(PACE.create, random));
    const containerID = this.#id();
    this.#keepTwoLogs(containerID);
    const image = imageOf(textAt(this.record.spec, 'image'));
    const run = await this.#start(containerID);
    if (!(run instanceof Object && 'ended' in run)) return run;
    this.record.image = { name: image.name, id: image.id };
    this.#life.say(SAID.created(), this.record);
    this.#life.say(SAID.started(), this.record);
    const startedMs = services.clock.now();
    this.#run = run;
    this.#life.setUp();
    this.#isStopping = false;
    this.record.state = { is: 'running', startedMs, containerID };
    this.#life.record.podIP = this.#life.address;
    this.#probing = startProbes(this.#life, this.record, run);
    void runHook(this.#life, this.record, { run, hook: 'postStart' });
    const told = this.#life.pause(varied(PACE.tell, random)).then(() => this.#life.report());
    return await this.#untilEnd(run, { startedMs, containerID, told });
  }

  /** The kubelet looks at its containers now and then: however soon one ends, it was seen to run before. */
  async #untilEnd(run: Run, { startedMs, containerID, told }: Begun): Promise<Terminated> {
    const { services } = this.#life;
    const { code, isOutOfMemory, message } = await run.ended;
    const finishedMs = services.clock.now();
    await told;
    this.#probing?.stop();
    this.#probing = undefined;
    services.logs.end(containerID);
    const reason = isOutOfMemory ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error';
    const end: Terminated = {
      exitCode: code,
      reason,
      ...(message === '' ? {} : { message }),
      startedMs,
      finishedMs,
      containerID,
    };
    if (this.#run === run) {
      this.#run = undefined;
      this.#set(end);
    }
    for (const tell of this.#whenEnded.splice(0)) tell();
    return end;
  }

  /** Starts a run; where it cannot begin, how it ended. Waits where what configures it is not there yet. */
  async #start(containerID: string): Promise<Run | Terminated> {
    for (;;) {
      try {
        return startRun(this.#life, this.record, containerID);
      } catch (error) {
        if (error instanceof StartRefused) return this.#refused(error.message, containerID);
        if (!(error instanceof ConfigFault)) throw error;
        this.record.state = { is: 'waiting', reason: 'CreateContainerConfigError', message: error.message };
        this.#life.say(SAID.failed(error.message), this.record);
        this.#life.reportSoon();
        this.#life.setUp();
      }
      await this.#life.pause(RETRY_MS);
    }
  }

  #refused(why: string, containerID: string): Terminated {
    const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}`;
    const image = imageOf(textAt(this.record.spec, 'image'));
    this.record.image = { name: image.name, id: image.id };
    this.#life.say(SAID.created(), this.record);
    this.#life.say(SAID.failed(message), this.record);
    const end: Terminated = {
      exitCode: 128,
      reason: 'StartError',
      message,
      startedMs: 0,
      finishedMs: this.#life.services.clock.now(),
      containerID,
    };
    this.#life.record.podIP = this.#life.address;
    this.#set(end);
    return end;
  }

  #set(end: Terminated): void {
    this.record.state = { is: 'terminated', ...end };
    this.record.isReady = this.record.role === 'init' && end.exitCode === 0;
    this.record.isStarted = false;
    if (!this.#life.isEnding) this.#life.reportSoon();
  }

  #runsAgain({ exitCode }: Terminated): boolean {
    if (this.#life.isEnding) return false;
    if (this.record.role === 'sidecar') return true;
    const policy = textAt(this.record.spec, 'restartPolicy') || this.#life.restartPolicy;
    if (this.record.role === 'init' && exitCode === 0) return false;
    return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
  }

  async #waitForRestart(end: Terminated): Promise<void> {
    const { clock } = this.#life.services;
    const endedMs = end.finishedMs ?? clock.now();
    const { waitMs, delayMs, after } = nextStart(this.#backoff, endedMs);
    this.#backoff = after;
    if (waitMs === 0) return await this.#life.pause(varied(PACE.restart, this.#life.random));
    await this.#life.pause(varied(PACE.restart, this.#life.random));
    const { name, namespace, uid } = this.#life.pod.metadata;
    const pod = `${name}_${namespace}(${uid})`;
    this.record.lastState = end;
    this.record.state = {
      is: 'waiting',
      reason: 'CrashLoopBackOff',
      message: `back-off ${printDelay(delayMs)} restarting failed container=${this.record.name} pod=${pod}`,
    };
    this.#life.report();
    while (clock.now() < endedMs + waitMs) {
      this.#life.say(SAID.backOff(this.record.name, pod), this.record);
      await this.#life.pause(Math.min(SYNC_MS, endedMs + waitMs - clock.now()));
    }
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => void this.#whenEnded.push(resolve));
  }

  async #preStop(graceMs: number): Promise<void> {
    const run = this.#run;
    if (!run || graceMs === 0 || fieldAt(this.record.spec, 'lifecycle.preStop') === undefined) return;
    await runHook(this.#life, this.record, { run, hook: 'preStop' });
  }

  /** The runtime's id of the present run. */
  #id(): string {
    const seed = `${this.#life.pod.metadata.uid}/${this.record.name}/${this.record.restarts}`;
    return `containerd://${createHash('sha256').update(seed).digest('hex')}`;
  }

  /** The log of the run before the last one can no longer be asked for. */
  #keepTwoLogs(containerID: string): void {
    const { restarts } = this.record;
    if (restarts > 1) {
      const seed = `${this.#life.pod.metadata.uid}/${this.record.name}/${restarts - 2}`;
      this.#life.services.logs.forget(`containerd://${createHash('sha256').update(seed).digest('hex')}`);
    }
    this.#life.services.logs.begin(containerID);
  }
}

/** A run that has begun. */
interface Begun {
  readonly startedMs: number;
  readonly containerID: string;
  /** Resolves when the pod's status has told of it. */
  readonly told: Promise<void>;
}

const POLL_MS = 100;
const RETRY_MS = 5000;
/** How often the kubelet looks at a pod that it waits for. */
const SYNC_MS = 13_000;
