import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import {
  type ContainerChoice,
  containerPattern,
  type LogSelection,
  logsOfAttempt,
  selectAttempts,
} from '../../src/batch/log-selection.ts';
import type { ContainerStatus, Job, Pod } from '../../src/batch/objects.ts';
import { aContainer, aJob, aPod, at } from '../support/builders.ts';
import { everything } from '../support/logs-request.ts';

const PODS: readonly Pod[] = [
  aPod('0-a').index(0).created(0).failed(1).node('n1').build(),
  aPod('0-b').index(0).created(9).failed(1).node('n2').build(),
  aPod('0-c').index(0).created(20).running().node('n1').build(),
  aPod('1-a').index(1).created(0).succeeded().node('n2').build(),
  aPod('2-a').index(2).created(0).build(),
  aPod('none').created(0).running().deleting(5).node('n3').build(),
];

describe('selectAttempts', () => {
  const cases: readonly (readonly [string, Partial<LogSelection>, string])[] = [
    ['everything, by index, attempt, none last', {}, '0-a 0-b 0-c 1-a 2-a none'],
    ['indexes', { indexes: [{ first: 1, last: 2 }] }, '1-a 2-a'],
    ['failed', { states: ['failed'] }, '0-a 0-b'],
    ['running, terminating ones too', { states: ['running'] }, '0-c none'],
    ['succeeded or failed', { states: ['succeeded', 'failed'] }, '0-a 0-b 1-a'],
    ['the last try of each index', { attempts: 'last' }, '0-c 1-a 2-a none'],
    ['the first', { attempts: 'first' }, '0-a 1-a 2-a none'],
    ['the last that failed', { attempts: 'last', states: ['failed'] }, '0-b'],
    ['nodes', { nodes: ['n1', 'n3'] }, '0-a 0-c none'],
  ];
  test.each(cases)('%s', (_, selection, expected) => {
    const chosen = selectAttempts(attemptsOf(PODS), { ...everything(), ...selection });
    expect(chosen.map(({ pod }) => pod.metadata.name).join(' ')).toBe(expected);
  });
});

function container(name: string, fields: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name,
    ready: false,
    restartCount: 0,
    state: { kind: 'running', startedAt: at(5) },
    lastTerminated: undefined,
    ...fields,
  };
}

const THREE = aPod('p')
  .index(7)
  .with({
    phase: 'Running',
    initContainerStatuses: [container('prepare')],
    containerStatuses: [container('main'), container('proxy')],
  })
  .build();

function logs(pod: Pod, selection: Partial<LogSelection> = {}, job: Job = aJob('sweep').indexed(9).build()) {
  const [attempt] = attemptsOf([pod]);
  if (!attempt) throw new Error('no attempt');
  return logsOfAttempt(job, attempt, { ...everything(), ...selection });
}

describe('containers', () => {
  const usual = (fields: Partial<Extract<ContainerChoice, { kind: 'usual' }>>): ContainerChoice => ({
    kind: 'usual',
    main: 'all',
    init: true,
    ...fields,
  });
  const named = (text: string): ContainerChoice => ({ kind: 'named', pattern: containerPattern(text) });
  const cases: readonly (readonly [string, ContainerChoice, string])[] = [
    ['all', usual({}), 'prepare+ main+ proxy+'],
    ['no init containers', usual({ init: false }), 'main+ proxy+'],
    ["kubectl's one", usual({ main: 'default', init: false }), 'main'],
    ['a name', named('proxy'), 'proxy'],
    ['a name is a whole name', named('pro'), ''],
    ['a regular expression', named('p.*'), 'prepare+ proxy'],
    ['alternatives are whole names too', named('main|pro'), 'main'],
  ];
  test.each(cases)('%s', (_, containers, expected) => {
    const names = logs(THREE, { containers }).logs.map((log) => log.container + (log.oneOfSeveral ? '+' : ''));
    expect(names.join(' ')).toBe(expected);
  });

  test("kubectl's one is that of the annotation, if there is one", () => {
    const base = aJob('sweep').indexed(9).build();
    const annotations = { 'kubectl.kubernetes.io/default-container': 'proxy' };
    const template = { ...base.spec.template, annotations, containers: [aContainer('main'), aContainer('proxy')] };
    const job = { ...base, spec: { ...base.spec, template } };
    const found = logs(THREE, { containers: usual({ main: 'default', init: false }) }, job);
    expect(found.logs.map((log) => log.container)).toEqual(['proxy']);
  });
});

describe('the logs of an attempt', () => {
  const ended = { exitCode: 1, signal: undefined, reason: '', message: '', startedAt: at(1), finishedAt: at(2) };
  const restarted = aPod('p')
    .index(7)
    .with({ phase: 'Running', containerStatuses: [container('main', { restartCount: 3, lastTerminated: ended })] })
    .build();

  test('the run before the last restart comes first, and those before it are gone', () => {
    const found = logs(restarted);
    expect(found.logs.map(({ run, previous }) => [run, previous])).toEqual([
      [2, true],
      [3, false],
    ]);
    expect(found.gone).toEqual([{ container: 'main', runs: 2 }]);
  });

  test('--previous: that run alone', () => {
    const found = logs(restarted, { previous: true });
    expect([found.logs.map(({ run }) => run), found.gone]).toEqual([[2], []]);
    expect(logs(THREE, { previous: true }).logs).toEqual([]);
  });

  test('what has not started is told, also where the pod has no containers yet', () => {
    const creating = aPod('p').index(7).waiting('ContainerCreating').build();
    expect(logs(creating).notStarted).toMatchObject([{ container: 'main', reason: 'ContainerCreating' }]);
    expect(logs(aPod('q').build()).notStarted).toMatchObject([{ container: '' }]);
  });

  test('a log knows whose it is', () => {
    expect(logs(THREE).logs[1]).toMatchObject({
      ...{ namespace: 'default', job: 'sweep', pod: 'p', index: 7, attempt: 1, container: 'main', run: 0 },
      ...{ ended: false, startedAt: at(5) },
    });
    expect(logs(THREE, {}, aJob('plain').build()).logs[1]?.index).toBeUndefined();
  });
});
