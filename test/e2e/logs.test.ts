/** `kubectl job logs`, the built program: its bytes, its pace, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LogCluster, type LogClusterOptions, stampNow } from '../support/log-cluster.ts';
import { replaying } from '../support/replay.ts';
import { PROGRAM, runCli } from '../support/run-cli.ts';

/** What programs write, whatever a log reader thinks of it. */
const BYTES = Buffer.concat([
  Buffer.from('plain\n'),
  Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
  Buffer.from('carriage return and newline\r\n'),
  Buffer.from('a \0 in its midst\n'),
  Buffer.from('\n\n'),
  Buffer.from('\x1b[31mred\x1b[0m and \x1b]0;a title\x07\n'),
  Buffer.alloc(1024 * 1024, 'x'),
  Buffer.from('\n'),
  Buffer.from('2026-11-21T17:00:00.000000000Z a stamp of its own\n'),
  Buffer.from('no newline at the end'),
]);

/** A finished Job of one pod that wrote these bytes, a line an entry. */
async function wrote(bytes: Buffer, options: LogClusterOptions = {}): Promise<LogCluster> {
  const cluster = await LogCluster.start(options);
  cluster.job(1);
  const log = cluster.run('job-0-a', 0);
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    log.write(stampNow(), bytes.subarray(from, to));
    from = to;
  }
  cluster.end('job-0-a', 0);
  cluster.finishJob(1);
  return cluster;
}

interface Ran {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs `kubectl-job logs job WORDS…`, its output as bytes. */
async function logs({ kubeconfig }: { readonly kubeconfig: string }, ...words: readonly string[]): Promise<Ran> {
  return ranTo(spawnLogs(kubeconfig, words));
}

function spawnLogs(kubeconfig: string, words: readonly string[]): ChildProcess {
  return spawn(PROGRAM, ['logs', 'job', ...words], { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: 'pipe' });
}

async function ranTo(child: ChildProcess): Promise<Ran> {
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = await once(child, 'close');
  return { stdout: Buffer.concat(out), stderr, code };
}

describe('bytes', { timeout: 60_000 }, () => {
  test.concurrent.each([
    ['read', []],
    ['followed', ['-f']],
    ['by time', ['--sort', 'time']],
    ['the tail', ['--tail', '100']],
  ])('%s with -o raw: as they were written', async (_, words) => {
    await using cluster = await wrote(BYTES);
    const { stdout, stderr, code } = await logs(cluster, '-o', 'raw', ...words);
    expect([stdout.equals(BYTES), stderr, code]).toEqual([true, '', 0]);
  });

  test.concurrent('in a pipe only a prefix is added, and the newline that is missing', async () => {
    await using cluster = await wrote(BYTES);
    const { stdout } = await logs(cluster);
    const lines = BYTES.toString('latin1').split('\n');
    expect(stdout.toString('latin1')).toBe(lines.map((line) => `[0] ${line}\n`).join(''));
  });

  test.concurrent('as JSON, what is no UTF-8 is there as base64', async () => {
    await using cluster = await wrote(BYTES);
    const { stdout } = await logs(cluster, '-o', 'jsonl');
    const objects = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects[1]).toMatchObject({ index: 0, attempt: 1, pod: 'job-0-a', base64: '//6A' });
    expect(objects[3]).toMatchObject({ line: 'a \0 in its midst' });
    const document = await logs(cluster, '-o', 'json');
    expect(JSON.parse(document.stdout.toString())).toMatchObject({ kind: 'JobLogs', lines: objects, notices: [] });
  });
});

describe('pace', { timeout: 60_000 }, () => {
  /** A log without end, and how much of it has been fetched. */
  function endless() {
    const fetched = { bytes: 0 };
    const pieces = function* () {
      for (;;) {
        const piece = Buffer.from(`${stampNow()} ${'y'.repeat(1000)}\n`.repeat(64));
        fetched.bytes += piece.length;
        yield piece;
      }
    };
    return { fetched, pieces };
  }

  test.concurrent.each([
    ['read', []],
    ['followed', ['-f']],
    ['by time', ['--sort', 'time']],
  ])('%s by a slow reader: no more is fetched than fits on the way', async (_, words) => {
    const { fetched, pieces } = endless();
    await using cluster = await wrote(Buffer.from('x\n'), { pieces });
    const child = spawnLogs(cluster.kubeconfig, words);
    while (fetched.bytes < 1024 * 1024) await sleep(20);
    await sleep(700);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(fetched.bytes).toBeLessThan(48 * 1024 * 1024);
  });

  test.concurrent.each([
    ['read', []],
    ['followed', ['-f']],
    ['by time', ['--sort', 'time']],
    ['raw', ['-o', 'raw']],
  ])('%s by a reader who leaves: it ends, and says nothing', async (_, words) => {
    const { pieces } = endless();
    await using cluster = await wrote(Buffer.from('x\n'), { pieces });
    const child = spawnLogs(cluster.kubeconfig, words);
    const ending = ranTo(child);
    if (child.stdout) {
      await once(child.stdout, 'data');
      child.stdout.destroy();
    }
    const { stderr, code } = await ending;
    expect([stderr, code]).toEqual(['', 0]);
  });
});

describe('the end', { timeout: 60_000 }, () => {
  test.concurrent.each([
    ['a Job that failed', 'per-index', ['per-index'], 0],
    ['one that failed, where that counts', 'per-index', ['per-index', '--exit-code'], 3],
    ['one that succeeded', 'indexed', ['indexed-job', '--exit-code'], 0],
    ['one that is not there', 'indexed', ['nope'], 1],
    ['a usage that makes no sense', 'indexed', ['indexed-job', '-f', '--sort', 'time'], 2],
  ])('of %s', async (_, recording, words, code) => {
    await using sandbox = await replaying(recording, { at: 'end' });
    expect((await runCli(['logs', ...words], { env: sandbox.env })).code).toBe(code);
    if (code === 0 || code === 3)
      expect((await runCli(['logs', '-f', ...words], { env: sandbox.env })).code).toBe(code);
  });

  test.concurrent('Ctrl-C ends following at once', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    cluster.run('job-0-a', 0).write(stampNow(), 'first\n');
    const { stdout, code } = await runCli(['logs', 'job', '-f'], {
      env: { KUBECONFIG: cluster.kubeconfig },
      interruptAfterMs: 0,
    });
    expect([stdout, code]).toEqual(['[0] first\n', 130]);
  });
});
