/** Runs a program to its end and says what that took. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** A program with its arguments, and what is added to the cleaned environment. */
export interface Command {
  readonly program: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What one run took, in seconds: of the processors, all its processes together, and by the clock on the wall. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** Times a run with bash's own `time`. Rejects when the run fails. */
export async function costOf(command: Command): Promise<Cost> {
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null', 'bash', command.program, ...command.words];
  const said = await ended(spawn('bash', timed, optionsOf(command)), command);
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] =
    said.split('\n').at(-2)?.split(' ').map(Number) ?? [];
  if (Number.isNaN(system)) throw new Error(`bash told no time but: ${said}`);
  return { cpu: user + system, wall };
}

/** The most memory that a run holds at once, in MiB, looked up so often that little is missed. Undefined where there is no /proc. */
export async function peakMemoryOf(command: Command): Promise<number | undefined> {
  const child = spawn(command.program, command.words, optionsOf(command));
  let most: number | undefined;
  const look = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kib !== undefined) most = Math.max(most ?? 0, Number(kib) / 1024);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    await ended(child, command);
  } finally {
    clearInterval(timer);
  }
  return most;
}

const LOOK_EVERY_MS = 2;

/** What it wrote to standard error; what it wrote besides is dropped. */
async function ended(child: ChildProcess, { program, words }: Command): Promise<string> {
  let said = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with exit code ${code}: ${said}`);
  return said;
}

function optionsOf({ env }: Command): SpawnOptions {
  return { env: { ...cleaned(process.env), ...env }, stdio: ['ignore', 'pipe', 'pipe'] };
}

/** Without what would slow one side alone: more authorities for Node to read, proxies, options for Node, colours. */
function cleaned(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unwanted = /^(NODE_.*|npm_.*|.*_proxy|FORCE_COLOR|NO_COLOR|COLUMNS|KUBECONFIG|KUBECACHEDIR)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.test(name)));
}
