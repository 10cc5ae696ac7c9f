/** The everyday commands, and kubectl, on a server that is older than what was recorded: they must tell the same as far as it can be told. */
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { startCluster } from '../../src/sandbox/cluster.ts';
import { RECORDINGS } from '../support/recordings.ts';
import { type Replaying, replaying } from '../support/replay.ts';
import { run, runCli } from '../support/run-cli.ts';

/** The last ones without labels that have a prefix (1.26), and without the label of an index (1.27); 1.24 is the oldest. */
const MINORS = [24, 27];

const MOMENTS: readonly (readonly [recording: string, at: number | 'end'])[] = [
  ['indexed', 30_000],
  ['per-index', 'end'],
  ['policy-ignore', 'end'],
  ['suspend-resume', 25_000],
];

test.concurrent.each(MOMENTS)(
  '%s at %s: it tells the same as the newest server',
  { timeout: 60_000 },
  async (recording, at) => {
    await using newest = await replaying(recording, { at });
    const expected = await everyday(newest);
    expect(expected.listed.length).toBeGreaterThan(0);
    for (const minor of MINORS) {
      await using older = await replaying(recording, { at, minor });
      expect(await everyday(older), `on 1.${minor}`).toEqual(expected);
    }
  },
);

test.concurrent('kubectl shows the columns that such a server has, and the version it poses as', async () => {
  await using older = await replaying('cronjob', { at: 'end', minor: 27 });
  const [jobs, cronJobs, version] = await Promise.all([
    older.kubectl('get', 'jobs'),
    older.kubectl('get', 'cronjobs'),
    older.kubectl('version'),
  ]);
  expect(jobs.stdout).toMatch(/^NAME +COMPLETIONS +DURATION +AGE\nhello-\d+ +1\/1 +/);
  expect(cronJobs.stdout).toMatch(
    /^NAME +SCHEDULE +SUSPEND +ACTIVE +LAST SCHEDULE +AGE\nhello +\* \* \* \* \* +False +/,
  );
  expect(version.stdout).toContain('v1.27.0');
});

test.concurrent('a watch of such a table has no such column either', async () => {
  await using older = await replaying('indexed', { minor: 27, speed: 8 });
  const { stdout } = await run('kubectl', ['get', 'jobs', '-w'], {
    env: older.env,
    interruptAt: /^indexed-job +5\/5 /m,
  });
  expect(stdout).toMatch(/^NAME +COMPLETIONS +DURATION +AGE\nindexed-job +[0-5]\/5 +/);
  expect(stdout).toMatch(/^indexed-job +5\/5 +30s +\d+s$/m);
});

test.concurrent('completion, where the table says less', async () => {
  await using older = await replaying('per-index', { at: 'end', minor: 24 });
  const env = { ...older.env, KUBECTL_JOB_COMPLETION_TIMEOUT: '10s' };
  const said = await runCli(['__complete', 'describe', ''], { env });
  expect(said.stdout).toMatch(/^per-index\t7\/10, \d+s old\n:4\n$/);
});

test.concurrent.each(MINORS)(
  'a living 1.%s: Jobs run, and what kubectl writes takes nothing from them',
  async (minor) => {
    await using cluster = await startCluster({ minor, speed: 'max', nodes: 1, seed: 7 });
    const env = { KUBECONFIG: cluster.kubeconfig, KUBECACHEDIR: join(dirname(cluster.kubeconfig), 'cache') };
    const kubectl = async (words: readonly string[], input?: string) => {
      const ended = await run('kubectl', words, input === undefined ? { env } : { env, input });
      expect(ended, words.join(' ')).toMatchObject({ code: 0 });
      return ended.stdout;
    };
    await kubectl(['apply', '-f', join(RECORDINGS, 'indexed/manifest.yaml')]);
    expect(await runCli(['wait', 'indexed-job'], { env })).toMatchObject({ code: 0 });
    const told = await everyday({ env });
    expect(told.listed).toEqual([['indexed-job', 'Complete', 5]]);
    expect(told.described).toMatchObject([{ completed: '0-4', word: 'Complete' }]);
    expect(told.logs).toContain('xuq');

    const podsWith = async (label: string) =>
      (await kubectl(['get', 'pods', '-o', 'name', '-l', label])).match(/^pod/gm);
    expect(await podsWith('job-name=indexed-job')).toHaveLength(5);
    expect(await podsWith('batch.kubernetes.io/job-completion-index')).toBe(null);
    const before = cluster.store.get('jobs', 'default', 'indexed-job');
    const json = await kubectl(['get', 'job', 'indexed-job', '-o', 'json']);
    expect(json).not.toMatch(/"(terminating|podReplacementPolicy)"|SuccessCriteriaMet/);
    await kubectl(['replace', '-f', '-'], json.replace('"labels": {', '"labels": {"team": "a",'));
    await kubectl(['patch', 'job', 'indexed-job', '--type=merge', '-p', '{"metadata":{"labels":{"tier":"b"}}}']);
    const after = cluster.store.get('jobs', 'default', 'indexed-job');
    expect(after?.metadata.labels).toEqual({ ...before?.metadata.labels, team: 'a', tier: 'b' });
    expect({ ...after, metadata: undefined }).toEqual({ ...before, metadata: undefined });
  },
);

/** What the commands tell of Jobs, as far as every version has it. */
async function everyday({ env }: Pick<Replaying, 'env'>) {
  const [list, description, wait, logs] = await Promise.all([
    runCli(['list', '-A', '-o', 'json'], { env }),
    runCli(['describe', '-A', '--indexes', '-o', 'json'], { env }),
    runCli(['wait', '--all', '--timeout=0', '-o', 'name'], { env }),
    runCli(['logs', '-l', 'job-name'], { env }),
  ]);
  expect([list, description]).toEqual([list, description].map((said) => ({ ...said, code: 0, stderr: '' })));
  const listed: readonly Listed[] = JSON.parse(list.stdout).items;
  const described: readonly Described[] = JSON.parse(description.stdout).items;
  return {
    listed: listed.map(({ metadata, summary }) => [metadata.name, summary.status, summary.done]),
    described: described.map(({ indexes, indexRows = [], status }) => ({
      completed: indexes?.completed?.indexes,
      running: indexes?.running?.indexes,
      word: status.word,
      rows: indexRows.map(({ indexes: index, state, attempts, pod }) => [index, state, attempts, pod]),
    })),
    wait: wait.code,
    logs: logs.stdout,
  };
}

interface Listed {
  readonly metadata: { readonly name: string };
  readonly summary: { readonly status: string; readonly done: number };
}

interface Described {
  readonly indexes?: Readonly<Record<string, { readonly indexes: string } | undefined>>;
  readonly indexRows?: readonly Readonly<Record<'indexes' | 'state' | 'attempts' | 'pod', unknown>>[];
  readonly status: { readonly word: string };
}
