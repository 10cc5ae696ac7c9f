/** One run of a container: a kernel, a first process, a log. */
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { ContainerLog } from './container-log.ts';
import { FileTree, type Mount } from './files/file-tree.ts';
import { bytesOf } from './files/inodes.ts';
import { imageNamed, programsOf } from './images.ts';
import type { Network } from './network.ts';
import { SIGNALS } from './processes/signals.ts';
import { NULL_STREAM, OpenFile, type Stream, sink } from './processes/streams.ts';
import { System, type Tools } from './processes/system.ts';
import { execute, type FoundProgram, findProgram } from './programs/execute.ts';
import { imageFiles } from './programs/image-files.ts';
import type { ForeignRun } from './programs/unknown.ts';

/** What all containers of a cluster have in common. */
export interface ContainerHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly tools: Tools;
}

/** What is to be run. */
export interface ContainerStart {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly mounts: readonly Mount[];
  readonly hostname: string;
  readonly hosts: string;
  readonly resolver: string;
  readonly network: Network;
  /** Bytes. */
  readonly memoryLimit: number;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly isReadOnly: boolean;
  readonly foreign: ForeignRun;
  readonly log: ContainerLog;
}

/** How a run ended. */
export interface ContainerEnd {
  readonly code: number;
  readonly isOutOfMemory: boolean;
}

/** A run that could not begin: the runtime's words. */
export class StartFault extends Error {}

/** A container that runs. */
export class Container {
  readonly #system: System;
  readonly #start: ContainerStart;
  readonly #env: Readonly<Record<string, string>>;
  readonly #whenEnded: Promise<ContainerEnd>;

  /** Starts it. Throws a `StartFault` for a program that its image does not have. */
  constructor(host: ContainerHost, start: ContainerStart) {
    const image = imageNamed(start.image);
    const { tools, clock, random } = host;
    const root = imageFiles({
      nowMs: clock.now(),
      hostname: start.hostname,
      hosts: start.hosts,
      resolver: start.resolver,
    });
    const programs: Mount = { path: '/bin', node: programsOf(image, tools.names), isReadOnly: true };
    const files = new FileTree(root, [programs, ...start.mounts], {
      now: () => clock.now(),
      isReadOnly: start.isReadOnly,
    });
    this.#start = start;
    this.#env = {
      ...image.env,
      HOSTNAME: start.hostname,
      ...start.env,
      ...(start.env.HOME === undefined ? { HOME: start.user.uid === 0 ? '/root' : '/' } : {}),
    };
    this.#system = new System({
      clock,
      random,
      tools,
      files,
      network: start.network,
      hostname: start.hostname,
      memoryLimit: start.memoryLimit,
      user: start.user,
      has: (name) => !image.lacks.has(name) && (image.only?.has(name) ?? true),
      hasForeign: (name) => !image.isKnown && !name.startsWith('/dev/'),
      foreign: start.foreign,
    });
    const argv = argvOf(start, image);
    if (start.cwd !== '/') files.makeDirectory(start.cwd, true);
    const program = this.#program(argv, this.#env);
    this.#whenEnded = this.#run(argv, program);
  }

  /** Resolves when it has ended. */
  get ended(): Promise<ContainerEnd> {
    return this.#whenEnded;
  }

  /** Sends its first process a signal. */
  signal(name: string): void {
    this.#system.processes.get(1)?.signal(SIGNALS[name] ?? SIGNALS.TERM ?? 15);
  }

  /** Ends all of it at once, as having held too much memory if so. */
  kill(isOutOfMemory = false): void {
    if (isOutOfMemory) this.#system.isOutOfMemory = true;
    this.#system.kill();
  }

  /** What it wrote to its termination log. */
  terminationMessage(path: string): string {
    const found = this.#system.files.find(path);
    return found?.node.kind === 'file' ? Buffer.from(bytesOf(found.node)).toString().slice(0, 4096) : '';
  }

  /** Runs another program in it; resolves to its exit code. Throws a `StartFault`. */
  async exec(
    argv: readonly string[],
    streams: { readonly stdin: Stream; readonly stdout: Stream; readonly stderr: Stream },
    signal?: AbortSignal,
  ): Promise<number> {
    const program = this.#program(argv, this.#env);
    const descriptors = new Map([
      [0, new OpenFile(streams.stdin)],
      [1, new OpenFile(streams.stdout)],
      [2, new OpenFile(streams.stderr)],
    ]);
    const process = this.#system.spawn({
      parent: undefined,
      argv,
      descriptors,
      main: (child) => execute(child, program, { argv, env: this.#env, cwd: this.#start.cwd }),
    });
    for (const open of descriptors.values()) open.release();
    const stop = () => process.signal(SIGNALS.KILL ?? 9);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise((resolve) => process.whenEnded(resolve));
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #program(
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Extract<FoundProgram, { readonly is: 'found' }> {
    const [name] = argv;
    if (name === undefined) throw new StartFault('no command specified');
    const found = findProgram(this.#system, name, { path: env.PATH ?? '', cwd: this.#start.cwd });
    if (found.is === 'found') return found;
    const why =
      found.is === 'not found'
        ? 'executable file not found in $PATH'
        : found.is === 'no file'
          ? 'no such file or directory'
          : 'permission denied';
    throw new StartFault(
      found.is === 'not found'
        ? `exec: ${JSON.stringify(name)}: ${why}`
        : `exec: ${JSON.stringify(name)}: stat ${name}: ${why}`,
    );
  }

  async #run(argv: readonly string[], program: Extract<FoundProgram, { readonly is: 'found' }>): Promise<ContainerEnd> {
    const { log } = this.#start;
    const output = new OpenFile(sink((bytes) => log.write(bytes)));
    const input = new OpenFile(NULL_STREAM);
    const descriptors = new Map([
      [0, input],
      [1, output],
      [2, output],
    ]);
    const process = this.#system.spawn({
      parent: undefined,
      argv,
      descriptors,
      main: (first) => execute(first, program, { argv, env: this.#env, cwd: this.#start.cwd }),
    });
    const code = await new Promise<number>((resolve) => process.whenEnded(resolve));
    log.end();
    return { code, isOutOfMemory: this.#system.isOutOfMemory };
  }
}

/** What a container runs: its own command, or its image's (pod spec: command replaces ENTRYPOINT, args replace CMD). */
function argvOf({ command, args }: ContainerStart, image: ReturnType<typeof imageNamed>): readonly string[] {
  if (command.length > 0) return [...command, ...args];
  const rest = args.length > 0 ? args : image.command;
  if (image.entrypoint.length + rest.length > 0) return [...image.entrypoint, ...rest];
  return image.isKnown ? [] : ['the program of this image'];
}
