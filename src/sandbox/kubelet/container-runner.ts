/** One container of a pod: its image, its runs, its end (Kubernetes 1.36, pkg/kubelet/kuberuntime). */
import { fieldAt, textAt } from '../api/fields.ts';
import { containerIdOf } from './container-id.ts';
import { ConfigFault } from './environment.ts';
import { runHook } from './hooks.ts';
import { imageOf } from './image-names.ts';
import { ImagePull, type Trouble } from './image-pull.ts';
import { PACE, untilNextSync, varied } from './pace.ts';
import { SAID } from './pod-events.ts';
import { type Probing, startProbes } from './probes.ts';
import type { ContainerRecord, Terminated } from './records.ts';
import { crashLoop, nextStart, podNameInWords, type RestartBackoff } from './restart-backoff.ts';
import { type Run, StartRefused, startRun } from './run.ts';
import type { PodLife } from './services.ts';

/** Runs a container, again if its pod's policy says so. */
export class ContainerRunner {
  readonly record: ContainerRecord;
  readonly #life: PodLife;
  readonly #image: ImagePull;
  #run: Run | undefined;
  /** Why it could not be begun when that was tried last. */
  #trouble: Trouble | undefined;
  #backoff: RestartBackoff | undefined;
  #probing: Probing | undefined;
  #isStopping = false;
  readonly #whenEnded: (() => void)[] = [];

  constructor(life: PodLife, record: ContainerRecord) {
    this.#life = life;
    this.record = record;
    this.#image = new ImagePull(life, record);
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

  /** Asks for the image. One that is not to be had is asked for again by `runToEnd`. */
  async prepare(): Promise<void> {
    this.#trouble = await this.#image.try();
  }

  /** Runs it until it is not to run again. Does not return when the pod ends before. */
  async runToEnd(): Promise<void> {
    for (;;) {
      if (this.#life.isEnding) return;
      const previous = this.record.lastState;
      const { end, wasUnhealthy } = await this.#runOnce();
      if (!this.#runsAgain(end)) return;
      await this.#waitForRestart(end, { wasUnhealthy, sinceMs: (wasUnhealthy ? previous : end)?.finishedMs });
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

  async #runOnce(): Promise<Ended> {
    const { services, random } = this.#life;
    const containerID = this.#id(this.record.restarts);
    const image = imageOf(textAt(this.record.spec, 'image'));
    const run = await this.#begin(containerID);
    if (!('ended' in run)) return { end: run, wasUnhealthy: false };
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
  async #untilEnd(run: Run, { startedMs, containerID, told }: Begun): Promise<Ended> {
    const { services } = this.#life;
    const { code, isOutOfMemory, message } = await run.ended;
    const finishedMs = services.clock.now();
    await told;
    const wasUnhealthy = this.#probing?.hasFailed() === true;
    this.#probing?.stop();
    this.#probing = undefined;
    services.logs.end(containerID);
    const end: Terminated = {
      exitCode: code,
      reason: isOutOfMemory ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error',
      ...(message === '' ? {} : { message }),
      startedMs,
      finishedMs,
      containerID,
    };
    if (this.#run === run) {
      this.#run = undefined;
      // One that the kubelet kills to start it again is not seen to have ended.
      if (wasUnhealthy && this.#runsAgain(end)) this.record.isReady = false;
      else this.#set(end);
    }
    for (const tell of this.#whenEnded.splice(0)) tell();
    return { end, wasUnhealthy };
  }

  /** Begins a run, as soon as it has its image and what configures it; where it cannot begin, how it ended. */
  async #begin(containerID: string): Promise<Run | Terminated> {
    for (let isFirst = true; ; isFirst = false) {
      const begun = this.#trouble ? undefined : await this.#tryToBegin(containerID);
      if (begun) return begun;
      await this.#toNextSync(isFirst);
      await this.prepare();
    }
  }

  /** Undefined where something is missing, which `#trouble` then says. */
  async #tryToBegin(containerID: string): Promise<Run | Terminated | undefined> {
    await this.#pause(varied(PACE.create, this.#life.random));
    this.#keepTwoLogs(containerID);
    try {
      return startRun(this.#life, this.record, containerID);
    } catch (error) {
      if (error instanceof StartRefused) return this.#refused(error.message, containerID);
      if (!(error instanceof ConfigFault)) throw error;
      this.#trouble = { reason: 'CreateContainerConfigError', message: error.message };
      this.#life.say(SAID.failed(error.message), this.record);
      return undefined;
    }
  }

  /** The kubelet tells what has held up a container only when it looks at the pod again. */
  async #toNextSync(isFirst: boolean): Promise<void> {
    const { random, address, record } = this.#life;
    if (this.#trouble) this.record.state = { is: 'waiting', ...this.#trouble };
    record.podIP = address;
    this.#life.setUp();
    await this.#pause(isFirst ? varied(PACE.seenAgain, random) : untilNextSync(random));
    this.#life.report();
  }

  /** Some time; what comes after it never comes for a pod that is ended meanwhile. */
  async #pause(ms: number): Promise<void> {
    await this.#life.pause(ms);
    if (this.#life.isEnding) await new Promise(() => {});
  }

  #refused(message: string, containerID: string): Terminated {
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

  /** The back-off is reckoned from the end of the last run that the kubelet found ended; of one that it has killed itself, it did not find it so. */
  async #waitForRestart(
    end: Terminated,
    { wasUnhealthy, sinceMs }: { readonly wasUnhealthy: boolean; readonly sinceMs: number | undefined },
  ): Promise<void> {
    await this.#pause(varied(PACE.restart, this.#life.random));
    if (sinceMs === undefined) return;
    const { waitMs, delayMs, after } = nextStart(this.#backoff, sinceMs);
    this.#backoff = after;
    if (this.#now() >= sinceMs + waitMs) return;
    const pod = podNameInWords(this.#life.pod);
    this.#trouble = crashLoop(this.record.name, pod, delayMs);
    this.record.lastState = end;
    for (let isFirst = wasUnhealthy; this.#now() < sinceMs + waitMs; isFirst = false) {
      this.#life.say(SAID.backOff(this.record.name, pod), this.record);
      await this.#toNextSync(isFirst);
    }
  }

  #now(): number {
    return this.#life.services.clock.now();
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => void this.#whenEnded.push(resolve));
  }

  async #preStop(graceMs: number): Promise<void> {
    const run = this.#run;
    if (!run || graceMs === 0 || fieldAt(this.record.spec, 'lifecycle.preStop') === undefined) return;
    await runHook(this.#life, this.record, { run, hook: 'preStop' });
  }

  /** The runtime's id of a run, by how often the container was restarted before. */
  #id(restarts: number): string {
    return containerIdOf(this.#life.pod, this.record.name, restarts);
  }

  /** The log of the run before the last one can no longer be asked for. */
  #keepTwoLogs(containerID: string): void {
    const { restarts } = this.record;
    if (restarts > 1) this.#life.services.logs.forget(this.#id(restarts - 2));
    this.#life.services.logs.begin(containerID);
  }
}

/** How a run ended, and whether the kubelet has ended it because of a probe. */
interface Ended {
  readonly end: Terminated;
  readonly wasUnhealthy: boolean;
}

interface Begun {
  readonly startedMs: number;
  readonly containerID: string;
  /** Resolves when the pod's status has told of it. */
  readonly told: Promise<void>;
}

const POLL_MS = 100;
