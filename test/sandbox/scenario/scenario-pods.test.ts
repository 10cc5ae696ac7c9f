/** What a scenario says, done: pods of a Job on a node. */
import { expect, test } from 'vitest';
import { listAt, textAt } from '../../../src/sandbox/api/fields.ts';
import { readScenario } from '../../../src/sandbox/scenario/read-scenario.ts';
import { scenarioPods } from '../../../src/sandbox/scenario/scenario-pods.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { sequence } from '../kubelet/compact.ts';
import { BEGIN_MS, type KubeletCluster, kubeletCluster, podOf } from '../kubelet/kubelet-cluster.ts';

const hasEnded = (pod: StoredObject | undefined) => /^(Succeeded|Failed)$/.test(textAt(pod, 'status.phase'));
const isRunning = (pod: StoredObject | undefined) => textAt(pod, 'status.phase') === 'Running';
const withScenario = (text: string) => kubeletCluster(scenarioPods(readScenario(text)));

/** A pod of the Job `sweep`. */
function podOfJob(
  cluster: KubeletCluster,
  name: string,
  { index = 0, script = 'echo own; sleep 9', image = 'bash:5' } = {},
) {
  const annotations = { 'batch.kubernetes.io/job-completion-index': String(index) };
  const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'sweep', uid: 'u', controller: true }];
  return cluster.run(name, podOf(script, {}, { image }), { annotations, labels: annotations, ownerReferences });
}

test('an index fails as often as is said, each attempt with its lines', async () => {
  using cluster = withScenario(
    'jobs: [{job: swe*, indexes: 3, attempts: 1-2, runTime: 4s, output: [one, two], exitCode: 42}]',
  );
  const ends: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    const ref = podOfJob(cluster, name, { index: 3 });
    await cluster.until(ref, hasEnded);
    ends.push(`${sequence(cluster.states(ref)).at(-1)}: ${(await cluster.log(ref)).trim().replace('\n', ' ')}`);
  }
  expect(ends).toEqual([
    'Failed False:PodFailed main=Error(42): one two',
    'Failed False:PodFailed main=Error(42): one two',
    'Succeeded False:PodCompleted main=Completed(0): own',
  ]);
});

test('other indexes, and pods without a Job, run as they are', async () => {
  using cluster = withScenario('jobs: [{indexes: 3, exitCode: 42}]');
  for (const ref of [podOfJob(cluster, 'a'), cluster.run('b', podOf('echo own'))]) {
    expect(textAt(await cluster.until(ref, hasEnded), 'status.phase')).toBe('Succeeded');
  }
});

test('a pull takes its time once on a node, and may fail', async () => {
  using cluster = withScenario(
    'jobs: [{job: sweep, indexes: 0, pullTime: 90s}, {job: sweep, indexes: 1, pullFailure: the registry is closed}]',
  );
  const slow = podOfJob(cluster, 'slow');
  await cluster.until(slow, isRunning);
  expect((cluster.clock.now() - BEGIN_MS) / 1000).toBeGreaterThan(90);
  expect(cluster.events(slow)).toEqual(['Pulling', 'Pulled', 'Created', 'Started']);
  const again = podOfJob(cluster, 'again');
  await cluster.until(again, isRunning);
  expect(cluster.events(again)).toEqual(['Pulled', 'Created', 'Started']);
  const failing = podOfJob(cluster, 'failing', { index: 1 });
  const isWaiting = (pod: StoredObject | undefined) =>
    textAt(listAt(pod, 'status.containerStatuses')[0], 'state.waiting.reason') === 'ErrImagePull';
  const pod = await cluster.until(failing, isWaiting);
  expect(textAt(listAt(pod, 'status.containerStatuses')[0], 'state.waiting.message')).toBe('the registry is closed');
});

test('SIGTERM is not heard, or heard as is said', async () => {
  using cluster = withScenario(`
jobs:
- {indexes: 0, onTerm: ignore}
- {indexes: 1, onTerm: {exitCode: 9, after: 3s}}
- {indexes: 2, runTime: 1h, onTerm: {after: 1s}}
`);
  const ends: string[] = [];
  for (const index of [0, 1, 2]) {
    const ref = podOfJob(cluster, `p${index}`, { index, script: 'trap "exit 5" TERM; sleep 1000 & wait' });
    await cluster.until(ref, isRunning);
    const askedMs = cluster.clock.now();
    cluster.writer.remove(ref);
    await cluster.until(ref, (pod) => pod === undefined);
    ends.push(
      `${sequence(cluster.states(ref))
        .at(-2)
        ?.replace(/.*main=/, '')} in ${Math.round((cluster.clock.now() - askedMs) / 1000)} s`,
    );
  }
  expect(ends).toEqual(['Error(137) in 31 s', 'Error(9) in 4 s', 'Error(143) in 2 s']);
});

test('memory runs out at the end of the run time', async () => {
  using cluster = withScenario('jobs: [{runTime: 5s, outOfMemory: true}]');
  const ref = podOfJob(cluster, 'a');
  await cluster.until(ref, hasEnded);
  expect(sequence(cluster.states(ref)).at(-1)).toBe('Failed False:PodFailed main=OOMKilled(137)');
});

test('a pod that is stuck stays until it is removed by force', async () => {
  using cluster = withScenario('jobs: [{stuckTerminating: true}]');
  const ref = podOfJob(cluster, 'a', { script: 'sleep 100000' });
  await cluster.until(ref, isRunning);
  cluster.writer.remove(ref);
  await cluster.seconds(3600);
  expect(sequence(cluster.states(ref)).at(-1)).toBe('Running True deleted main=running');
  cluster.writer.remove(ref, { gracePeriodSeconds: 0 });
  expect(cluster.store.get('pods', 'default', 'a')).toBeUndefined();
});

test('programs that cannot run come to what is said', async () => {
  using cluster = withScenario(
    'jobs: [{indexes: 1, unknownPrograms: {runTime: 7s, exitCode: 3}}]\nunknownPrograms: {exitCode: 4}',
  );
  const said: string[] = [];
  for (const index of [0, 1]) {
    const ref = podOfJob(cluster, `p${index}`, { index, script: 'python3 train.py', image: 'example.com/train:2' });
    await cluster.until(ref, hasEnded);
    said.push(await cluster.log(ref));
  }
  expect(said).toEqual([
    'sandbox: python3 cannot run here; it is taken to end with exit code 4 after 2 s\n',
    'sandbox: python3 cannot run here; it is taken to end with exit code 3 after 7 s\n',
  ]);
});
