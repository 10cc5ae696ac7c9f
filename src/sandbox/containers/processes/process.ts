/** A process of a container: it computes, waits, hears signals, and ends. */
import { HARMLESS, SIGNALS } from './signals.ts';
import type { OpenFile, Stream } from './streams.ts';
import type { System } from './system.ts';

/** Thrown where a process must not go on: it has been ended. */
export class ProcessEnd extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`ended with ${code}`);
    this.name = 'ProcessEnd';
    this.code = code;
  }
}

/** What a wait that a signal may cut short came to. */
export type Waited<T> = { readonly value: T } | { readonly signal: number };

/** One process. */
export class Process {
  readonly pid: number;
  readonly parent: Process | undefined;
  readonly system: System;
  /** Its program and arguments. */
  argv: readonly string[];
  readonly descriptors = new Map<number, OpenFile>();
  /** What it does about signals that it has said something about. */
  readonly handlers = new Map<number, 'ignore' | 'handle'>();
  /** Signals that it has heard and not yet dealt with. */
  readonly pending: number[] = [];
  /** Its exit code, once it has ended. */
  code: number | undefined;
  readonly #blocked = new Set<() => void>();
  readonly #interruptible = new Set<(signal: number) => void>();
  readonly #watchers = new Set<(code: number) => void>();

  constructor(
    system: System,
    pid: number,
    { parent, argv }: { readonly parent: Process | undefined; readonly argv: readonly string[] },
  ) {
    this.system = system;
    this.pid = pid;
    this.parent = parent;
    this.argv = argv;
  }

  /** Waits for what `begin` arranges; the function that it returns takes it back when the process ends before. */
  block<T>(begin: (done: (value: T) => void) => () => void): Promise<T> {
    this.check();
    return new Promise((resolve, reject) => {
      let cancel = () => {};
      const stop = () => {
        cancel();
        reject(new ProcessEnd(this.code ?? 0));
      };
      this.#blocked.add(stop);
      cancel = begin((value) => {
        this.#blocked.delete(stop);
        resolve(value);
      });
    });
  }

  /** The same, cut short by a signal that the process handles. */
  interruptible<T>(begin: (done: (value: T) => void) => () => void): Promise<Waited<T>> {
    return this.block((done) => {
      let cancel = () => {};
      const interrupt = (signal: number) => {
        this.#interruptible.delete(interrupt);
        cancel();
        done({ signal });
      };
      this.#interruptible.add(interrupt);
      cancel = begin((value) => {
        this.#interruptible.delete(interrupt);
        done({ value });
      });
      return () => {
        this.#interruptible.delete(interrupt);
        cancel();
      };
    });
  }

  /** Waits on the cluster's clock; for Infinity, until a signal ends it: nothing that a leaping clock would leap to. */
  sleep(ms: number): Promise<void> {
    const { clock } = this.system;
    if (ms >= LONG_MS) this.system.rest();
    return this.block((done) => (ms === Number.POSITIVE_INFINITY ? () => {} : clock.at(clock.now() + ms, done)));
  }

  /** Counts a piece of work; where time is up, waits. Throws where the process has ended. */
  step(): Promise<void> | undefined {
    this.check();
    const ms = this.system.workedMs();
    return ms === 0 ? undefined : this.block((done) => this.system.clock.at(this.system.clock.now() + ms, done));
  }

  /** Throws where the process has ended. */
  check(): void {
    if (this.code !== undefined) throw new ProcessEnd(this.code);
  }

  /** A signal arrives. The first process of a container hears only what it handles, and SIGKILL. */
  signal(number: number): void {
    if (this.code !== undefined || number === 0) return;
    if (number === SIGNALS.KILL) {
      this.end(128 + number);
      return;
    }
    const handling = this.handlers.get(number);
    if (handling === 'ignore') return;
    if (handling === 'handle') {
      this.pending.push(number);
      for (const interrupt of [...this.#interruptible]) interrupt(number);
      return;
    }
    if (HARMLESS.has(number) || this.pid === 1) return;
    this.end(128 + number);
  }

  /** Nobody reads what it writes. */
  brokenPipe(): Promise<void> {
    if (this.handlers.get(SIGNALS.PIPE ?? 0) !== 'ignore') this.end(128 + (SIGNALS.PIPE ?? 0));
    this.check();
    return Promise.resolve();
  }

  /** Ends it, if it has not ended yet. */
  end(code: number): void {
    if (this.code !== undefined) return;
    this.code = code;
    for (const stop of [...this.#blocked]) stop();
    this.#blocked.clear();
    for (const open of this.descriptors.values()) open.release();
    this.descriptors.clear();
    for (const tell of [...this.#watchers]) tell(code);
    this.#watchers.clear();
    this.system.ended(this);
  }

  /** Calls `tell` with the exit code, at once where there is one already; returns what takes that back. */
  whenEnded(tell: (code: number) => void): () => void {
    if (this.code !== undefined) {
      tell(this.code);
      return () => {};
    }
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  /** The stream of a descriptor. */
  stream(descriptor: number): Stream | undefined {
    return this.descriptors.get(descriptor)?.stream;
  }

  /** Gives a descriptor something else, and lets go what it had. */
  setDescriptor(descriptor: number, open: OpenFile | undefined): void {
    if (this.code !== undefined) {
      open?.release();
      return;
    }
    this.descriptors.get(descriptor)?.release();
    if (open) this.descriptors.set(descriptor, open);
    else this.descriptors.delete(descriptor);
  }

  /** Writes to a descriptor; nothing where it is closed. */
  async write(descriptor: number, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await this.stream(descriptor)?.write(this, bytes);
  }
}

/** A wait from which on a container is not busy. */
const LONG_MS = 500;
