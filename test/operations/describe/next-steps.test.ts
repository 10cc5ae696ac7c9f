import { describe, expect, test } from 'vitest';
import { describedAt } from '../../support/recorded-job.ts';

/** recording and moment → the commands, most useful first. */
const STEPS: readonly (readonly [
  name: string,
  recording: string,
  seconds: number | 'end',
  commands: readonly string[],
])[] = [
  ['a Job that failed: the logs of what failed last', 'oom', 'end', ['kubectl logs oom-7pb4t -n oom']],
  [
    'failed indexes: their logs, then a line each',
    'per-index',
    'end',
    ['kubectl logs per-index-5-z5ndm -n per-index', 'kubectl job describe per-index -n per-index --indexes --failed'],
  ],
  ['a Job whose failed pods are gone: nothing to look at', 'evict-unprotected', 'end', []],
  [
    'a stuck pod: its own description',
    'unschedulable',
    'end',
    ['kubectl describe pod unschedulable-vtrct -n unschedulable'],
  ],
  [
    'a suspended Job: how to resume it',
    'rerun-seeded',
    15,
    [`kubectl patch job rerun-seeded -n rerun-seeded --type=merge -p '{"spec":{"suspend":false}}'`],
  ],
  ['a running Job without trouble: watch it', 'indexed', 30, ['kubectl job describe indexed-job -n indexed -w']],
  ['a Job that completed: what it said', 'pi', 'end', ['kubectl logs job/pi -n pi']],
];

describe('what to type next', () => {
  test.each(STEPS)('%s', (_, recording, seconds, commands) => {
    expect(describedAt(recording, seconds).nextSteps.map(({ command }) => command)).toEqual(commands);
  });
});
