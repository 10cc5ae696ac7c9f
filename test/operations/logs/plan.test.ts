import { describe, expect, test } from 'vitest';
import type { LogSelection } from '../../../src/batch/log-selection.ts';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { Misses } from '../../../src/operations/logs/misses.ts';
import { planLogs } from '../../../src/operations/logs/plan.ts';
import { noticeText } from '../../../src/views/logs/notices.ts';
import { aJob, aPod, atMs } from '../../support/builders.ts';
import { everything } from '../../support/logs-request.ts';

const sweep = aJob('sweep').indexed(3).completed('0').failedPods(1).build();
const pods = [
  aPod('sweep-1-b').ofJob('sweep').index(1).created(9).running().build(),
  aPod('sweep-0-a').ofJob('sweep').index(0).succeeded().build(),
  aPod('sweep-1-a').ofJob('sweep').index(1).failed(1).build(),
  aPod('sweep-2-a').ofJob('sweep').index(2).node('node1').waiting('ImagePullBackOff').build(),
];

/** The containers that are to be read, in order, and all that is said of what is not. */
function planned(
  job: Job,
  of: readonly Pod[],
  { maxPods, ...selection }: Partial<LogSelection> & { readonly maxPods?: number } = {},
): { readonly read: readonly string[]; readonly said: readonly string[] } {
  const misses = new Misses();
  const wanted = { selection: { ...everything(), ...selection }, maxPods, now: atMs(60) };
  const { pods: lists, notices } = planLogs([{ job, pods: of }], wanted, misses);
  return {
    read: lists.flatMap(({ logs }) =>
      logs.map(({ pod, container, run }) => `${pod}/${container}${run > 0 ? `:${run}` : ''}`),
    ),
    said: [...notices, ...misses.all()].map((notice) => noticeText(notice).trimEnd()),
  };
}

describe('what is to be read, and what is said of the rest', () => {
  test('all: by index, then attempt', () => {
    const { read, said } = planned(sweep, pods);
    expect(read).toEqual(['sweep-0-a/main', 'sweep-1-a/main', 'sweep-1-b/main']);
    expect(said).toEqual([expect.stringMatching(/^Not started: index 2, container main: cannot pull image/)]);
  });

  const cases: readonly (readonly [string, Parameters<typeof planned>[2], readonly string[], readonly RegExp[]])[] = [
    ['the last attempts', { attempts: 'last', indexes: [{ first: 1, last: 1 }] }, ['sweep-1-b/main'], []],
    ['the first attempts', { attempts: 'first', indexes: [{ first: 1, last: 1 }] }, ['sweep-1-a/main'], []],
    ['those that failed', { states: ['failed'] }, ['sweep-1-a/main'], []],
    ['the first two pods', { maxPods: 2 }, ['sweep-0-a/main', 'sweep-1-a/main'], [/^Not read: 2 pods beyond/]],
    [
      'a state that there is not',
      { indexes: [{ first: 0, last: 0 }], states: ['failed'] },
      [],
      [/^No pods to read: Job sweep/],
    ],
    [
      'a container that there is not',
      { containers: { kind: 'named', pattern: /^x$/u } },
      [],
      [/^No such container: the pods have main/],
    ],
    ['runs before a restart that was not', { previous: true }, [], [/^No previous logs/]],
  ];
  test.each(cases)('%s', (_, selection, read, said) => {
    const found = planned(sweep, pods, selection);
    expect(found.read).toEqual(read);
    expect(found.said).toEqual(said.map((pattern) => expect.stringMatching(pattern)));
  });

  test('pods that are gone are counted by what status says of them', () => {
    const job = aJob('sweep').indexed(4).completed('0-2').failedPods(3).build();
    expect(planned(job, pods.slice(0, 3)).said).toEqual([
      'Not read: 2 failed pods and the pods of completed indexes 1,2 of Job sweep: deleted, and their logs with them',
    ]);
  });

  test('a Job without indexes has none to choose', () => {
    const job = aJob('pi').completions(1).build();
    const pod = aPod('pi-x').ofJob('pi').succeeded().build();
    expect(planned(job, [pod], { indexes: [{ first: 0, last: 0 }] }).said).toEqual([
      'Job pi has no indexes (completionMode NonIndexed): --index chooses nothing',
    ]);
    expect(planned(job, [pod]).read).toEqual(['pi-x/main']);
  });

  test('of a container that was restarted twice the last two runs', () => {
    const lastTerminated = {
      exitCode: 1,
      signal: undefined,
      reason: 'Error',
      message: '',
      startedAt: undefined,
      finishedAt: undefined,
    };
    const pod = aPod('sweep-0-a')
      .ofJob('sweep')
      .index(0)
      .running()
      .restarts(2)
      .container('main', { lastTerminated })
      .build();
    const { read, said } = planned(aJob('sweep').indexed(1).build(), [pod]);
    expect(read).toEqual(['sweep-0-a/main:1', 'sweep-0-a/main:2']);
    expect(said).toEqual([expect.stringMatching(/^Not kept: index 0, container main: 1 earlier run /)]);
  });

  test('no Jobs: others say so', () => {
    expect(planLogs([], { selection: everything(), maxPods: undefined, now: 0 }, new Misses())).toEqual({
      pods: [],
      notices: [],
    });
  });
});
