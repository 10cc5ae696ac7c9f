import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobRow } from '../../src/operations/job-summary.ts';
import { itemObject, listNames, listObject, listTable } from '../../src/views/list.ts';
import { changeOutput, type ListFormat, listOutput, liveOutput, nothingFound } from '../../src/views/list-output.ts';
import type { Page } from '../../src/views/page.ts';
import { displayWidth } from '../../src/views/text.ts';
import { anyJob } from '../support/any-job.ts';
import { at, atMs } from '../support/build-time.ts';
import { aJob } from '../support/builders.ts';
import { expectGolden } from '../support/golden.ts';

const now = atMs(600);
const wide: Page = { width: 160, colour: true, unicode: true };
const narrow: Page = { width: 60, colour: true, unicode: true };
const pipe: Page = { width: undefined, colour: false, unicode: true };
const noColour: Page = { width: 140, colour: false, unicode: true };
const ascii: Page = { width: 140, colour: false, unicode: false };

const table: ListFormat = { output: { kind: 'text' }, headers: true, allNamespaces: false };

const jobs = [
  aJob('sweep')
    .indexed(1800)
    .parallelism(64)
    .created(0)
    .started(0)
    .active(64, 62)
    .completed('0-1199')
    .failed('1200-1202,1207'),
  aJob('nightly-report').created(60).started(61).succeeded(1).complete(94),
  aJob('import')
    .created(0)
    .started(2)
    .failedPods(7)
    .failedFor('BackoffLimitExceeded', 'Job has reached the specified backoff limit', 310),
  aJob('flaky').created(500).started(501).failedPods(2),
  aJob('held-back').created(30).suspend().condition('Suspended', { reason: 'JobSuspended', seconds: 30 }),
  aJob('stuck').completions(4).parallelism(2).created(0).started(0).active(2, 0),
  aJob('queue').workQueue().parallelism(2).created(300).started(300).active(2).succeeded(3),
  aJob('elsewhere').created(10).spec({ managedBy: 'kueue.x-k8s.io/multikueue' }),
  aJob('leaving')
    .created(10)
    .started(12)
    .active(0)
    .terminating(1)
    .deleting(590)
    .metadata({ finalizers: ['foregroundDeletion'] }),
];
const rows = jobs.map((job) => jobRow(job.build(), now));

describe('screens', () => {
  const check = (name: string, page: Page, format: Partial<ListFormat> = {}) =>
    test(name, async () => expectGolden(`list/${name}.txt`, await listOutput(rows, { ...table, ...format }, page)));

  check('wide-terminal', wide);
  check('narrow-terminal', narrow);
  check('very-narrow-terminal', { ...narrow, width: 34 });
  check('pipe', pipe);
  check('no-color', noColour);
  check('ascii', ascii);
  check('all-namespaces', pipe, { allNamespaces: true });
  check('no-headers', pipe, { headers: false });
  check('output-wide', pipe, { output: { kind: 'wide' } });
  check('output-name', pipe, { output: { kind: 'name' } });
  check('output-yaml', pipe, { output: { kind: 'yaml' } });
});

test('no line is wider than its terminal', () => {
  for (const width of [34, 60, 80, 100, 120, 160]) {
    const lines = listTable(rows, { ...wide, width }, { wide: false, allNamespaces: false, headers: true }).split('\n');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});

describe('JSON', () => {
  test('an item is the Job as the API sent it, and what the row shows', () => {
    const [row] = rows;
    if (!row) throw new Error('no row');
    const item = itemObject(row);
    expect(item).toMatchObject(row.job.source);
    expect(item.summary).toMatchObject({
      status: 'Running',
      done: 1200,
      total: 1800,
      failedIndexes: '1200-1202,1207',
      active: 64,
    });
  });

  test('the list is versioned', () => {
    expect(listObject([])).toEqual({ apiVersion: 'kubectl-job/v1', kind: 'JobSummaryList', items: [] });
  });
});

test('what cannot be read of a Job stands in its row', () => {
  const job = aJob('odd').created(0).active(1).started(599).junk({ path: 'status.succeeded', found: '"many"' }).build();
  const text = listTable([jobRow(job, now)], pipe, { wide: false, allNamespaces: false, headers: false });
  expect(text).toContain('unreadable: status.succeeded: "many"');
});

test('nothing to list prints nothing for people, and an empty list for programs', async () => {
  expect(await listOutput([], table, pipe)).toBe('');
  expect(await listOutput([], { ...table, output: { kind: 'jsonpath', template: '{.kind}' } }, pipe)).toBe(
    'JobSummaryList',
  );
  expect(nothingFound('film')).toBe('No resources found in film namespace.\n');
  expect(nothingFound(undefined)).toBe('No resources found\n');
});

describe('a watch that cannot redraw', () => {
  const row = (done: number, seconds: number) =>
    jobRow(aJob('sweep').completions(4).created(0).started(0).active(1).succeeded(done).build(), atMs(seconds));

  test('prints headers once, rows under each other, and none twice that looks the same', async () => {
    const print = changeOutput(table, pipe);
    expect(await print([row(0, 10)])).toBe(
      'NAME    STATUS    COMPLETIONS    FAILED   ACTIVE   DURATION   AGE   REASON\nsweep   Running   0/4 ░░░░░░░░   0        1        10s        10s\n',
    );
    expect(await print([row(0, 20)])).toBe('');
    expect(await print([row(1, 30)])).toBe('sweep   Running   1/4 ██░░░░░░   0        1        30s        30s\n');
  });

  test('prints each object by itself for programs', async () => {
    const print = changeOutput({ ...table, output: { kind: 'jsonpath', template: '{.summary.done}{"\\n"}' } }, pipe);
    expect(await print([row(0, 10), row(1, 20)])).toBe('0\n1\n');
  });

  test('keeps YAML documents apart', async () => {
    const print = changeOutput({ ...table, output: { kind: 'yaml' } }, pipe);
    const text = (await print([row(0, 10)])) + (await print([row(1, 20)]));
    expect(text.match(/^---$/gm)).toHaveLength(1);
  });
});

test('a watch that redraws says when it hears nothing', () => {
  const update = {
    first: false,
    changed: [],
    all: () => [],
    trouble: { error: new Error('reset\x1b[2J'), retryInMs: 4600 },
  };
  expect(liveOutput(update, table, { page: pipe, namespace: 'film' })).toBe(
    'No resources found in film namespace.\nconnection lost: reset; trying again in 5s\n',
  );
});

describe('whatever a cluster sends', () => {
  const nasty = fc.string({
    unit: fc.oneof(fc.constantFrom('\x1b', '[', '2J', '\x9b', '\r', '\n', '\u202e', 'a'), fc.string({ maxLength: 1 })),
  });
  const nastyJob = fc.tuple(anyJob, nasty, nasty).map(([job, name, text]) => {
    const metadata = { ...job.metadata, name, namespace: text, creationTimestamp: at(0), finalizers: [text] };
    return {
      ...job,
      metadata,
      source: { metadata: { name, annotations: { [text]: text } } },
      junk: [{ path: 'status', found: text }],
      spec: { ...job.spec, managedBy: text, matchLabels: { [name]: text } },
    };
  });

  test('a table is one line a Job, without control characters', () => {
    fc.assert(
      fc.property(nastyJob, (job) => {
        const text = listTable([jobRow(job, now)], pipe, { wide: true, allNamespaces: true, headers: false });
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
        expect(text.split('\n')).toHaveLength(2);
      }),
    );
  });

  test('names, JSON and JSONPath hold none either', async () => {
    await fc.assert(
      fc.asyncProperty(nastyJob, async (job) => {
        const row = jobRow(job, now);
        const texts = [listNames([row]), await listOutput([row], { ...table, output: { kind: 'json' } }, pipe)];
        texts.push(
          await listOutput([row], { ...table, output: { kind: 'jsonpath', template: '{..name}{.items}' } }, pipe),
        );
        for (const text of texts) expect(text).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 50 },
    );
  });
});
