/** `kubectl job sandbox start --detach`, `status`, `fault` and `stop`, the built program. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const sandbox = (...words: readonly string[]) => runCli(['sandbox', ...words]);

describe('an embedded cluster in the background', () => {
  test('is started, found, spoilt and stopped', async () => {
    const started = await sandbox('start', '--detach', '--speed', 'max', '--nodes', '1');
    expect(started).toEqual({
      stdout: expect.stringMatching(/^\S+kubeconfig\n$/),
      stderr: expect.stringContaining('In the background until: kubectl job sandbox stop\n'),
      code: 0,
    });
    const kubeconfig = started.stdout.trim();
    expect((await sandbox('status')).stdout).toMatch(new RegExp(`^${kubeconfig} +cluster +max .* <none> `, 'm'));

    const fault = await sandbox('fault', 'answer', '--code', '503', '--kubeconfig', kubeconfig);
    expect(fault).toEqual({ stdout: 'answer in force\n', stderr: '', code: 0 });
    const spoilt = await runCli(['list', '--kubeconfig', kubeconfig]);
    expect(spoilt.stderr).toContain('the server is currently unable to handle the request');
    await sandbox('fault', 'clear', '--kubeconfig', kubeconfig);
    expect((await runCli(['list', '--kubeconfig', kubeconfig])).code).toBe(0);

    const lost = await sandbox('fault', 'node-lost', 'no-such', '--kubeconfig', kubeconfig);
    expect([lost.code, lost.stderr]).toEqual([1, expect.stringMatching(/^error: .*\nSee what is there: /)]);

    const port = /server: "https:\/\/127\.0\.0\.1:(\d+)"/.exec(readFileSync(kubeconfig, 'utf8'))?.[1] ?? '';
    const taken = await sandbox('start', '--detach', '--port', port);
    expect(taken).toEqual({ stdout: '', stderr: expect.stringContaining(`cannot listen on port ${port}`), code: 1 });

    const stopped = await sandbox('stop', '--kubeconfig', kubeconfig);
    expect(stopped).toEqual({ stdout: `${kubeconfig} stopped\n`, stderr: '', code: 0 });
    await expect.poll(() => existsSync(kubeconfig), { timeout: 30_000 }).toBe(false);
    const again = await sandbox('stop', '--kubeconfig', kubeconfig);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining(`has the kubeconfig ${kubeconfig}`)]);
  });

  test('--exec wants a command, and ends with it', async () => {
    expect((await sandbox('start', '--exec')).code).toBe(2);
    const ran = await sandbox('start', '--exec', '--', 'sh', '-c', 'test -f "$KUBECONFIG" && exit 5');
    expect(ran.code).toBe(5);
  });
});
