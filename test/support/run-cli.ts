/** Runs the built program the way a user does, as a child process. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a finished child process left behind. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** How to start it: further environment (undefined removes a variable), standard input, a signal to send later. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Sends SIGINT this many milliseconds after the first output. */
  readonly interruptAfterMs?: number;
  /** Sends SIGINT as soon as what it wrote to standard output matches. */
  readonly interruptAt?: RegExp;
  /** Called with all of standard output, whenever there is more of it. */
  readonly seen?: (stdout: string) => void;
}

/** The project's `bin` folder, to be put on PATH. */
export const BIN = fileURLToPath(new URL('../../bin', import.meta.url));

/** The project's own launcher, as kubectl would find it. */
export const LAUNCHER = `${BIN}/kubectl-job`;

/** What is under test: the launcher, which runs the build on Node, or the executable that PROGRAM_UNDER_TEST names. */
export const PROGRAM = process.env.PROGRAM_UNDER_TEST ? resolve(process.env.PROGRAM_UNDER_TEST) : LAUNCHER;

/** Runs `kubectl-job WORDS…`. */
export function runCli(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(PROGRAM, words, options);
}

/** Runs any command to its end and collects what it wrote. Rejects when it cannot be started. */
export function run(command: string, words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(command, words, { env: environment(options.env), cwd: options.cwd, stdio: 'pipe' });
  const seen = { stdout: '', stderr: '' };
  const collect = (stream: 'stdout' | 'stderr') => (chunk: string) => {
    if (options.interruptAfterMs !== undefined && seen.stdout + seen.stderr === '') {
      setTimeout(() => child.kill('SIGINT'), options.interruptAfterMs);
    }
    seen[stream] += chunk;
    if (stream === 'stdout') options.seen?.(seen.stdout);
    if (options.interruptAt?.test(seen.stdout)) child.kill('SIGINT');
  };
  child.stdout.setEncoding('utf8').on('data', collect('stdout'));
  child.stderr.setEncoding('utf8').on('data', collect('stderr'));
  child.stdin.on('error', () => {}).end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...seen, code }));
  });
}

/** The test's environment without what would change the program's manners, plus what a test sets. */
function environment(extra: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const neutral = { NO_COLOR: undefined, FORCE_COLOR: undefined, COLUMNS: undefined, KUBECONFIG: undefined };
  return { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...neutral, ...extra };
}
