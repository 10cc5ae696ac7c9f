import { expect, test } from 'vitest';
import { sandboxStatus } from '../../src/views/sandbox-status.ts';

const page = { width: undefined, colour: false, unicode: true } as const;
const sandboxes = [
  {
    kubeconfig: '/tmp/kubectl-job-sandbox-a/kubeconfig',
    said: {
      ...{ kind: 'cluster', speed: 'max', time: '2026-11-21T17:00:00.000Z', nodes: 3, jobs: 1, pods: 12 },
      ...{
        faults: [
          { kind: 'answer', code: 429 },
          { kind: 'slow', byMs: 5 },
        ],
        upSeconds: 61,
      },
    },
  },
  {
    kubeconfig: '/tmp/kubectl-job-sandbox-b/kubeconfig',
    said: { kind: 'replay\x1b[2J', speed: 1, time: '2026-11-21T17:00:00.000Z', faults: [], upSeconds: 5 },
  },
];

test('a line each', async () => {
  expect(await sandboxStatus(sandboxes, { format: { kind: 'text' }, page })).toBe(
    [
      'KUBECONFIG                              KIND      SPEED   TIME                       NODES   JOBS   PODS   FAULTS             AGE',
      '/tmp/kubectl-job-sandbox-a/kubeconfig   cluster   max     2026-11-21T17:00:00.000Z   3       1      12     answer 429, slow   61s',
      '/tmp/kubectl-job-sandbox-b/kubeconfig   replay    1       2026-11-21T17:00:00.000Z   -       -      -      <none>             5s',
      '',
    ].join('\n'),
  );
});

test('the names alone, or all that they said', async () => {
  const names = await sandboxStatus(sandboxes, { format: { kind: 'name' }, page });
  expect(names).toBe(sandboxes.map(({ kubeconfig }) => `${kubeconfig}\n`).join(''));
  const data = JSON.parse(await sandboxStatus(sandboxes, { format: { kind: 'json' }, page }));
  expect(data.items[0]).toMatchObject({ kubeconfig: sandboxes[0]?.kubeconfig, nodes: 3, faults: [{ code: 429 }, {}] });
  expect(await sandboxStatus([], { format: { kind: 'text' }, page })).toBe('');
});
