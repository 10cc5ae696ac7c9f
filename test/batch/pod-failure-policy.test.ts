import { describe, expect, test } from 'vitest';
import type { OnExitCodes, PodFailurePolicyRule } from '../../src/batch/objects.ts';
import { policySentences, verdictFor } from '../../src/batch/pod-failure-policy.ts';
import { aJob, aPod, aPolicyRule, type PodBuilder } from '../support/builders.ts';

const exits = (action: string, operator: string, values: readonly number[], containerName?: string) =>
  aPolicyRule(action, { onExitCodes: { containerName, operator, values } satisfies OnExitCodes });
const has = (action: string, type: string, status = 'True') =>
  aPolicyRule(action, { onPodConditions: [{ type, status }] });

const pod = () => aPod('p').namespace('film');
const ignoreDisruption = has('Ignore', 'DisruptionTarget');
const failOn42 = exits('FailJob', 'In', [42], 'main');

describe('the first rule that matches decides', () => {
  const check = (name: string, rules: readonly PodFailurePolicyRule[], failed: PodBuilder, expected: string) =>
    test(name, () => {
      const job = aJob('sweep')
        .podFailurePolicy(...rules)
        .backoffLimitPerIndex(1)
        .build();
      const verdict = verdictFor(failed.build(), job);
      const rule = verdict.action === 'Default' ? '' : ` ${verdict.rule}`;
      expect(`${verdict.action}${rule}: ${verdict.because}`).toBe(expected);
    });

  const exited42 = 'Container main for pod film/p failed with exit code 42';
  check(
    'an exit code in the list',
    [failOn42],
    pod().failed(42),
    `FailJob 0: ${exited42} matching FailJob rule at index 0`,
  );
  check('an exit code that is not', [failOn42], pod().failed(1), 'Default: no rule matched');
  check(
    'a code outside a NotIn list',
    [exits('FailIndex', 'NotIn', [1, 2])],
    pod().failed(42),
    `FailIndex 0: ${exited42} matching FailIndex rule at index 0`,
  );
  check(
    'a code inside a NotIn list',
    [exits('FailIndex', 'NotIn', [1, 42])],
    pod().failed(42),
    'Default: no rule matched',
  );
  check(
    'exit code 0 never matches, not even NotIn',
    [exits('FailJob', 'NotIn', [42])],
    pod().failed(0),
    'Default: no rule matched',
  );
  check(
    'an unknown operator matches nothing',
    [exits('FailJob', 'Near', [42])],
    pod().failed(42),
    'Default: no rule matched',
  );
  check(
    'a condition',
    [ignoreDisruption],
    pod().failed(137).condition('DisruptionTarget'),
    'Ignore 0: Pod film/p has condition DisruptionTarget matching Ignore rule at index 0',
  );
  check(
    'a condition that is not True',
    [ignoreDisruption],
    pod().failed(137).condition('DisruptionTarget', { status: 'False' }),
    'Default: no rule matched',
  );
  check(
    'a condition asked to be False',
    [has('Count', 'Ready', 'False')],
    pod().failed(1).condition('Ready', { status: 'False' }),
    'Count 0: Pod film/p has condition Ready matching Count rule at index 0',
  );
  check(
    'order decides between two that match',
    [ignoreDisruption, failOn42],
    pod().failed(42).condition('DisruptionTarget'),
    'Ignore 0: Pod film/p has condition DisruptionTarget matching Ignore rule at index 0',
  );
  check(
    'and the other way round',
    [failOn42, ignoreDisruption],
    pod().failed(42).condition('DisruptionTarget'),
    `FailJob 0: ${exited42} matching FailJob rule at index 0`,
  );
  check(
    'a rule with an unknown action is skipped',
    [exits('Retire', 'In', [42]), failOn42],
    pod().failed(42),
    `FailJob 1: ${exited42} matching FailJob rule at index 1`,
  );
  check(
    'a rule that asks for nothing never matches',
    [aPolicyRule('FailJob', {})],
    pod().failed(42),
    'Default: no rule matched',
  );
  check(
    'another container does not match',
    [exits('FailJob', 'In', [42], 'side')],
    pod().failed(42),
    'Default: no rule matched',
  );
  check(
    'a container that still runs does not match',
    [exits('FailJob', 'NotIn', [1])],
    pod()
      .failed(1)
      .container('side', { state: { kind: 'running', startedAt: undefined } }),
    'Default: no rule matched',
  );
  check(
    'regular containers are looked at before init containers',
    [exits('FailJob', 'In', [3, 42])],
    pod().failed(42).initContainer('setup', ended(3)),
    `FailJob 0: ${exited42} matching FailJob rule at index 0`,
  );
  check(
    'an init container counts if no regular one matches',
    [exits('FailJob', 'In', [3])],
    pod().failed(42).initContainer('setup', ended(3)),
    'FailJob 0: Container setup for pod film/p failed with exit code 3 matching FailJob rule at index 0',
  );
  check(
    'only a pod in phase Failed is judged',
    [failOn42],
    pod().running().terminated('main', { exitCode: 42 }),
    'Default: the pod is not in phase Failed',
  );
  check('an empty policy has no rule to match', [], pod().failed(42), 'Default: no rule matched');
});

test('without a policy every failure counts', () => {
  expect(verdictFor(pod().failed(42).build(), aJob('sweep').build())).toEqual({
    action: 'Default',
    because: 'the Job has no podFailurePolicy',
  });
});

test('FailIndex counts like any failure without backoffLimitPerIndex', () => {
  const job = aJob('sweep')
    .podFailurePolicy(exits('FailIndex', 'In', [42]))
    .build();
  expect(verdictFor(pod().failed(42).build(), job)).toMatchObject({ action: 'Count', rule: 0 });
});

describe('each rule is a sentence', () => {
  const check = (expected: string, rule: PodFailurePolicyRule) =>
    test(expected, () => expect(policySentences(aJob('sweep').podFailurePolicy(rule).build())).toEqual([expected]));

  check('0  FailIndex when container "main" exits with 42', exits('FailIndex', 'In', [42], 'main'));
  check('0  FailJob when any container exits with 1-3, 42 or 255', exits('FailJob', 'In', [1, 2, 3, 42, 255]));
  check('0  Count when any container exits with any code but 0 and 42', exits('Count', 'NotIn', [0, 42]));
  check(
    '0  FailJob when container "main" exits with any code but 0, 1 and 2',
    exits('FailJob', 'NotIn', [1, 2], 'main'),
  );
  check('0  FailJob when any container exits with -1073741510', exits('FailJob', 'In', [-1073741510]));
  check('0  Ignore when the pod has condition DisruptionTarget', ignoreDisruption);
  check('0  Count when the pod has condition Ready=False', has('Count', 'Ready', 'False'));
  check('0  unknown action "Retire", never taken, when any container exits with 1', exits('Retire', 'In', [1]));
  check('0  no action, when any container exits with 1', exits('', 'In', [1]));
  check('0  FailJob, never: it asks for nothing', { action: 'FailJob', onExitCodes: undefined, onPodConditions: [] });

  test('in their order, with their numbers', () => {
    const job = aJob('sweep').podFailurePolicy(ignoreDisruption, failOn42).build();
    expect(policySentences(job)).toEqual([
      '0  Ignore when the pod has condition DisruptionTarget',
      '1  FailJob when container "main" exits with 42',
    ]);
  });

  test('none without a policy', () => expect(policySentences(aJob('sweep').build())).toEqual([]));
});

function ended(exitCode: number) {
  const rest = { signal: undefined, reason: 'Error', message: '', startedAt: undefined, finishedAt: undefined };
  return { state: { kind: 'terminated', exitCode, ...rest } } as const;
}
