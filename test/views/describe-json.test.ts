import { describe, expect, test } from 'vitest';
import type { Described } from '../../src/operations/describe-result.ts';
import { descriptionList, descriptionObject, names } from '../../src/views/describe/json.ts';
import { describeOutput, structured } from '../../src/views/describe/output.ts';
import { expectGolden } from '../support/golden.ts';
import { describedAt } from '../support/recorded-job.ts';
import { recordingNames } from '../support/recordings.ts';

const failed = describedAt('per-index', 'end', { rows: { indexes: undefined, failed: true, running: false } });
const complete = describedAt('indexed', 'end');

describe('the object of -o json', () => {
  test('is the documented one, to the letter', async () => {
    const text = await structured([failed], { kind: 'json' }, true);
    expectGolden('describe/json.per-index.end.json', text);
  });

  test('has every figure of the issue', () => {
    const { indexes, failures, status, progress, indexRows, pods } = descriptionObject(failed);
    expect(indexes?.failed).toEqual({ count: 3, indexes: '2,3,5' });
    expect(failures.map(({ count, text, verdict }) => [count, text, verdict.action])).toEqual([
      [2, 'exit code 1 in container "main"', 'Default'],
      [2, 'exit code 42 in container "main"', 'FailIndex'],
    ]);
    expect(status).toMatchObject({
      state: 'failed',
      reason: 'FailedIndexes',
      durationSeconds: 52,
      endTime: '2026-11-21T17:54:13Z',
    });
    expect(progress).toEqual({ done: 7, total: 10, fraction: 0.7, failedIndexes: 3 });
    expect(pods).toMatchObject({ failed: 4, succeeded: 7, read: 'not-succeeded' });
    expect(indexRows?.map(({ indexes: row, attempts, exitCode }) => [row, attempts, exitCode])).toEqual([
      ['2', 1, 42],
      ['3', 1, 42],
      ['5', 2, 1],
    ]);
  });

  test.each(recordingNames.filter((name) => name !== 'wire' && name !== 'ttl'))(
    'of %s is JSON: nothing undefined, nothing lost',
    (name) => {
      const object = descriptionObject(describedAt(name, 'end'));
      expect(JSON.parse(JSON.stringify(object))).toStrictEqual(object);
      expect(object).toMatchObject({ apiVersion: 'kubectl-job/v1', kind: 'JobDescription' });
    },
  );

  test('of several Jobs is a list', () => {
    const list = descriptionList([failed, complete]);
    expect([list.kind, list.items.map(({ metadata }) => metadata.name)]).toEqual([
      'JobDescriptionList',
      ['per-index', 'indexed-job'],
    ]);
  });

  test('-o name is a line a Job', () => {
    expect(names([failed, complete])).toBe('job.batch/per-index\njob.batch/indexed-job\n');
  });
});

const PAGE = { width: undefined, colour: false, unicode: true };
const VIEW = { maxWidth: undefined, grid: false, template: false, rows: false };

async function* found(...described: readonly Described[]) {
  yield* described;
}

function missing(name: string, foundIn: readonly string[] | undefined, beginSo: readonly string[] = []): Described {
  return {
    kind: 'missing',
    name,
    namespace: 'film',
    error: new Error(`jobs.batch "${name}" not found`),
    beginSo,
    foundIn,
  };
}

function pieces(
  described: AsyncIterable<Described>,
  options: { readonly single: boolean; readonly format?: 'name' | 'json' },
) {
  const format = { kind: options.format ?? 'name' } as const;
  return Array.fromAsync(
    describeOutput(described, {
      format,
      page: PAGE,
      view: VIEW,
      single: options.single,
      nothing: 'No resources found in film namespace.\n',
    }),
  );
}

describe('what describe writes', () => {
  test('each Job as it comes, and what is missing among them', async () => {
    const all = await pieces(
      found({ kind: 'job', description: failed }, missing('x', []), { kind: 'job', description: complete }),
      { single: false },
    );
    expect(all.map(({ kind, text }) => [kind, text.split('\n')[0]])).toEqual([
      ['result', 'job.batch/per-index'],
      ['error', 'Error from server (NotFound): jobs.batch "x" not found'],
      ['result', 'job.batch/indexed-job'],
    ]);
  });

  test('nothing found is a notice in the words of kubectl, not an error', async () => {
    expect(await pieces(found(), { single: false })).toEqual([
      { kind: 'notice', text: 'No resources found in film namespace.\n' },
    ]);
  });

  test('a missing Job that is somewhere else says where', async () => {
    const [piece] = await pieces(found(missing('x', ['prod', 'test'])), { single: true });
    expect(piece?.text).toContain('There is a Job of this name in namespaces prod, test: add -n prod.');
  });

  test('a beginning of several names lists some of them', async () => {
    const alike = Array.from({ length: 7 }, (_, number) => `hello-${number}`);
    const [piece] = await pieces(found(missing('hello', [], alike)), { single: true });
    expect(piece?.text).toContain(
      '"hello" begins the names of 7 Jobs: hello-0, hello-1, hello-2, hello-3, hello-4, … (+2 more).',
    );
  });

  test('a missing Job that is nowhere says how to see which there are', async () => {
    const [piece] = await pieces(found(missing('x', undefined)), { single: true });
    expect(piece?.text).toContain("'kubectl job list -n film'");
  });

  test('one Job asked for by name is an object by itself; a selector gives a list, also of none', async () => {
    const kinds = async (described: AsyncIterable<Described>, single: boolean) =>
      (await pieces(described, { single, format: 'json' })).map(({ text }) => JSON.parse(text).kind);
    expect(await kinds(found({ kind: 'job', description: failed }), true)).toEqual(['JobDescription']);
    expect(await kinds(found({ kind: 'job', description: failed }), false)).toEqual(['JobDescriptionList']);
    expect(await kinds(found(), false)).toEqual(['JobDescriptionList']);
  });
});
