/** `kubectl job peers check`: the documentation's example, made by `peers create`, asked from inside. */
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type RunningCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { plainJob } from '../support/peer-manifests.ts';
import { type Ended, run, runCli } from '../support/run-cli.ts';

let cluster: RunningCluster;
beforeAll(async () => {
  cluster = await startCluster({});
});
afterAll(() => cluster.close());

const env = () => ({ KUBECONFIG: cluster.kubeconfig });
const peers = (words: readonly string[], input = ''): Promise<Ended> =>
  runCli(['peers', ...words], { env: env(), input });
const kubectl = (words: readonly string[], input = '') => run('kubectl', words, { env: env(), input });

/** Resolves when `peers` says this of a Job. DNS goes by EndpointSlices, to which pods come when their controller does, not when they are ready. */
const until = ({ expect }: TestContext, job: string, [template, said]: readonly [string, string]) =>
  expect.poll(async () => (await peers([job, '-o', `jsonpath=${template}`])).stdout, { timeout: 60_000 }).toBe(said);
const READY = ['{.resolving} {.peers[*].ready}', '3 true true true'] as const;

describe.concurrent('peers check', () => {
  test('nine of nine; who nobody finds, and why; exit codes', { timeout: 180_000 }, async (on) => {
    const { expect } = on;
    await peers(['create', '-f', '-', '--apply', '--yes'], plainJob('ring'));
    await until(on, 'ring', READY);
    const whole = await peers(['check', 'ring']);
    expect(whole.stdout).toContain('9 of 9 pairs resolve.');
    expect(whole).toMatchObject({ code: 0, stderr: '' });

    const port = await peers([
      'check',
      'ring',
      '--port=29500',
      '--to=0',
      '-o',
      'jsonpath={.failures[*].verdict} {.failures[*].from}',
    ]);
    expect(port).toMatchObject({ code: 3, stdout: 'refused 0-2' });

    await kubectl(['patch', 'service', 'ring', '--type=merge', '-p', '{"spec":{"selector":{"role":"other"}}}']);
    await until(on, 'ring', ['{.resolving}', '0']);
    const lost = await peers(['check', 'ring', '--from=0', '-o', 'jsonpath={.failures[*].because}']);
    expect(lost).toMatchObject({ code: 3, stdout: 'wrong-name wrong-name wrong-name' });
  });

  test('pods that are not ready: found where their Service says so, else not, until they are', {
    timeout: 180_000,
  }, async (on) => {
    const { expect } = on;
    const container =
      "image: bash, command: [sleep, '600'], readinessProbe: {periodSeconds: 1, exec: {command: [test, -e, /tmp/ready]}}";
    await peers(['create', '-f', '-', '--apply', '--yes'], plainJob('slow', { container }));
    await until(on, 'slow', ['{.resolving} {.peers[*].phase}', '3 Running Running Running']);
    expect(await peers(['check', 'slow'])).toMatchObject({ code: 0 });
    await kubectl(['patch', 'service', 'slow', '--type=merge', '-p', '{"spec":{"publishNotReadyAddresses":false}}']);
    const because = ['check', 'slow', '--from=0', '-o', 'jsonpath={.failures[*].because}'];
    await expect
      .poll(async () => (await peers(because)).stdout, { timeout: 60_000 })
      .toBe('not-ready not-ready not-ready');
    const first = ['get', 'pods', '-l', 'batch.kubernetes.io/job-completion-index=0,job-name=slow', '-o', 'name'];
    await kubectl(['exec', (await kubectl(first)).stdout.trim(), '--', 'touch', '/tmp/ready']);
    await expect.poll(async () => (await peers(because)).stdout, { timeout: 60_000 }).toBe('not-ready not-ready');
  });

  test('containers without a shell are asked from a debug container, if that is agreed to', {
    timeout: 180_000,
  }, async (on) => {
    const { expect } = on;
    const bare = plainJob('bare', { container: 'image: registry.k8s.io/pause:3.10' });
    await peers(['create', '-f', '-', '--apply', '--yes'], bare);
    await until(on, 'bare', READY);
    const without = await peers(['check', 'bare']);
    expect(without.code).toBe(1);
    expect(without.stdout).toContain('0-2: its container has no shell (sh) to ask from');
    const unasked = await peers(['check', 'bare', '--image=busybox:1']);
    expect(unasked.stderr).toContain('Add a debug container (busybox:1) to the pods of job.batch/bare');
    expect(unasked.code).toBe(2);
    for (const _ of ['first', 'once more, from the same containers']) {
      const agreed = await peers(['check', 'bare', '--image=busybox:1', '--yes']);
      expect(agreed).toMatchObject({ code: 0, stdout: expect.stringContaining('9 of 9 pairs resolve.') });
    }
    const port = ['check', 'bare', '--image=busybox:1', '--yes', '--port=22', '--to=0'];
    const verdicts = await peers([...port, '-o', 'jsonpath={.failures[*].verdict} {.rows[*].with.connector}']);
    expect(verdicts).toMatchObject({ code: 3, stdout: 'refused nc nc nc' });
    const names = ['get', 'pods', '-l', 'job-name=bare', '-o', 'jsonpath={.items[*].spec.ephemeralContainers[*].name}'];
    expect((await kubectl(names)).stdout).toBe('peers-check peers-check peers-check');
  });

  test('a Job whose pods have no names, one without pods, none at all', { timeout: 30_000 }, async ({ expect }) => {
    await kubectl(['create', '-f', '-'], plainJob('plain'));
    const plain = await peers(['check', 'plain']);
    expect(plain.stderr).toContain('the pods of the Job "plain" have no names to look for: it is not Indexed');
    expect(plain.code).toBe(1);
    const suspended = plainJob('later', { fields: 'parallelism: 3\n  suspend: true' });
    await peers(['create', '-f', '-', '--apply', '--yes'], suspended);
    const later = await peers(['check', 'later']);
    expect(later).toMatchObject({ code: 1, stdout: '' });
    expect(later.stderr).toContain('no pod of the Job "later" runs that could be asked');
    expect((await peers(['check', 'nope'])).stderr).toContain('jobs.batch "nope" not found');
  });

  test.each([
    [['check'], 'You must specify which Job'],
    [['check', 'a', '--from', 'x'], '--from: '],
    [['check', 'a', '--port', '0'], '--port'],
    [['check', 'a', '-o', 'hostfile'], 'unable to match a printer'],
  ])('mistyped: %j', async (words, said) => {
    const ended = await runCli(['peers', ...words], { env: { KUBECONFIG: '/nowhere', HOME: '/nowhere' } });
    expect(ended.stderr).toContain(said);
    expect(ended.code).toBe(2);
  });
});
