/** `kubectl job peers` as users type it, against what a real cluster said. */
import { describe, expect, test } from 'vitest';
import { replaying } from '../support/replay.ts';
import { runCli } from '../support/run-cli.ts';

describe('peers of the pod-to-pod documentation', () => {
  test('who resolves while they run', async () => {
    await using cluster = await replaying('pod-to-pod', { at: 25_000 });
    const { env } = cluster;
    const [text, hosts, json] = await Promise.all([
      runCli(['peers', 'job/example-job'], { env }),
      runCli(['peers', 'example-job', '-o', 'hosts'], { env }),
      runCli(['peers', 'example-job', '-o', 'jsonpath={.peers[*].ip}'], { env }),
    ]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('3 of 3 names resolve now. Service headless-svc: headless');
    expect(text.stdout).toMatch(/^1 .* example-job-1\.headless-svc\.pod-to-pod\.svc\.cluster\.local .* Yes$/m);
    expect(hosts.stdout.split('\n')[0]).toBe(
      '10.244.2.37 example-job-0.headless-svc.pod-to-pod.svc.cluster.local example-job-0.headless-svc example-job-0',
    );
    expect(json.stdout).toBe('10.244.2.37 10.244.1.35 10.244.2.36');
  });

  test('-w in a pipe: a line for each change, until the Job is complete', async () => {
    await using cluster = await replaying('pod-to-pod', { at: 14_000, speed: 20 });
    const ended = await runCli(['peers', 'example-job', '-w'], { env: cluster.env });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^INDEX /);
    for (const index of [0, 1, 2]) {
      const rows = ended.stdout.split('\n').filter((line) => line.startsWith(`${index}   example-job-`));
      expect(rows.at(-1)).toMatch(/No \(ended\)$/);
    }
  });

  test('a Job that is called as a subcommand is reached by its kind', async () => {
    await using cluster = await replaying('pod-to-pod', { at: 'end' });
    const ended = await runCli(['peers', 'job/check'], { env: cluster.env });
    expect(ended.stderr).toContain('jobs.batch "check" not found');
    expect(ended.code).toBe(1);
  });
});

describe('peers, mistyped', () => {
  test.each([
    [['peers'], 'You must specify which Job'],
    [['peers', 'a', 'b'], 'one Job at a time: found a, b'],
    [['peers', '-n', 'x', 'check', 'ring'], "Flags go behind the words: 'kubectl job peers check ring …'"],
    [['peers', 'a', '-o', 'hostfiles'], 'Did you mean -o hostfile?'],
    [['peers', 'pod/a'], 'this command works on Jobs, not on "pod"'],
    [['peers', 'a', '--slots', '0'], 'slots'],
  ])('%j', async (words, said) => {
    const ended = await runCli(words, { env: { KUBECONFIG: '/nowhere', HOME: '/nowhere' } });
    expect(ended.stderr).toContain(said);
    expect(ended.code).toBe(2);
  });
});
