import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import { printIndexes } from '../../src/batch/indexes.ts';
import { logGaps } from '../../src/batch/log-gaps.ts';
import type { LogSelection } from '../../src/batch/log-selection.ts';
import type { Job, Pod } from '../../src/batch/objects.ts';
import { aJob, aPod, aPolicyRule } from '../support/builders.ts';
import { everything } from '../support/logs-request.ts';

const failedPod = aPod('a').index(0).failed(1).build();
const donePod = aPod('b').index(1).succeeded().build();
const indexed = () => aJob('sweep').indexed(5);

type Case = readonly [string, Job, readonly Pod[], Partial<LogSelection>, string];

const cases: readonly Case[] = [
  [
    'nothing is gone',
    indexed().completed('1').status({ succeeded: 1, failed: 1 }).build(),
    [failedPod, donePod],
    {},
    '',
  ],
  ['a failed pod is gone', indexed().status({ failed: 2 }).build(), [failedPod], {}, '1 failed'],
  [
    'uncounted failures count',
    indexed()
      .status({ failed: 1, uncountedFailed: ['x'] })
      .build(),
    [failedPod],
    {},
    '1 failed',
  ],
  [
    'pods of completed indexes',
    indexed().completed('0-3').status({ succeeded: 4 }).build(),
    [donePod],
    {},
    'indexes 0,2,3',
  ],
  [
    'of the indexes that are wanted',
    indexed().completed('0-3').status({ succeeded: 4 }).build(),
    [donePod],
    { indexes: [{ first: 2, last: 9 }] },
    'indexes 2,3',
  ],
  [
    'only failed pods are wanted',
    indexed().completed('0-3').status({ succeeded: 4, failed: 1 }).build(),
    [],
    { states: ['failed'] },
    '1 failed',
  ],
  [
    'of a node nobody can tell',
    indexed().completed('0-3').status({ succeeded: 4, failed: 1 }).build(),
    [],
    { nodes: ['n'] },
    '',
  ],
  [
    'succeeded pods of a Job without indexes',
    aJob('pi').status({ succeeded: 3 }).build(),
    [aPod('b').succeeded().build()],
    {},
    '2 succeeded',
  ],
];
test.each(cases)('%s', (_, job, pods, selection, expected) => {
  const { failed, indexes, succeeded } = logGaps(job, attemptsOf(pods), { ...everything(), ...selection });
  const words = [
    failed > 0 ? `${failed} failed` : '',
    succeeded > 0 ? `${succeeded} succeeded` : '',
    indexes.length > 0 ? `indexes ${printIndexes(indexes)}` : '',
  ];
  expect(words.filter(Boolean).join(' ')).toBe(expected);
});

describe('failures that the Job ignores', () => {
  test('are not among those it counts', () => {
    const rule = aPolicyRule('Ignore', { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] });
    const job = indexed()
      .spec({ podFailurePolicy: [rule], podReplacementPolicy: 'Failed' })
      .status({ failed: 1 })
      .build();
    const ignored = aPod('c').index(2).failed(137).condition('DisruptionTarget').build();
    expect(logGaps(job, attemptsOf([ignored]), everything()).failed).toBe(1);
  });
});
