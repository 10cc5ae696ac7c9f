import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Job, PodFailurePolicyRule } from '../../../src/batch/objects.ts';
import { verdictFor } from '../../../src/batch/pod-failure-policy.ts';
import { judgedContainers, possibleExits } from '../../../src/batch/policy/exit-codes.ts';
import { policyFindings } from '../../../src/batch/policy/findings.ts';
import { firstFailureOutcome } from '../../../src/batch/policy/first-failure.ts';
import { failedPod, scenariosFor } from '../../../src/batch/policy/scenarios.ts';
import { aContainer } from '../../support/build-job.ts';
import { aJob, aPod, aPolicyRule } from '../../support/builders.ts';

const exits = (action: string, operator: string, values: readonly number[], containerName?: string) =>
  aPolicyRule(action, { onExitCodes: { containerName, operator, values } });
const has = (action: string, type: string, status = 'True') =>
  aPolicyRule(action, { onPodConditions: [{ type, status }] });

const ignore = has('Ignore', 'DisruptionTarget');

function jobWith(rules: readonly PodFailurePolicyRule[], containers: readonly string[] = ['main']): Job {
  return aJob('sweep')
    .podFailurePolicy(...rules)
    .template({ containers: containers.map((name) => aContainer(name)) })
    .build();
}

describe('a rule', () => {
  const check = (
    name: string,
    rules: readonly PodFailurePolicyRule[],
    expected: readonly string[],
    containers?: readonly string[],
  ) =>
    test(name, () => {
      const found = policyFindings(jobWith(rules, containers).spec);
      expect(found.map(({ rule, severity, kind }) => `${rule} ${severity} ${kind}`)).toEqual(expected);
    });

  check('as in the documentation is fine', [exits('FailJob', 'In', [42], 'main'), ignore], []);
  check(
    'behind one with the same code never fires',
    [exits('Count', 'In', [1, 42]), exits('FailJob', 'In', [42], 'main')],
    ['1 never shadowed'],
  );
  check(
    'behind several that together take its codes',
    [exits('Count', 'In', [1]), exits('Count', 'In', [2]), exits('FailJob', 'In', [1, 2])],
    ['2 never shadowed'],
  );
  check('with a code that is left can fire', [exits('Count', 'In', [1]), exits('FailJob', 'In', [1, 2])], []);
  check('behind NotIn of all but its own', [exits('Count', 'NotIn', [42]), exits('FailJob', 'In', [42])], []);
  check(
    'behind NotIn that takes its own',
    [exits('Count', 'NotIn', [1]), exits('FailJob', 'In', [42])],
    ['1 never shadowed'],
  );
  check('behind In of all that NotIn leaves', [exits('Count', 'In', [1, 2]), exits('FailJob', 'NotIn', [1, 2])], []);
  check(
    'behind one about another container',
    [exits('Count', 'In', [42], 'side'), exits('FailJob', 'In', [42], 'main')],
    [],
    ['main', 'side'],
  );
  check(
    'behind one about both containers',
    [exits('Count', 'In', [42]), exits('FailJob', 'In', [42], 'main')],
    ['1 never shadowed'],
    ['main', 'side'],
  );
  check('about a container that is not there', [exits('FailJob', 'In', [42], 'mian')], ['0 never unknown-container']);
  check('with an unknown action', [exits('Retry', 'In', [42])], ['0 never unknown-action']);
  check(
    'with an unknown action shadows nothing',
    [exits('Retry', 'In', [42]), exits('FailJob', 'In', [42])],
    ['0 never unknown-action'],
  );
  check('that asks nothing', [aPolicyRule('Ignore')], ['0 never asks-nothing']);
  check('about 0 alone', [exits('FailJob', 'In', [0])], ['0 never only-zero']);
  check('of FailIndex without backoffLimitPerIndex', [exits('FailIndex', 'In', [42])], ['0 never no-limit-per-index']);
  check('about the same condition again', [ignore, has('Count', 'DisruptionTarget')], ['1 never shadowed']);
  check(
    'behind all exit codes has none left to fail with',
    [exits('FailJob', 'NotIn', []), ignore],
    ['1 never shadowed'],
  );
  check(
    'about disruptions behind one about their exit codes',
    [exits('FailJob', 'In', [137, 143]), ignore],
    ['1 doubtful overtaken'],
  );
  check('about disruptions behind one that does the same', [exits('Ignore', 'In', [137, 143]), ignore], []);
  check('behind one about what every failed pod says', [has('Count', 'Ready', 'False'), ignore], ['1 never shadowed']);
  check(
    'about a condition that is misspelt',
    [has('Ignore', 'DisruptionTraget')],
    ['0 doubtful condition-nobody-sets'],
  );
  check(
    'about a disruption that is not',
    [has('Ignore', 'DisruptionTarget', 'False')],
    ['0 doubtful condition-nobody-sets'],
  );
});

test('with restartPolicy OnFailure no rule is judged', () => {
  const job = aJob('sweep').podFailurePolicy(ignore).template({ restartPolicy: 'OnFailure' }).build();
  expect(policyFindings(job.spec)).toMatchObject([{ severity: 'never', kind: 'restart-policy' }]);
});

const anExitRule = fc.record({
  action: fc.constantFrom('FailJob', 'Ignore', 'Count', 'Nonsense'),
  onExitCodes: fc.record({
    containerName: fc.constantFrom(undefined, 'main', 'side', 'other'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom(0, 1, 2, 42, 137, 143, 200), { maxLength: 5 }),
  }),
  onPodConditions: fc.constant([]),
});
const aConditionRule = fc.record({
  action: fc.constantFrom('FailJob', 'Ignore', 'Count'),
  onExitCodes: fc.constant(undefined),
  onPodConditions: fc.array(
    fc.record({
      type: fc.constantFrom('DisruptionTarget', 'Broken', 'Ready'),
      status: fc.constantFrom('True', 'False'),
    }),
    { maxLength: 2 },
  ),
});
const aPolicy = fc.array(fc.oneof(anExitRule, aConditionRule), { maxLength: 6 });

test('every scenario fires the very rule it is for, as the one evaluator sees it', () => {
  fc.assert(
    fc.property(aPolicy, (rules) => {
      const job = jobWith(rules, ['main', 'side']);
      for (const { rule, firing } of scenariosFor(job.spec)) {
        if (!firing) continue;
        const verdict = verdictFor(failedPod(firing, aPod('p').build(), job.spec), job);
        expect(verdict.action === 'Default' ? undefined : verdict.rule).toBe(rule);
      }
    }),
  );
});

test('a rule without a scenario fires for no exit of one container, whatever condition the pod has', () => {
  fc.assert(
    fc.property(aPolicy, (rules) => {
      const job = jobWith(rules, ['main', 'side']);
      const impossible = scenariosFor(job.spec).flatMap(({ rule, firing }) =>
        firing || rule === undefined ? [] : rule,
      );
      const patterns = rules.flatMap(({ onPodConditions }) => onPodConditions);
      for (const exit of possibleExits(job.spec).filter(({ code }) => code < 5 || code > 135)) {
        for (const condition of [undefined, ...patterns]) {
          const firing = condition
            ? ({ kind: 'condition', condition, ...exit } as const)
            : ({ kind: 'exit', ...exit } as const);
          const verdict = verdictFor(failedPod(firing, aPod('p').build(), job.spec), job);
          if (verdict.action !== 'Default') expect(impossible).not.toContain(verdict.rule);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('init containers are judged after the others', () => {
  const { spec } = aJob('x')
    .template({ initContainers: [aContainer('prepare')] })
    .build();
  expect(judgedContainers(spec)).toEqual(['main', 'prepare']);
});

describe('the first failure', () => {
  const check = (
    name: string,
    job: ReturnType<typeof aJob>,
    action: Parameters<typeof firstFailureOutcome>[1]['action'],
    expected: object,
  ) => test(name, () => expect(firstFailureOutcome(job.build().spec, { action })).toEqual(expected));
  const indexed = (limit: number) => aJob('x').indexed(3).backoffLimitPerIndex(limit);

  check('by FailJob fails the Job', aJob('x'), 'FailJob', { kind: 'job-failed', reason: 'PodFailurePolicy' });
  check('that is ignored does nothing', aJob('x').backoffLimit(0), 'Ignore', { kind: 'ignored' });
  check('counts', aJob('x'), 'Default', { kind: 'counted', retriesLeft: 5, of: 'job' });
  check('is one too many', aJob('x').backoffLimit(0), 'Count', { kind: 'job-failed', reason: 'BackoffLimitExceeded' });
  check('counts for its index', indexed(2), 'Count', { kind: 'counted', retriesLeft: 1, of: 'index' });
  check('fails its index', indexed(0), 'Default', { kind: 'index-failed' });
  check('fails its index by a rule', indexed(2), 'FailIndex', { kind: 'index-failed' });
  check('fails the only index', aJob('x').indexed(1).backoffLimitPerIndex(0), 'Default', {
    kind: 'job-failed',
    reason: 'FailedIndexes',
  });
  check('fails more indexes than may', aJob('x').indexed(3).backoffLimitPerIndex(0, 0), 'Default', {
    kind: 'job-failed',
    reason: 'MaxFailedIndexesExceeded',
  });
});
