/** The embedded cluster on a recording, in this process. */
import { dirname, join, resolve } from 'node:path';
import { type ReplayOptions, type RunningSandbox, startReplay } from '../../src/sandbox/replay/start-replay.ts';
import { RECORDINGS } from './recordings.ts';
import { type Ended, run } from './run-cli.ts';

/** A replay to test against. `await using` ends it. */
export interface Replaying extends RunningSandbox {
  /** What makes a kubectl talk to it, with a discovery cache of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the machine's kubectl against it. */
  kubectl(...words: readonly string[]): Promise<Ended>;
}

/** Starts replaying a recording, by its name or its absolute path. */
export async function replaying(name: string, options: Omit<ReplayOptions, 'path'> = {}): Promise<Replaying> {
  const sandbox = await startReplay({ ...options, path: resolve(RECORDINGS, name) });
  const env = { KUBECONFIG: sandbox.kubeconfig, KUBECACHEDIR: join(dirname(sandbox.kubeconfig), 'cache') };
  return { ...sandbox, env, kubectl: (...words) => run('kubectl', words, { env }) };
}
