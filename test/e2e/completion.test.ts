/** Completion as people meet it: behind kubectl, and in a shell. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STATUS_WORDS } from '../../src/cli/status-flag.ts';
import { SHELLS } from '../../src/views/completion.ts';
import { aServer } from '../support/open-cluster.ts';
import { type Replaying, replaying } from '../support/replay.ts';
import { BIN, PROGRAM, run, runCli } from '../support/run-cli.ts';

/** Enough for a machine that is busy with other tests. */
const PATIENT = { KUBECTL_JOB_COMPLETION_TIMEOUT: '10s' };

const IN_BASH = fileURLToPath(new URL('../support/programs/complete-in-bash.sh', import.meta.url));

const IN_ZSH = fileURLToPath(new URL('../support/programs/complete-in-zsh.zsh', import.meta.url));

let cluster: Replaying;
let cronjobs: Replaying;
/** A folder on PATH with `kubectl-job` and what kubectl looks for. */
let folder = '';

beforeAll(async () => {
  [cluster, cronjobs] = await Promise.all([replaying('per-index', { at: 'end' }), replaying('cronjob', { at: 'end' })]);
  folder = await mkdtemp(join(tmpdir(), 'kubectl-job-completion-'));
  await symlink(PROGRAM, join(folder, 'kubectl-job'));
  const { stdout } = await runCli(['completion', 'kubectl']);
  await writeFile(join(folder, 'kubectl_complete-job'), stdout, { mode: 0o755 });
});

afterAll(async () => {
  await Promise.all([cluster.close(), cronjobs.close(), rm(folder, { recursive: true })]);
});

describe('kubectl completes `kubectl job` with what kubectl_complete-job tells it', () => {
  /** Words behind `kubectl job`; what kubectl's own `__complete` then prints. */
  const ask = async (words: readonly string[], { env }: Replaying = cluster) => {
    const PATH = `${folder}:${process.env.PATH}`;
    const ended = await run('kubectl', ['__completeNoDesc', 'job', ...words], { env: { ...env, ...PATIENT, PATH } });
    expect(ended.code).toBe(0);
    return ended.stdout.trimEnd().split('\n');
  };
  const check = (words: readonly string[], ...expected: readonly string[]) =>
    test.concurrent(words.join(' '), async () => expect(await ask(words)).toEqual(expected));

  check(['desc'], 'describe', ':4');
  check(['describe', ''], 'per-index', ':4');
  check(['describe', 'job/'], 'job/per-index', ':4');
  check(['describe', '-n', ''], 'default', 'per-index', ':4');
  check(['describe', '--context', 'sandbox', 'per'], 'per-index', ':4');
  check(['describe', '--output=js'], 'json', 'jsonpath=', ':4');
  check(['describe', 'per-index', '--indexes', '5,4'], '5,4', ':36');
  check(['describe', '-f', ''], 'json', 'yaml', 'yml', ':8');
  test.concurrent('describe --gr', async () => expect(await ask(['describe', '--gr'])).toEqual(['--grid', ':36']));
  test.concurrent('the Jobs of a CronJob', async () => {
    expect(await ask(['describe', ''], cronjobs)).toEqual([
      expect.stringMatching(/^hello-\d+$/),
      expect.stringMatching(/^hello-\d+$/),
      ':4',
    ]);
  });
});

describe('what cannot be had is not offered, and nothing is said of it', () => {
  const NOTHING = { code: 0, stderr: '', stdout: ':4\n' };
  const check = (name: string, env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
    test.concurrent(name, async () => {
      expect(await runCli(['__complete', 'describe', ...words], { env: { HOME: folder, ...env } })).toEqual(NOTHING);
    });

  check('no kubeconfig', {}, '');
  check('a kubeconfig that is not there', {}, '--kubeconfig', '/nowhere', '');
  check('a kubeconfig that is none', {}, '--kubeconfig', join(BIN, 'build.ts'), '');
  check('a context that is not there', {}, '--context', 'none', '');
  check('a server that is not there', {}, '-s', 'http://127.0.0.1:1', '');
  check('flags that make no sense', {}, '--request-timeout', 'soon', '--nonsense', '');

  test('a server that does not answer is not waited for', async () => {
    const silent = await aServer();
    silent.on('/apis/batch/v1/namespaces/default/jobs', () => {});
    const ended = await runCli(['__complete', 'describe', '-s', silent.url, ''], { env: { HOME: folder } });
    expect(ended).toEqual(NOTHING);
    expect(silent.requests.length).toBeLessThanOrEqual(1);
  });

  test('a credential plugin that complains is not heard', async () => {
    const kubeconfig = join(folder, 'exec.yaml');
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'echo oh >&2; exit 1'] };
    const named = (member: string, value: object) => [{ name: 'x', [member]: value }];
    const config = {
      clusters: named('cluster', { server: 'https://127.0.0.1:1' }),
      users: named('user', { exec: { ...exec, interactiveMode: 'Never' } }),
      contexts: named('context', { cluster: 'x', user: 'x' }),
      'current-context': 'x',
    };
    await writeFile(kubeconfig, JSON.stringify(config));
    const env = { KUBECONFIG: kubeconfig, ...PATIENT };
    expect(await run(join(BIN, 'kubectl_complete-job'), ['describe', ''], { env })).toEqual(NOTHING);
  });
});

describe('bash', () => {
  /** Calls the function as bash does: words broken at `=`, and the whole line. Returns COMPREPLY. */
  const reply = async (line: string, words: readonly string[]) => {
    const env = { ...cluster.env, ...PATIENT, PATH: `${folder}:${process.env.PATH}` };
    const ended = await run('bash', [IN_BASH, line, ...words], { env, cwd: BIN });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    return ended.stdout.trimEnd().split('\n');
  };
  const check = (line: string, words: readonly string[], ...expected: readonly string[]) =>
    test.concurrent(line, async () => expect(await reply(line, words)).toEqual(expected));

  check('kubectl-job desc', ['kubectl-job', 'desc'], 'describe');
  check('kubectl-job describe ', ['kubectl-job', 'describe', ''], 'per-index');
  check('kubectl-job  describe job/', ['kubectl-job', 'describe', 'job/'], 'job/per-index');
  check('kubectl-job describe --output=js', ['kubectl-job', 'describe', '--output', '=', 'js'], 'json', 'jsonpath=');
  check('kubectl-job list --status=', ['kubectl-job', 'list', '--status', '='], ...STATUS_WORDS);
  check('kubectl-job describe -f buil', ['kubectl-job', 'describe', '-f', 'buil'], '');
  check(
    'kubectl-job describe -f ../pack',
    ['kubectl-job', 'describe', '-f', '../pack'],
    ...['../package-lock.json', '../package.json'],
  );
  check(
    'kubectl-job describe -n ',
    ['kubectl-job', 'describe', '-n', ''],
    'default    (Active, 54s old)',
    'per-index  (Active, 54s old)',
  );
});

describe('the shells that are not everywhere, as far as they are here', () => {
  const inShell = async (shell: string, ...words: readonly string[]) => {
    const env = { ...cluster.env, ...PATIENT, PATH: `${folder}:${process.env.PATH}` };
    const { stdout, code } = await run(shell, words, { env, cwd: BIN });
    expect(code).toBe(0);
    return stdout;
  };
  const fish = (line: string) =>
    inShell('fish', '-c', 'source (kubectl-job completion fish | psub); complete -C $argv', line);
  const zsh = (line: string, pattern: string) => inShell('zsh', IN_ZSH, line, pattern);

  test.each(['fish'].filter(isOnPath))('%s', { timeout: 60_000 }, async () => {
    expect(await fish('kubectl-job describe ')).toBe('per-index\tFailed 7/10, 52s old\n');
    expect(await fish('kubectl-job describe --output=js')).toBe('--output=json\n--output=jsonpath=\n');
    expect(await fish('kubectl-job logs per-index --container ')).toMatch(/^main\t/);
    expect(await fish('kubectl-job describe -f buil')).toContain('build.ts\n');
  });

  test.each(['zsh'].filter(isOnPath))('%s', { timeout: 60_000 }, async () => {
    expect(await zsh('kubectl-job desc', '*describe*')).toContain('kubectl-job describe');
    expect(await zsh('kubectl-job describe ', '*per-index*')).toContain('kubectl-job describe per-index');
    expect(await zsh('kubectl-job describe --output=js', '*=json*')).toContain('kubectl-job describe --output=json');
    const indexes = await zsh('kubectl-job logs per-index --index ', '*-- completed*-- failed*');
    expect(indexes).toMatch(/0,1,4,6-9 .*-- completed/);
    expect(indexes).toMatch(/2,3,5 .*-- failed/);
  });
});

describe('the scripts', () => {
  test.each(SHELLS)('%s: says how it is installed before anything else', async (shell) => {
    const { stdout, stderr } = await runCli(['completion', shell]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^(?:#.*\n)*# Install/);
    expect(stdout).toContain(' __complete ');
  });

  test('can be read by their shells, as far as these are here', async () => {
    const readers = [
      ['sh', 'kubectl'],
      ['bash', 'bash'],
      ['zsh', 'zsh'],
      ['fish', 'fish'],
    ] as const;
    const here = readers.filter(([reader]) => isOnPath(reader));
    expect(here.length).toBeGreaterThanOrEqual(2);
    for (const [reader, shell] of here) {
      const { stdout } = await runCli(['completion', shell]);
      const script = join(folder, `completion.${shell}`);
      await writeFile(script, stdout);
      expect(await run(reader, ['-n', script])).toEqual({ code: 0, stderr: '', stdout: '' });
    }
  });

  test('of a shell that there is none for', async () => {
    expect(await runCli(['completion', 'tcsh'])).toMatchObject({ code: 2, stdout: '' });
  });
});

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((place) => existsSync(join(place, program)));
}
