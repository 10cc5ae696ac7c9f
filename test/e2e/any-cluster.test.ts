/**
 * What we say of the Jobs of a cluster, held against what kubectl says of them. Reads only, so it runs on any cluster: the one that
 * E2E_KUBECONFIG names, else replays of real ones.
 */
import { describe, expect, test } from 'vitest';
import { recordingNames } from '../support/recordings.ts';
import { replaying } from '../support/replay.ts';
import { run, runCli } from '../support/run-cli.ts';

const real = process.env.E2E_KUBECONFIG;

/** The Jobs of a real cluster may change between two questions; those of a replay stand still. */
const clusters = real === undefined ? recordingNames : [real];

describe.each(clusters)('the Jobs of %s', (name) => {
  test('are listed and described as kubectl has them', { timeout: 60_000 }, async () => {
    await using cluster = await opened(name);
    const { env } = cluster;
    const [theirs, table, ours, described] = await Promise.all([
      kubectl(['get', 'jobs', '-A', '-o', 'json'], env),
      kubectl(['get', 'jobs', '-A', '--no-headers'], env),
      json(['list', '-A', '-o', 'json'], env),
      json(['describe', '-A', '-o', 'json'], env),
    ]);
    const jobs: readonly KubeJob[] = JSON.parse(theirs).items;
    expect(ours.items.map(nameOf)).toEqual(jobs.map(nameOf));
    expect(described.items.map(nameOf)).toEqual(jobs.map(nameOf));
    for (const [i, job] of jobs.entries()) {
      const [, , status, completions] = lineOf(table, job).split(/ +/);
      expect(ours.items[i]).toMatchObject({ metadata: { uid: job.metadata.uid }, spec: job.spec, status: job.status });
      const word = ours.items[i]?.summary?.status;
      expect(word === 'Backing off' ? 'Running' : word).toBe(status);
      expect(`${ours.items[i]?.summary?.done}/${job.spec.completions ?? 1}`).toBe(completions?.split(' ')[0]);
      expect(described.items[i]?.job).toMatchObject({ status: job.status });
      expect(described.items[i]?.indexes?.completed?.indexes ?? '').toBe(job.status.completedIndexes ?? '');
    }
  });
});

interface KubeJob {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: { readonly completions?: number };
  readonly status: { readonly completedIndexes?: string };
}

interface OurList {
  readonly items: readonly (KubeJob & {
    readonly summary?: { readonly status: string; readonly done: number };
    readonly indexes?: { readonly completed?: { readonly indexes: string } };
    readonly job?: object;
  })[];
}

type Env = Readonly<Record<string, string>>;

async function opened(name: string): Promise<{ readonly env: Env } & AsyncDisposable> {
  if (real === undefined) return replaying(name, { at: 'end' });
  return { env: { KUBECONFIG: real }, [Symbol.asyncDispose]: async () => {} };
}

async function kubectl(words: readonly string[], env: Env): Promise<string> {
  const ended = await run('kubectl', words, { env });
  expect(ended).toMatchObject({ code: 0 });
  return ended.stdout;
}

async function json(words: readonly string[], env: Env): Promise<OurList> {
  const ended = await runCli(words, { env });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout);
}

function nameOf({ metadata }: Pick<KubeJob, 'metadata'>): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function lineOf(table: string, { metadata }: KubeJob): string {
  const line = table
    .split('\n')
    .find((row) => row.startsWith(`${metadata.namespace} `) && row.split(/ +/)[1] === metadata.name);
  if (line === undefined) throw new Error(`kubectl does not list ${metadata.name}:\n${table}`);
  return line;
}
