/** The kernel of a container: its processes, its time, its memory. */
import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { FileError } from '../files/file-error.ts';
import type { FileTree } from '../files/file-tree.ts';
import type { Network } from '../network.ts';
import type { ForeignRun } from '../programs/unknown.ts';
import { Process, ProcessEnd } from './process.ts';
import { SIGNALS } from './signals.ts';
import type { OpenFile } from './streams.ts';

/** What a container's processes have in common. */
export interface SystemOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: FileTree;
  readonly network: Network;
  readonly hostname: string;
  /** Bytes that its processes may hold. */
  readonly memoryLimit: number;
  /** Runs the tools of just-bash: one at a time in the whole cluster. */
  readonly tools: Tools;
  /** The user that processes run as. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** Whether the image has a program of that name. */
  readonly has: (program: string) => boolean;
  /** Whether the real image is taken to have a program that cannot run here. */
  readonly hasForeign: (program: string) => boolean;
  /** What such a program comes to. */
  readonly foreign: ForeignRun;
}

/** Runs a tool that is not our own. */
export interface Tools {
  readonly names: ReadonlySet<string>;
  run(call: ToolCall): Promise<ToolResult>;
}

/** A tool with what it may know. */
export interface ToolCall {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: Uint8Array;
  readonly files: FileTree;
}

/** What a tool has written, and its exit code. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** What a process does: its exit code is what the promise resolves to. */
export type Main = (process: Process) => Promise<number>;

/** How a process begins. */
export interface Spawning {
  readonly parent: Process | undefined;
  readonly argv: readonly string[];
  /** Its descriptors; each is held once more. Those of the parent when left out. */
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  readonly main: Main;
}

/** There are too many processes. */
export class ForkFault extends Error {
  constructor() {
    super('fork: Resource temporarily unavailable');
    this.name = 'ForkFault';
  }
}

/** What a container may have at once (the kubelet's podPidsLimit), and what each takes. */
const MOST_PROCESSES = 256;
const PROCESS_BYTES = 100_000;

/** A container's kernel. */
export class System {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: FileTree;
  readonly network: Network;
  readonly hostname: string;
  readonly tools: Tools;
  readonly user: SystemOptions['user'];
  readonly has: SystemOptions['has'];
  readonly hasForeign: SystemOptions['hasForeign'];
  readonly foreign: ForeignRun;
  readonly processes = new Map<number, Process>();
  /** When the container began. */
  readonly startedMs: number;
  /** Whether it was ended because it held too much memory. */
  isOutOfMemory = false;
  readonly #memoryLimit: number;
  #memory = 0;
  #nextPid = 1;
  #work = 0;
  #slices = 0;
  #numbers = 0;

  constructor(options: SystemOptions) {
    this.clock = options.clock;
    this.startedMs = options.clock.now();
    this.random = options.random;
    this.files = options.files;
    this.network = options.network;
    this.hostname = options.hostname;
    this.tools = options.tools;
    this.user = options.user;
    this.has = options.has;
    this.hasForeign = options.hasForeign;
    this.foreign = options.foreign;
    this.#memoryLimit = options.memoryLimit;
  }

  /** Starts a process; it begins before anything on the clock happens. */
  spawn({ parent, argv, descriptors, main }: Spawning): Process {
    if (this.processes.size >= MOST_PROCESSES) throw new ForkFault();
    this.hold(PROCESS_BYTES);
    this.#work += FORK_WORK;
    const pid = this.#nextPid;
    this.#nextPid += 1;
    const process = new Process(this, pid, { parent, argv });
    for (const [descriptor, open] of descriptors ?? parent?.descriptors ?? []) {
      process.descriptors.set(descriptor, open.retain());
    }
    for (const [signal, handling] of parent?.handlers ?? []) {
      if (handling === 'ignore') process.handlers.set(signal, handling);
    }
    this.processes.set(pid, process);
    Promise.resolve()
      .then(() => main(process))
      .then(
        (code) => process.end(code & 0xff),
        (error) => process.end(this.#codeOf(process, error)),
      );
    return process;
  }

  /** A process has ended; with the first one, all do. */
  ended(process: Process): void {
    this.processes.delete(process.pid);
    this.hold(-PROCESS_BYTES);
    if (process.pid !== 1) return;
    for (const other of [...this.processes.values()]) other.signal(SIGNALS.KILL ?? 9);
  }

  /** Ends everything. */
  kill(): void {
    for (const process of [...this.processes.values()]) process.signal(SIGNALS.KILL ?? 9);
  }

  /** So many more bytes are held, or less. Beyond the limit the kernel ends all of the container (memory.oom.group). */
  hold(bytes: number): void {
    this.#memory += bytes;
    if (this.#memory <= this.#memoryLimit) return;
    this.isOutOfMemory = true;
    this.kill();
  }

  /**
   * Milliseconds that the work since the last time took: most often 0. Where time leaps it leaps ever further over a container that never rests,
   * so that a loop that waits for a time, or for its own end, gets there.
   */
  workedMs(): number {
    this.#work += 1;
    if (this.#work < SLICE) return 0;
    this.#work = 0;
    this.#slices += 1;
    if (!this.clock.leaps) return SLICE_MS;
    return Math.min(MOST_MS, SLICE_MS * 2 ** Math.floor(this.#slices / SLICES_AT_A_SPEED));
  }

  /** A number that was not given before. */
  number(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  /** The container waits for something. */
  rest(): void {
    this.#slices = 0;
  }

  #codeOf(process: Process, error: unknown): number {
    if (error instanceof ProcessEnd) return error.code;
    const isWriting = error instanceof FileError;
    const why = isWriting ? `write error: ${error.text}` : error instanceof Error ? error.message : String(error);
    try {
      Promise.resolve(process.stream(2)?.write(process, Buffer.from(`${process.argv[0]}: ${why}\n`))).catch(() => {});
    } catch {
      // Nobody is left to be told.
    }
    return isWriting ? 1 : FAULT;
  }
}

/** So many commands take so many milliseconds. */
const SLICE = 256;
const SLICE_MS = 5;
const SLICES_AT_A_SPEED = 20;
const MOST_MS = 60_000;
/** Starting a process is as much work as so many commands. */
const FORK_WORK = 40;
/** The exit code of a process that our own fault ends. */
const FAULT = 125;
