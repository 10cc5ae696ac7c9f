/** Starts an embedded cluster with big Jobs in a process of its own, so that its work is not counted as that of who asks it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BigJob } from './big-job.ts';

const PROGRAM = fileURLToPath(new URL('programs/big-cluster.ts', import.meta.url));

/** A cluster that runs. `await using` ends it. */
export interface BigCluster extends AsyncDisposable {
  /** What leads kubectl and us to it, with a discovery cache of its own. */
  readonly env: Readonly<Record<string, string>>;
}

/** Resolves when it serves. Rejects when it ends before that. */
export async function startBigCluster(jobs: readonly BigJob[]): Promise<BigCluster> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify(jobs)}\n`);
  const ended = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  if (typeof line !== 'string') throw new Error(`the cluster ended with exit code ${line} before it served`);
  return {
    env: { KUBECONFIG: line, KUBECACHEDIR: join(dirname(line), 'cache') },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
