/**
 * A drain drill on any cluster: the one that E2E_KUBECONFIG names, else an embedded one. It makes a namespace of its own, drills a Job in it, and takes it away;
 * the nodes are in the end as they were.
 */
import { expect, test } from 'vitest';
import { startCluster } from '../../src/sandbox/cluster.ts';
import { SWEEP } from '../support/drilled-cluster.ts';
import { run, runCli } from '../support/run-cli.ts';

const real = process.env.E2E_KUBECONFIG;

/** A real cluster may have to pull the image. */
const PATIENCE = '5m';

test('a Job that ignores disruptions survives a drain of its node', { timeout: 600_000 }, async () => {
  await using cluster = await opened();
  const { env } = cluster;
  const namespace = `kubectl-job-drill-${process.pid}`;
  const kubectl = async (words: readonly string[], input = '') => {
    const ended = await run('kubectl', words, { env, input });
    expect(ended).toMatchObject({ code: 0 });
    return ended.stdout;
  };
  const cordoned = () =>
    kubectl(['get', 'nodes', '-o', 'jsonpath={range .items[*]}{.metadata.name}={.spec.unschedulable} {end}']);
  const before = await cordoned();
  await kubectl(['create', 'namespace', namespace]);
  try {
    const job = { ...SWEEP, metadata: { name: 'sweep', namespace } };
    await kubectl(['create', '-f', '-'], JSON.stringify(job).replaceAll('bash:5', 'docker.io/library/bash:5'));
    const ready = await runCli(['wait', 'sweep', '-n', namespace, '--for=ready=2', `--timeout=${PATIENCE}`], { env });
    expect(ready).toMatchObject({ code: 0 });
    const { code, stdout } = await runCli(['drill', 'drain', 'sweep', '-n', namespace, '--yes', '-o', 'json'], { env });
    const drill = JSON.parse(stdout);
    // Where there is no second node, nothing can take the pod's place meanwhile.
    const isLonely = before.trim().split(' ').length === 1;
    expect([code, drill.verdict.kind]).toEqual(isLonely ? [3, 'no-replacement'] : [0, 'held']);
    expect(drill.after.failed).toBe(0);
    expect(drill.undo).toEqual({ kind: 'uncordoned' });
    expect(await cordoned()).toBe(before);
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  }
});

async function opened(): Promise<{ readonly env: Readonly<Record<string, string>> } & AsyncDisposable> {
  if (real !== undefined) return { env: { KUBECONFIG: real }, [Symbol.asyncDispose]: async () => {} };
  const sandbox = await startCluster({ speed: 30 });
  return { env: { KUBECONFIG: sandbox.kubeconfig }, [Symbol.asyncDispose]: () => sandbox.close() };
}
