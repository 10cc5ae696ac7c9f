/**
 * `npm run demo`: starts the embedded cluster on a recording of a real Kubernetes 1.36 cluster running the documentation's
 * Indexed Job, looks at it with `list` and `describe` while it runs and when it is done, and stops everything. An argument
 * makes it play so many times as fast.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RECORDING = fileURLToPath(new URL('../test/recordings/indexed', import.meta.url));

const [speed = '1'] = process.argv.slice(2);
const cluster = start(['sandbox', 'replay', RECORDING, '--at', '14s', '--speed', speed], { stderr: 'ignore' });
try {
  const kubeconfig = await firstLine(cluster);
  say('An embedded cluster plays what a real one said while it ran the Indexed Job of the Kubernetes documentation.');
  await show(kubeconfig, ['list']);
  await show(kubeconfig, ['describe', 'indexed-job', '--watch']);
  await show(kubeconfig, ['describe', 'indexed-job', '--indexes']);
  await show(kubeconfig, ['list', '-o', 'wide']);
  say(`To go on by yourself:

  export PATH="$PWD/bin:$PATH"
  kubectl job sandbox replay test/recordings/per-index --at end -- bash`);
} finally {
  cluster.kill('SIGTERM');
  if (cluster.exitCode === null && cluster.signalCode === null) await once(cluster, 'exit');
}

/** Runs one command of the program on this terminal and waits for its end. */
async function show(kubeconfig: string, words: readonly string[]): Promise<void> {
  say(`$ kubectl job ${words.join(' ')}`);
  const child = start(words, { stdout: 'inherit', stderr: 'inherit', kubeconfig });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`kubectl job ${words.join(' ')} ended with exit code ${code}`);
}

interface Streams {
  readonly stdout?: 'inherit';
  readonly stderr?: 'inherit' | 'ignore';
  readonly kubeconfig?: string;
}

function start(words: readonly string[], streams: Streams): ChildProcess {
  const env = streams.kubeconfig ? { ...process.env, KUBECONFIG: streams.kubeconfig } : process.env;
  const stdio = ['ignore', streams.stdout ?? 'pipe', streams.stderr ?? 'pipe'] as const;
  return spawn(process.execPath, [PROGRAM, ...words], { stdio: [...stdio], env });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the embedded cluster has no standard output');
  for await (const line of createInterface({ input: child.stdout })) return line.trim();
  throw new Error('the embedded cluster ended before it said where its kubeconfig is');
}

function say(text: string): void {
  process.stdout.write(`\n${text}\n\n`);
}
