import { describe, expect, test } from 'vitest';
import type { WatchMoment } from '../../src/operations/describe/watch.ts';
import { changeLines, watchOutput, watchScreen } from '../../src/views/describe/watch.ts';
import { describedAt } from '../support/recorded-job.ts';

const PAGE = { width: 100, colour: false, unicode: true };
const VIEW = { maxWidth: undefined, grid: false, template: false, rows: false };

function moment(seconds: number | 'end', rest: Partial<WatchMoment> = {}): WatchMoment {
  return { descriptions: [describedAt('per-index', seconds)], gone: [], missing: [], interrupted: undefined, ...rest };
}

describe('a watch in a pipe', () => {
  test('is a line a change, led by the time of the cluster', () => {
    const linesOf = changeLines();
    expect([40, 40.2, 46.5, 'end' as const].map((seconds) => linesOf(moment(seconds)))).toEqual([
      '2026-11-21T17:53:59Z per-index/per-index: Running · 3 of 10 done (30%) · 3 active (0 ready) · 3 succeeded · 2 failed (+1 not yet counted) · failed indexes 2,3\n',
      '',
      '2026-11-21T17:54:05Z per-index/per-index: Running · 4 of 10 done (40%) · 3 active (1 ready) · 4 succeeded · 2 failed (+1 not yet counted) · failed indexes 2,3\n',
      '2026-11-21T17:54:13Z per-index/per-index: Failed (FailedIndexes) · 7 of 10 done (70%) · 0 active · 7 succeeded · 4 failed · failed indexes 2,3,5\n',
    ]);
  });

  test('says once that a Job is deleted', () => {
    const linesOf = changeLines();
    const gone = moment('end', { descriptions: [], gone: [describedAt('per-index', 'end').job] });
    expect([linesOf(gone), linesOf(gone)]).toEqual(['per-index/per-index: deleted\n', '']);
  });
});

describe('a watch on a terminal', () => {
  test('shows first that it is not up to date', async () => {
    const screen = await watchScreen(moment(40, { interrupted: 'connection refused' }), PAGE, VIEW);
    expect(screen.split('\n').slice(0, 2)).toEqual(['Not up to date: connection refused', 'Name:           per-index']);
  });
});

async function* given(...moments: readonly WatchMoment[]) {
  yield* moments;
}

describe('what a watch writes', () => {
  const options = {
    page: () => PAGE,
    view: VIEW,
    single: true,
    nothing: 'No resources found in x namespace.\n',
    redraws: true,
  };

  test('screens where they can be redrawn', async () => {
    const pieces = await Array.fromAsync(
      watchOutput(given(moment(40), moment('end')), { ...options, format: { kind: 'text' } }),
    );
    expect(pieces.map(({ kind }) => kind)).toEqual(['screen', 'screen']);
  });

  test('lines where they cannot', async () => {
    const pieces = await Array.fromAsync(
      watchOutput(given(moment(40)), { ...options, redraws: false, format: { kind: 'text' } }),
    );
    expect(pieces.map(({ kind, text }) => [kind, text.split('\n').length])).toEqual([['result', 2]]);
  });

  test('a notice, once, when nothing can be heard of the cluster, and again when that comes back', async () => {
    const cut = moment(40, { interrupted: 'connection refused' });
    const moments = given(moment(40), cut, cut, moment(40), cut);
    const pieces = await Array.fromAsync(
      watchOutput(moments, { ...options, redraws: false, format: { kind: 'text' } }),
    );
    const told = pieces.filter(({ text }) => text !== '').map(({ kind, text }) => [kind, text.slice(0, 34)]);
    const notice = ['notice', 'Not up to date: connection refused'];
    expect(told).toEqual([['result', expect.stringMatching(/^2026/)], notice, notice]);
  });

  test('a YAML document a moment', async () => {
    const pieces = await Array.fromAsync(
      watchOutput(given(moment(40), moment('end')), { ...options, format: { kind: 'yaml' } }),
    );
    expect(pieces.map(({ text }) => text.split('\n').slice(0, 2))).toEqual([
      ['---', 'apiVersion: kubectl-job/v1'],
      ['---', 'apiVersion: kubectl-job/v1'],
    ]);
  });

  test('a notice when the selector finds nothing', async () => {
    const nothing = moment(40, { descriptions: [] });
    const pieces = await Array.fromAsync(watchOutput(given(nothing), { ...options, format: { kind: 'text' } }));
    expect(pieces).toEqual([{ kind: 'notice', text: 'No resources found in x namespace.\n' }]);
  });
});
