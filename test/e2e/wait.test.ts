/** `kubectl job wait`, the built program: exit codes, both streams, and what happens to connections meanwhile. */
import { describe, expect, test } from 'vitest';
import { exitDelay } from '../support/exit-delay.ts';
import { startFaultProxy, watchesOf } from '../support/fault-proxy.ts';
import { LogCluster, stampNow } from '../support/log-cluster.ts';
import { replaying } from '../support/replay.ts';
import { type Ended, PROGRAM, type RunOptions, run, runCli } from '../support/run-cli.ts';
import { steppedReplay } from '../support/stepped-replay.ts';
import { COMPLETE, FAILED, rawJob, storeCluster } from '../support/store-cluster.ts';

const WATCH = watchesOf('jobs');

/** Waits in a recording as it stood at its end. */
async function waitAtEnd(recording: string, ...words: readonly string[]): Promise<Ended> {
  await using sandbox = await replaying(recording, { at: 'end' });
  return await runCli(['wait', ...words], { env: sandbox.env });
}

describe('wait', () => {
  const ends: readonly (readonly [
    why: string,
    recording: string,
    words: readonly string[],
    code: number,
    said: RegExp,
  ])[] = [
    ['a Job is complete', 'indexed', ['indexed-job'], 0, /^job\.batch\/indexed-job complete \(5\/5 in 30s\)\n$/],
    [
      'a Job failed',
      'per-index',
      ['job/per-index'],
      3,
      /^job\.batch\/per-index failed \(7\/10 in 52s\): FailedIndexes\n$/,
    ],
    ['a Job failed, as its container did', 'policy-failjob', ['policy-failjob', '--propagate'], 42, / failed /],
    [
      'events tell of a Job that is gone',
      'ttl',
      ['ttl'],
      0,
      /^job\.batch\/ttl complete, as its events tell: it is gone\n$/,
    ],
    ['a Job never was', 'pi', ['no-such-job'], 4, /^$/],
    ['nothing is selected', 'pi', ['-l', 'no=such'], 4, /^$/],
    ['time is up', 'image-pull', ['image-pull', '--timeout=0'], 124, /^$/],
    ['it can not come true', 'pi', ['pi', '--for=failed'], 1, /^job\.batch\/pi cannot come to failed /],
    ['all came true', 'expansion', ['--all', '-o', 'name'], 0, /^(job\.batch\/process-item-\w+\n){3}$/],
    ['a CronJob’s newest is meant', 'cronjob', ['cronjob/hello'], 0, /^job\.batch\/hello-\d+ complete /],
    ['a value is there', 'pi', ['pi', '--for=jsonpath={.status.succeeded}=1'], 0, / condition met: jsonpath=/],
    ['a condition is none', 'pi', ['pi', '--for=compleet'], 2, /^$/],
  ];
  test.concurrent.each(ends)('when %s', async (_, recording, words, code, said) => {
    const found = await waitAtEnd(recording, ...words);
    expect([found.code, found.stdout]).toEqual([code, expect.stringMatching(said)]);
  });

  test.concurrent('a failed Job is explained on standard error, and in JSON', async () => {
    const text = await waitAtEnd('per-index', 'per-index');
    expect(text.stderr).toMatch(
      /^job\.batch\/per-index: Failed: FailedIndexes: Job has failed indexes\nFailed indexes:\n {2}2,3,5\nFailures:\n/,
    );
    expect(text.stderr).toMatch(/\nLog of pod per-index-5-\w+, container main \(exit code 1 .*\):\n {2}\| index 5\n/);
    expect(text.stderr).toMatch(/\nNext:\n {2}kubectl logs per-index-5-/);
    const { stdout, stderr } = await waitAtEnd('per-index', 'per-index', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'JobWait', result: 'failed', logs: [{ lines: ['index 5'] }, {}] });
    expect(stderr).toBe('');
  });

  test.concurrent('--logs: every line, then how it ended; where results are for a program, lines keep out of their way', async () => {
    const text = await waitAtEnd('per-index', 'per-index', '--logs');
    expect(text.stdout).toMatch(
      /^\[0\] index 0\n\[1\] index 1\n(.*\n)*\[5#2\] index 5\n(.*\n)*job\.batch\/per-index failed \(7\/10 in 52s\): .*\n$/,
    );
    expect(text.code).toBe(3);
    // What failing pods said has been seen.
    expect(text.stderr).not.toContain('Log of pod');
    const { stdout, stderr } = await waitAtEnd('per-index', 'per-index', '--logs', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'JobWait', result: 'failed' });
    expect(stderr).toContain('[5#2] index 5\n');
  });

  test.concurrent('--logs for a reader who leaves: it ends, and says nothing more', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    const log = cluster.run('job-0-a', 0);
    const writing = setInterval(() => log.write(stampNow(), 'line\n'), 20);
    const command = `"${PROGRAM}" wait job --logs | head -n 1; echo \${PIPESTATUS[0]}`;
    const { stdout, stderr } = await run('bash', ['-c', command], { env: { KUBECONFIG: cluster.kubeconfig } });
    clearInterval(writing);
    expect(stdout).toBe('[0] line\n0\n');
    expect(stderr).not.toContain('interrupted');
  });

  test.concurrent('a reader who leaves does not make a failed Job one that is complete', async () => {
    await using sandbox = await replaying('per-index', { at: 'end' });
    const command = `"${PROGRAM}" wait per-index 2>/dev/null | true; echo \${PIPESTATUS[0]}`;
    expect((await run('bash', ['-c', command], { env: sandbox.env })).stdout).toBe('3\n');
  });

  test.concurrent('what comes is said as it comes, until the end', async () => {
    await using replay = await steppedReplay('success-policy', 30_000);
    await using proxy = await startFaultProxy(replay);
    const running = runCli(['wait', 'success-policy'], { env: proxy.env });
    await proxy.seen(WATCH);
    replay.moveTo(50_000);
    replay.moveTo('end');
    const { stdout, stderr, code } = await running;
    expect([stdout, code]).toEqual(['job.batch/success-policy complete (1/6 in 1m9s)\n', 0]);
    expect(stderr).toMatch(/: Running for .*\n.*: SuccessCriteriaMet for .* will be Complete \(SuccessPolicy: /);
  });

  test.concurrent('a manifest on standard input names the Jobs', async () => {
    await using sandbox = await replaying('pi', { at: 'end' });
    const input = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: pi, namespace: pi}\n';
    const found = await runCli(['wait', '-f', '-'], { env: sandbox.env, input });
    expect([found.code, found.stdout]).toEqual([0, expect.stringMatching(/^job\.batch\/pi complete /)]);
  });

  /** Starts to wait for a running Job `x`; `trouble` begins once its watch is open. */
  const waitForX = async (
    trouble: (at: Awaited<ReturnType<typeof storeCluster>>) => unknown,
    options: RunOptions & { readonly words?: readonly string[] } = {},
  ): Promise<Ended> => {
    await using at = await storeCluster();
    at.store.put('jobs', rawJob('x'));
    const running = runCli(['wait', 'x', ...(options.words ?? [])], { env: at.proxy.env, ...options });
    await Promise.race([at.proxy.seen(WATCH), running]);
    await trouble(at);
    return await running;
  };

  test.concurrent('a Job that ends ends it at once', async () => {
    const found = await exitDelay(COMPLETE);
    expect([found.code, found.stdout]).toEqual([0, expect.stringMatching(/^job\.batch\/x complete \(1\/1 in /)]);
  });

  test.concurrent('Ctrl-C ends it at once, with where things stood', async () => {
    const found = await waitForX(() => {}, { interruptAfterMs: 50 });
    expect([found.code, found.stdout]).toEqual([130, '']);
    expect(found.stderr).toMatch(/\ninterrupted: job\.batch\/x: Running for \d+s · 0 of 1 done \(0%\)/);
  });

  test.concurrent('a server that goes away while the Job fails is waited for', async () => {
    const found = await waitForX(async ({ proxy, store }) => {
      await proxy.goAway();
      store.put('jobs', rawJob('x', { status: FAILED }));
      setTimeout(() => proxy.comeBack(), 1500);
    });
    expect([found.code, found.stdout]).toEqual([3, expect.stringMatching(/^job\.batch\/x failed /)]);
    expect(found.stderr.match(/^connection lost: .*; the wait goes on$/gm)).toHaveLength(1);
    expect(found.stderr.match(/^connected again after \d+s$/gm)).toHaveLength(1);
  });

  test.concurrent('time is kept while the server is away', async () => {
    const found = await waitForX(({ proxy }) => proxy.goAway(), { words: ['--timeout=5s'] });
    expect(found.code).toBe(124);
    expect(found.stderr).toMatch(/error: timed out after 5s waiting for finished on job\.batch\/x: /);
  });

  test.concurrent('a server that was never heard of does not say that a Job is not there', async () => {
    const found = await runCli(['wait', 'x', '-s', 'https://127.0.0.1:1', '--timeout=1s']);
    expect(found.code).toBe(124);
    expect(found.stderr).toMatch(
      /error: timed out after 1s waiting for finished on job\.batch\/x: nothing was heard of it\n$/,
    );
  });

  test.concurrent('a Job that is replaced by another of its name is gone', async () => {
    const found = await waitForX(({ store }) => {
      store.remove('jobs', 'default', 'x');
      store.put('jobs', rawJob('x', { uid: 'another', status: COMPLETE }));
    });
    expect([found.code, found.stdout]).toEqual([
      4,
      expect.stringMatching(/^job\.batch\/x gone: deleted before it ended/),
    ]);
    expect(found.stderr).toContain('job.batch/x: another Job of that name is there now; it was not waited for\n');
  });

  test.concurrent('a server that refuses is told in kubectl’s words', async () => {
    await using sandbox = await replaying('pi', { at: 'end' });
    await using proxy = await startFaultProxy(sandbox);
    proxy.always(() => true, { kind: 'answer', code: 403, reason: 'Forbidden' });
    const found = await runCli(['wait', 'pi'], { env: proxy.env });
    expect([found.code, found.stderr]).toEqual([1, expect.stringMatching(/^Error from server \(Forbidden\): /)]);
  });
});
