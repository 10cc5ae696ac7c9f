import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Limits, median } from '../figure.ts';
import type { Measure } from '../measure.ts';
import { type Command, peakMemoryOf } from '../run.ts';

const same = (must: number, aim: number): Limits => ({ executable: { must, aim }, node: { must, aim } });

/** From the start of an embedded cluster to its kubeconfig's path. */
const ready: Measure = {
  name: 'sandbox start: ready',
  jobs: [],
  async take(lab) {
    const times: number[] = [];
    for (let round = 0; round < lab.rounds; round += 1) times.push(await readyAfter(lab.ours('sandbox', 'start')));
    const from = `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`;
    const limits: Limits = { executable: { must: 300, aim: 150 }, node: { must: 700 } };
    return [{ name: ready.name, value: median(times), unit: 'ms', from, limits }];
  },
};

const MANIFEST = JSON.stringify({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'big' },
  spec: {
    completions: 10_000,
    parallelism: 500,
    completionMode: 'Indexed',
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', 'echo $JOB_COMPLETION_INDEX; sleep 2'] }],
      },
    },
  },
});

/** A Job of 10,000 indexes to its end, as fast as it goes, and what the cluster holds meanwhile. */
const bigJob: Measure = {
  name: 'sandbox start: 10,000 indexes, 500 at a time',
  jobs: [],
  async take(lab) {
    const script = `echo '${MANIFEST}' | kubectl create -f - >/dev/null && kubectl wait --for=condition=Complete job/big --timeout=24h >/dev/null`;
    const words = ['sandbox', 'start', '--nodes', '10', '--speed', 'max', '--seed', '7', '--', 'sh', '-c', script];
    const begun = performance.now();
    const peak = await peakMemoryOf(lab.ours(...words));
    const wall = performance.now() - begun;
    const time = { name: `${bigJob.name}: wall clock`, value: wall, unit: 'ms', from: 'one run' } as const;
    const memory = { name: `${bigJob.name}: memory`, value: peak ?? 0, unit: 'MiB', from: 'one run' } as const;
    return [
      { ...time, limits: same(60_000, 30_000) },
      ...(peak === undefined ? [] : [{ ...memory, limits: same(500, 400) }]),
    ];
  },
};

/** What the embedded cluster costs. */
export const sandbox: readonly Measure[] = [ready, bigJob];

async function readyAfter({ program, words, env }: Command): Promise<number> {
  const begun = performance.now();
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const ms = performance.now() - begun;
  child.kill('SIGINT');
  await ended;
  return ms;
}
