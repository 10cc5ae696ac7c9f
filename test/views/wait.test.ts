import { describe, expect, test } from 'vitest';
import type { WaitRequest, WaitUpdate } from '../../src/operations/wait/result.ts';
import type { OutputFormat } from '../../src/views/structured.ts';
import { type WaitPiece, type WaitView, waitOutput } from '../../src/views/wait.ts';
import { startFaultProxy, watchesOf } from '../support/fault-proxy.ts';
import { expectGolden } from '../support/golden.ts';
import { handTimer } from '../support/hand-timer.ts';
import { aCluster } from '../support/open-cluster.ts';
import { steppedReplay } from '../support/stepped-replay.ts';
import { aWait, until, waited } from '../support/waiting.ts';

/** What is waited for in a recording, what happens meanwhile, and how it is written. */
interface Scene {
  readonly recording: string;
  readonly name?: string;
  /** Where it begins, in seconds, and where it jumps to with each look at how things stand. */
  readonly moments: readonly (number | 'end')[];
  readonly request?: Partial<WaitRequest>;
  readonly view?: Partial<WaitView>;
  /** After this many looks the connection is lost, and found again. */
  readonly loses?: boolean;
}

/** The time that is given is up after the last look. */
const GIVEN_MS = 123_456;

const VIEW: WaitView = {
  namespace: 'default',
  until: until('finished'),
  format: { kind: 'text' },
  single: true,
  redraws: false,
  page: () => ({ width: 120, colour: false, unicode: true }),
  timeoutMs: Number.POSITIVE_INFINITY,
  clock: () => 0,
};

/** Plays a scene; each look lets 10 s pass on the view's clock, so that no line is held back. */
async function play({ recording, name = recording, moments, request = {}, view = {}, loses }: Scene) {
  const [first = 0, ...later] = moments.map((moment) => (moment === 'end' ? moment : moment * 1000));
  await using replay = await steppedReplay(recording, first);
  await using proxy = await startFaultProxy(replay);
  const cluster = await aCluster({ kubeconfig: proxy.kubeconfig });
  const asked = aWait([{ namespace: replay.namespace, name }], { logLines: 10, ...request });
  let seconds = 0;
  const shown = { namespace: replay.namespace, until: asked.until, timeoutMs: asked.timeoutMs };
  const write = waitOutput({ ...VIEW, ...shown, clock: () => seconds * 1000, ...view });
  const pieces: WaitPiece[] = [];
  using time = handTimer(GIVEN_MS);
  const seen = async (update: WaitUpdate) => {
    pieces.push(...(await write(update)));
    if (update.kind !== 'standing') return;
    seconds += 10;
    if (loses && later.length === 1) proxy.cut(watchesOf('jobs'), 'reset');
    const next = later.shift();
    if (next !== undefined) replay.moveTo(next);
    else time.up();
  };
  await waited(cluster, asked, { seen });
  return pieces;
}

/** Both streams, as a terminal shows them; what belongs to standard output is marked, and what time has to do with the test is left out. */
function transcript(pieces: readonly WaitPiece[]): string {
  return pieces
    .map(({ kind, text }) => (kind === 'result' ? text.replace(/^(?=.)/gm, 'out: ') : text))
    .join('')
    .replace(/(for|created|ended) (?:\d+[dhms])+/g, '$1 …')
    .replace(/(?:\d+[dhms])+ ago/g, '… ago');
}

const SCENES: Readonly<Record<string, Scene>> = {
  'complete-before': { recording: 'indexed', name: 'indexed-job', moments: ['end'] },
  'failed-before': { recording: 'per-index', moments: ['end'] },
  'failed-before.narrow': {
    recording: 'per-index',
    moments: ['end'],
    view: { page: () => ({ width: 60, colour: false, unicode: false }) },
  },
  'failed-before.colour': {
    recording: 'policy-failjob',
    moments: ['end'],
    view: { page: () => ({ width: 100, colour: true, unicode: true }) },
  },
  'success-policy': { recording: 'success-policy', moments: [20, 50, 'end'] },
  'success-policy.early': { recording: 'success-policy', moments: [50], request: { early: true } },
  'suspend-resume': { recording: 'suspend-resume', moments: [8, 25.5, 30, 'end'] },
  'ttl-gone': { recording: 'ttl', moments: ['end'] },
  missing: { recording: 'pi', name: 'p', moments: ['end'] },
  deleted: { recording: 'ttl', moments: [6, 'end'], request: { until: until('delete') } },
  impossible: { recording: 'per-index', moments: ['end'], request: { until: until('indexes=0-5') } },
  ready: { recording: 'indexed', name: 'indexed-job', moments: [4, 'end'], request: { until: until('ready=1') } },
  'look-once': { recording: 'image-pull', moments: ['end'], request: { timeoutMs: 0 } },
  'timed-out': { recording: 'image-pull', moments: ['end'], request: { timeoutMs: GIVEN_MS } },
  'not-there-yet': { recording: 'pi', moments: [0, 10, 'end'], request: { forCreation: true } },
  name: { recording: 'indexed', name: 'indexed-job', moments: ['end'], view: { format: { kind: 'name' } } },
};

describe('what a pipe gets', () => {
  test.each(Object.entries(SCENES))('%s', async (name, scene) => {
    expectGolden(`wait/${name}.txt`, transcript(await play(scene)));
  });
});

describe('what a terminal gets', () => {
  const on = { redraws: true };

  test('of one Job a line that changes, and to keep only what is worth it', async () => {
    const pieces = await play({ recording: 'success-policy', moments: [20, 50, 'end'], view: on });
    const [first, ...kept] = [pieces[0], ...pieces.filter(({ kind }) => kind !== 'progress')];
    expect(first).toMatchObject({
      kind: 'progress',
      text: expect.stringMatching(/^job.batch\/success-policy: Running for \d+s · /),
    });
    expect(kept).toEqual([
      {
        kind: 'notice',
        text: expect.stringMatching(
          /^job.batch\/success-policy: SuccessCriteriaMet for \d+s · .*: waits for 5 pods to end\n$/,
        ),
      },
      { kind: 'result', text: 'job.batch/success-policy complete (1/6 in 1m9s)\n' },
    ]);
  });

  test('of several a row each, which fits', async () => {
    const target = {
      kind: 'selector',
      namespace: 'expansion',
      labelSelector: undefined,
      fieldSelector: undefined,
    } as const;
    const page = () => ({ width: 50, colour: false, unicode: true });
    const [first] = await play({
      recording: 'expansion',
      moments: [8, 'end'],
      request: { target },
      view: { ...on, single: false, page },
    });
    const [title, ...rows] = first?.text.split('\n') ?? [];
    expect(title).toBe('waiting for 3 of 3 Jobs');
    expect(rows.map((row) => row.split(':')[0])).toEqual(
      ['apple', 'banana', 'cherry'].map((fruit) => `  job.batch/process-item-${fruit}`),
    );
    expect(rows.every((row) => row.length < 50 && row.endsWith('…'))).toBe(true);
  });
});

test('of several Jobs a pipe gets one line for all', async () => {
  const target = {
    kind: 'selector',
    namespace: 'expansion',
    labelSelector: undefined,
    fieldSelector: undefined,
  } as const;
  const pieces = await play({
    recording: 'expansion',
    moments: [8, 'end'],
    request: { target },
    view: { single: false },
  });
  expect(pieces[0]).toEqual({ kind: 'notice', text: 'waiting for 3 of 3 Jobs: 3 Running · 0 of 3 done\n' });
  expect(pieces.filter(({ kind }) => kind === 'result').map(({ text }) => text.split(' (')[0])).toEqual([
    'job.batch/process-item-banana complete',
    'job.batch/process-item-apple complete',
    'job.batch/process-item-cherry complete',
  ]);
});

test('a Job of another namespace than one would think is called with it', async () => {
  const [piece] = await play({ recording: 'pi', moments: ['end'], view: { namespace: 'default' } });
  expect(piece?.text).toMatch(/^job.batch\/pi -n pi complete \(1\/1 in \d+s\)\n$/);
});

test('a connection that is lost is told, and that it is back', async () => {
  const write = waitOutput(VIEW);
  const lost = await write({ kind: 'notice', notice: { kind: 'interrupted', message: 'reset\x1b[2J' } });
  const back = await write({ kind: 'notice', notice: { kind: 'restored', afterMs: 123_000 } });
  expect([...lost, ...back].map(({ kind, text }) => [kind, text])).toEqual([
    ['notice', 'connection lost: reset; the wait goes on\n'],
    ['notice', 'connected again after 2m3s\n'],
  ]);
});

test('of many Jobs that are left undecided a few are told, and how many more there are', async () => {
  const write = waitOutput({ ...VIEW, single: false });
  const result = {
    kind: 'interrupted',
    because: 'nothing was heard of it',
    isFailure: false,
    isGone: false,
    isReplaced: false,
    logs: [],
  } as const;
  const nothing = { job: undefined, description: undefined, end: undefined, missing: undefined };
  const results = Array.from({ length: 20 }, (_, i) => ({
    ...result,
    ...nothing,
    namespace: 'default',
    name: `x-${i}`,
  }));
  const told: string[] = [];
  for (const one of results) told.push(...(await write({ kind: 'settled', result: one })).map(({ text }) => text));
  told.push(...(await write({ kind: 'ended', by: 'interrupted', results })).map(({ text }) => text));
  expect(told).toHaveLength(16);
  expect([told[0], told[15]]).toEqual([
    'interrupted: job.batch/x-0: nothing was heard of it\n',
    'and 5 more that are not decided\n',
  ]);
});

test('a selector that found nothing says so in kubectl’s words', async () => {
  const [piece] = await waitOutput(VIEW)({ kind: 'ended', by: 'nothing', results: [] });
  expect(piece).toEqual({ kind: 'notice', text: 'error: no matching resources found\n' });
  const deleted = waitOutput({ ...VIEW, until: until('delete') });
  expect(await deleted({ kind: 'ended', by: 'nothing', results: [] })).toEqual([]);
});

describe('structured output', () => {
  const documentOf = async (scene: Scene, format: OutputFormat): Promise<string> => {
    const pieces = await play({ ...scene, view: { ...scene.view, format } });
    return pieces.flatMap(({ kind, text }) => (kind === 'result' ? text : [])).join('');
  };

  test('of one Job is one object that has what the text shows', async () => {
    const found = JSON.parse(await documentOf({ recording: 'per-index', moments: ['end'] }, { kind: 'json' }));
    expect(found).toMatchObject({
      apiVersion: 'kubectl-job/v1',
      kind: 'JobWait',
      metadata: { name: 'per-index', namespace: 'per-index' },
      condition: 'finished',
      result: 'failed',
      failure: true,
      end: { outcome: 'failed', reason: 'FailedIndexes', toldBy: 'status' },
      gone: false,
      replaced: false,
      logs: [{ lines: ['index 5'] }, { lines: ['index 3'] }],
      description: { kind: 'JobDescription', failures: [{ exitCode: 1 }, { exitCode: 42 }] },
    });
  });

  test('is written though time was up, with what was missing', async () => {
    const scene = { recording: 'image-pull', moments: ['end'], request: { timeoutMs: 0 } } as const;
    const found = JSON.parse(await documentOf(scene, { kind: 'json' }));
    expect([found.result, found.because]).toEqual(['timeout', 'it is neither Complete nor Failed']);
  });

  test('of several is a list', async () => {
    const target = {
      kind: 'selector',
      namespace: 'expansion',
      labelSelector: undefined,
      fieldSelector: undefined,
    } as const;
    const scene: Scene = { recording: 'expansion', moments: ['end'], request: { target }, view: { single: false } };
    const template = '{.kind} {.endedBy}{range .items[*]} {.metadata.name}={.result}{end}';
    expect(await documentOf(scene, { kind: 'jsonpath', template })).toBe(
      'JobWaitList settled process-item-apple=met process-item-banana=met process-item-cherry=met',
    );
    expect(await documentOf(scene, { kind: 'yaml' })).toMatch(/^apiVersion: kubectl-job\/v1\nkind: JobWaitList\n/);
  });
});
