/** An embedded cluster in which a Job runs, for drills from outside. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { type RunningCluster, startCluster } from '../../src/sandbox/cluster.ts';
import type { ObjectDraft } from '../../src/sandbox/cluster-writer.ts';
import { nodesOf, phaseOf, podsOf } from './drilling.ts';
import { type Ended, PROGRAM, run, runCli } from './run-cli.ts';

/** A cluster whose time runs thirty times as fast as ours. `await using` ends it. */
export interface DrilledCluster extends AsyncDisposable {
  readonly sandbox: RunningCluster;
  readonly env: Readonly<Record<string, string>>;
  drill(...words: readonly string[]): Promise<Ended>;
  kubectl(...words: readonly string[]): Promise<Ended>;
  /** Resolves once a node is held by so many drills. */
  held(drills?: number): Promise<void>;
}

/** A Job `sweep` of two pods that work until they are told to stop, and end with 143; disruptions are ignored. */
export const SWEEP = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'sweep', namespace: 'default' },
  spec: {
    completions: 4,
    parallelism: 2,
    backoffLimit: 0,
    podFailurePolicy: {
      rules: [
        { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
    template: {
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 5,
        containers: [
          { name: 'main', image: 'bash:5', command: ['bash', '-c', "trap 'exit 143' TERM; sleep 36000 & wait"] },
        ],
      },
    },
  },
};

/** Starts one, and waits until the Job's pods run. */
export async function drilledCluster(job: ObjectDraft = SWEEP): Promise<DrilledCluster> {
  const sandbox = await startCluster({ seed: 3, speed: 30 });
  const env = { KUBECONFIG: sandbox.kubeconfig, KUBECACHEDIR: join(dirname(sandbox.kubeconfig), 'cache') };
  sandbox.writer.create('jobs', job);
  await moment(() => podsOf(sandbox).filter((pod) => phaseOf(pod) === 'Running').length >= 2);
  return {
    sandbox,
    env,
    drill: (...words) => runCli(['drill', ...words], { env }),
    kubectl: (...words) => run('kubectl', words, { env }),
    held: (drills = 1) =>
      moment(() => nodesOf(sandbox).some(({ mark }) => mark !== undefined && JSON.parse(mark).drills.length >= drills)),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Starts the program, and gives what ends it. */
export function startProgram(words: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(PROGRAM, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (seen.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (seen.stderr += text));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ ...seen, code })));
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), ended };
}

/** Resolves once something holds. */
export async function moment(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
