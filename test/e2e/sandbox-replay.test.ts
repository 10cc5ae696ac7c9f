/** `kubectl job sandbox replay`, the built program. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RECORDINGS } from '../support/recordings.ts';
import { runCli } from '../support/run-cli.ts';

const INDEXED = join(RECORDINGS, 'indexed');
const replay = (...words: readonly string[]) => runCli(['sandbox', 'replay', ...words]);

describe('sandbox replay', () => {
  test.concurrent('prints where its kubeconfig is, and leaves nothing after Ctrl-C', async () => {
    const said = await runCli(['sandbox', 'replay', INDEXED, '--at', 'end'], { interruptAfterMs: 300 });
    const kubeconfig = said.stdout.trimEnd();
    expect(said.stdout).toMatch(/^\/\S+\/kubeconfig\n$/);
    expect(said.stderr).toMatch(/^export KUBECONFIG=\/\S+\nServing https:\/\/127\.0\.0\.1:\d+ until Ctrl-C\.\n$/);
    expect([said.code, existsSync(kubeconfig)]).toEqual([0, false]);
  });

  test.concurrent('-o json says more', async () => {
    const said = await runCli(['sandbox', 'replay', INDEXED, '--at', '10s', '-o', 'json'], { interruptAfterMs: 300 });
    expect(JSON.parse(said.stdout)).toEqual({
      kubeconfig: expect.stringMatching(/kubeconfig$/),
      server: expect.stringMatching(/^https:/),
      namespace: 'indexed',
      time: '2026-11-21T17:47:40.313Z',
      recording: { begin: '2026-11-21T17:47:30.313Z', end: '2026-11-21T17:48:04.356Z' },
    });
  });

  test.concurrent('runs a command against it, whose flags and exit code are its own, then nothing is left', async () => {
    const script = 'echo "$KUBECONFIG" "$1"; kubectl --cache-dir="$KUBECONFIG.cache" get job -o name; exit 7';
    const said = await replay(INDEXED, '--at', 'end', '--', 'sh', '-c', script, 'sh', '--help');
    const [first = '', ...rest] = said.stdout.split('\n');
    expect(first).toMatch(/^\/\S+\/kubeconfig --help$/);
    expect({ ...said, stdout: rest }).toEqual({ stdout: ['job.batch/indexed-job', ''], stderr: '', code: 7 });
    expect(existsSync(dirname(first))).toBe(false);
  });

  test.concurrent('a command ended by a signal counts as a shell counts it', async () => {
    expect((await replay(INDEXED, '--at', 'end', '--', 'sh', '-c', 'kill -TERM $$')).code).toBe(143);
  });

  const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no recording', [], 2, /argument/i],
    ['a path that is none', ['/no/such'], 1, /^error: cannot read \/no\/such: no such file or folder\nA recording is /],
    ['a moment that is none', [INDEXED, '--at', 'noon'], 2, /invalid argument "noon" for "--at" flag/],
    ['a speed that is none', [INDEXED, '--speed', 'fast'], 2, /invalid argument "fast" for "--speed" flag/],
    [
      'a command that is none',
      [INDEXED, '--at', 'end', '--', 'no-such-program'],
      1,
      /^error: cannot run no-such-program: .*(ENOENT|not found)/,
    ],
  ];
  test.concurrent.each(wrong)('%s is told', async (_, words, code, message) => {
    const said = await replay(...words);
    expect(said).toEqual({ stdout: '', stderr: expect.stringMatching(message), code });
  });

  const moments: readonly (readonly [string, string])[] = [
    ['0', '2026-11-21T17:47:30.313Z'],
    ['10.25', '2026-11-21T17:47:40.563Z'],
    ['1m30s', '2026-11-21T17:49:00.313Z'],
    ['1500ms', '2026-11-21T17:47:31.813Z'],
  ];
  test.concurrent.each(moments)('--at %s', async (at, time) => {
    const said = await runCli(['sandbox', 'replay', INDEXED, '--at', at, '-o', 'json'], { interruptAfterMs: 1 });
    expect(JSON.parse(said.stdout)).toMatchObject({ time });
  });

  test.concurrent('Ctrl-C reaches the command as what it is; its exit code counts', async () => {
    const script = 'trap "echo interrupted; exit 9" INT; echo ready; while :; do sleep 0.1; done';
    const words = ['sandbox', 'replay', INDEXED, '--at', 'end', '--', 'sh', '-c', script];
    const said = await runCli(words, { interruptAfterMs: 1 });
    expect(said).toEqual({ stdout: 'ready\ninterrupted\n', stderr: '', code: 9 });
  });

  test.concurrent('what was cut off at the end of a recording is left out with a warning', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    const file = join(folder, 'watch.jsonl');
    const whole = await readFile(join(INDEXED, 'watch.jsonl'), 'utf8');
    await writeFile(file, whole.trimEnd().slice(0, -9));
    const { code, stdout, stderr } = await replay(file, '--at', 'end', '--', 'sh', '-c', 'exit 0');
    await rm(folder, { recursive: true });
    const lines = whole.trimEnd().split('\n').length;
    expect([code, stdout, stderr]).toEqual([
      0,
      '',
      `warning: ${file}:${lines}: the last line is cut short and left out\n`,
    ]);
  });

  test.concurrent('a broken line is told with its place', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    const file = join(folder, 'watch.jsonl');
    await writeFile(file, '\n{"at":1}\n');
    const { stderr, code } = await replay(file);
    await rm(folder, { recursive: true });
    expect([code, stderr.split('\n')[0]]).toEqual([
      1,
      `error: ${file}:2: "resource" must be a plural name such as "jobs", not nothing`,
    ]);
  });
});
