import { expect, test } from 'vitest';
import { composeDescription } from '../../../src/operations/describe/compose.ts';
import type { WaitResult } from '../../../src/operations/wait/result.ts';
import { failureText } from '../../../src/views/wait/failure.ts';
import { aJob, aPod, at, atMs, type JobBuilder, type PodBuilder } from '../../support/builders.ts';

/** What is said of a Job that failed with these pods left. */
function said(builder: JobBuilder, pods: readonly PodBuilder[], logs: WaitResult['logs'] = []): string {
  const job = builder.build();
  const facts = { job, pods: pods.map((pod) => pod.build()), events: [], unread: [], now: atMs(60) };
  const description = composeDescription({ ...facts, podsRead: 'not-succeeded' }, undefined);
  const result: WaitResult = {
    ...{ namespace: 'default', name: 'x', kind: 'failed', because: '', isFailure: true, job, description, logs },
    end: { outcome: 'failed', reason: 'PodFailurePolicy', message: 'why', toldBy: 'status' },
    ...{ isGone: false, isReplaced: false, missing: undefined },
  };
  const wording = { namespace: 'default', condition: 'finished', isForEnd: true };
  return failureText(result, wording, { width: 100, colour: false, unicode: true });
}

const FAILING = aJob('x')
  .indexed(3)
  .started(1)
  .active(2)
  .condition('FailureTarget', { lastTransitionTime: at(30) });
const PODS = [
  aPod('x-0').index(0).running().deleting(60),
  aPod('x-1').index(1).failed(42),
  aPod('x-2').index(2).running().deleting(60),
];

test('indexes that had to end because the Job failed are not called failed', () => {
  expect(said(FAILING, PODS)).toContain('Failed indexes:\n  1\nFailures:\n');
});

test('with backoffLimitPerIndex failed indexes are those of status', () => {
  const perIndex = aJob('x').indexed(3).started(1).backoffLimitPerIndex(0).failed('0,1').condition('FailureTarget');
  expect(said(perIndex, [aPod('x-1').index(1).failed(42)])).toContain('Failed indexes:\n  0,1\nFailures:\n');
});

test('control characters of names, messages and logs never reach a terminal', () => {
  const logs = [
    {
      pod: 'x-1\x1b[2J',
      container: 'main',
      cause: 'exit\x07',
      lines: ['a\x1b]0;title\x07b', '\u009b31mred'],
      unread: undefined,
    },
    { pod: 'x-2', container: 'main', cause: 'exit', lines: [], unread: 'no\x1b[H' },
  ];
  const text = said(FAILING, PODS, logs);
  expect(text).toContain('Log of pod x-1');
  expect(text).toContain('cannot be read: no');
  expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
});
