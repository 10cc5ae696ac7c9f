import { describe, expect, test } from 'vitest';
import { previousRunOf, type RunStanding, runsOf, standingOf } from '../../src/batch/log-runs.ts';
import type { ContainerState, ContainerStatus, Terminated } from '../../src/batch/objects.ts';
import { aPod, at } from '../support/builders.ts';

const RUNNING: ContainerState = { kind: 'running', startedAt: at(50) };
const ENDED: ContainerState = { kind: 'terminated', ...ended(40, 60) };
const WAITING: ContainerState = { kind: 'waiting', reason: 'CrashLoopBackOff', message: '' };
const CREATING: ContainerState = { kind: 'waiting', reason: 'ContainerCreating', message: '' };

function ended(from: number, to: number): Terminated {
  return { exitCode: 1, signal: undefined, reason: 'Error', message: '', startedAt: at(from), finishedAt: at(to) };
}

function status(state: ContainerState, restartCount = 0, last?: Terminated): ContainerStatus {
  return { name: 'main', ready: false, restartCount, state, lastTerminated: last };
}

describe('runsOf', () => {
  const cases: readonly (readonly [string, ContainerStatus, string, number])[] = [
    ['the first run', status(RUNNING), '0 runs', 0],
    ['the first run, ended', status(ENDED), '0 ended', 0],
    ['restarted once', status(RUNNING, 1, ended(10, 20)), '0 previous, 1 runs', 0],
    [
      'restarted three times: a node keeps one log beside the latest',
      status(ENDED, 3, ended(10, 20)),
      '2 previous, 3 ended',
      2,
    ],
    [
      'waiting to be restarted: the latest run is the one that ended last',
      status(WAITING, 2, ended(10, 20)),
      '2 ended',
      2,
    ],
    ['restarted, and the run before is forgotten', status(RUNNING, 2), '2 runs', 2],
    ['not started', status(CREATING), '', 0],
    ['nothing is known yet', status({ kind: 'none' }), '', 0],
  ];
  test.each(cases)('%s', (_, container, expected, gone) => {
    const found = runsOf(container);
    const words = found.runs.map((run) => `${run.run} ${run.previous ? 'previous' : run.ended ? 'ended' : 'runs'}`);
    expect([words.join(', '), found.gone]).toEqual([expected, gone]);
  });

  test('why a container has not started', () => {
    expect(runsOf(status(CREATING)).notStarted).toEqual({ reason: 'ContainerCreating', message: '' });
    expect(runsOf(status(RUNNING)).notStarted).toBeUndefined();
  });

  test('each run has its own times', () => {
    const { runs } = runsOf(status(ENDED, 1, ended(10, 20)));
    expect(runs.map(({ startedAt, finishedAt }) => [startedAt, finishedAt])).toEqual([
      [at(10), at(20)],
      [at(40), at(60)],
    ]);
  });
});

describe('previousRunOf', () => {
  const cases: readonly (readonly [string, ContainerStatus, number | undefined])[] = [
    ['never restarted', status(RUNNING), undefined],
    ['restarted', status(RUNNING, 1, ended(10, 20)), 0],
    ['waiting to be restarted: the run that ended last', status(WAITING, 2, ended(10, 20)), 2],
    ['not started', status(CREATING), undefined],
  ];
  test.each(cases)('%s', (_, container, run) => {
    expect(previousRunOf(container)).toEqual(
      run === undefined ? undefined : expect.objectContaining({ run, previous: true }),
    );
  });
});

describe('standingOf', () => {
  const running = { phase: 'Running' };
  const over = { phase: 'Failed' };
  type Case = readonly [string, { phase: string; status?: ContainerStatus; deleted?: boolean }, number, RunStanding];
  const cases: readonly Case[] = [
    ['it writes', { ...running, status: status(RUNNING) }, 0, { kind: 'live' }],
    ['it has ended', { ...running, status: status(ENDED) }, 0, { kind: 'ended', previous: false }],
    [
      'its successor writes',
      { ...running, status: status(RUNNING, 1, ended(1, 2)) },
      0,
      { kind: 'ended', previous: true },
    ],
    ['restarted twice since', { ...running, status: status(RUNNING, 2, ended(1, 2)) }, 0, { kind: 'lost' }],
    ['restarted, and waits to be again', { ...running, status: status(WAITING, 1, ended(1, 2)) }, 0, { kind: 'lost' }],
    ['not begun', { ...running, status: status(ENDED) }, 1, { kind: 'waits' }],
    ['being created', { phase: 'Pending', status: status(CREATING) }, 0, { kind: 'waits' }],
    ['no status yet', { phase: 'Pending' }, 0, { kind: 'waits' }],
    ['the pod is over', { ...over, status: status(ENDED) }, 1, { kind: 'never' }],
    ['the pod ended before it began', { ...over, status: status(CREATING) }, 0, { kind: 'never' }],
    [
      'the pod is over, and nobody told of the end of the container',
      { ...over, status: status(RUNNING) },
      0,
      { kind: 'ended', previous: false },
    ],
    [
      'the pod was deleted while it ran',
      { ...running, status: status(RUNNING), deleted: true },
      0,
      { kind: 'ended', previous: false },
    ],
    ['the pod was deleted before it began', { phase: 'Pending', deleted: true }, 0, { kind: 'never' }],
  ];
  test.each(cases)('%s', (_, { phase, status: container, deleted = false }, run, expected) => {
    const pod = aPod('p')
      .with({ phase, containerStatuses: container ? [container] : [] })
      .build();
    expect(standingOf(pod, deleted, { container: 'main', run })).toEqual(expected);
  });
});
