import { describe, expect, test } from 'vitest';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { composeDescription } from '../../../src/operations/describe/compose.ts';
import type { PodsRead, Policy } from '../../../src/operations/describe-result.ts';
import { aJob, aPod, aPolicyRule, at, atMs } from '../../support/builders.ts';

function policies(
  job: Job,
  pods: readonly Pod[] = [],
  podsRead: PodsRead = 'not-succeeded',
): Readonly<Record<string, readonly string[]>> {
  const description = composeDescription({ job, pods, podsRead, events: [], unread: [], now: atMs(60) }, undefined);
  const lines = Map.groupBy(description.policies, ({ field }) => field);
  const sentence = ({ text, soFar }: Policy) => (soFar === '' ? text : `${text} (${soFar})`);
  return Object.fromEntries([...lines].map(([field, found]) => [field, found.map(sentence)]));
}

const failOn42 = aPolicyRule('FailJob', { onExitCodes: { containerName: undefined, operator: 'In', values: [42] } });
const ignoreDrains = aPolicyRule('Ignore', { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] });
const failed = (name: string) => aPod(name).ofJob('sweep').failed(42, 30).build();
const running = () => aJob('sweep').status({ startTime: at(0) });

describe('policies as sentences', () => {
  test('each rule of podFailurePolicy says how many pods it has matched', () => {
    const job = running().podFailurePolicy(failOn42, ignoreDrains).build();
    expect(policies(job, [failed('a'), failed('b')]).podFailurePolicy).toEqual([
      expect.stringMatching(/^rule 0: FailJob when .* 42 \(matched 2 pods\)$/),
      expect.stringMatching(/^rule 1: Ignore when .* \(matched no pod that is left\)$/),
    ]);
  });

  test('rules say nothing of matches where pods were not read', () => {
    const job = running().podFailurePolicy(failOn42).build();
    expect(policies(job, [], 'unreadable').podFailurePolicy?.[0]).not.toContain('matched');
  });

  const cases: readonly (readonly [name: string, job: Job, field: string, sentence: string | undefined])[] = [
    ['backoffLimit 0', running().backoffLimit(0).build(), 'backoffLimit', 'the Job fails when a pod fails'],
    [
      'the largest backoffLimit is none',
      running().backoffLimit(2_147_483_647).build(),
      'backoffLimit',
      'no limit: however often pods fail, they are tried again',
    ],
    [
      'backoffLimit with restarts in place: at the limit, not beyond it',
      running().backoffLimit(3).template({ restartPolicy: 'OnFailure' }).build(),
      'backoffLimit',
      'the Job fails when its containers have been restarted 3 times',
    ],
    [
      'a deadline that runs',
      running().spec({ activeDeadlineSeconds: 300 }).build(),
      'activeDeadlineSeconds',
      'the Job fails when it has been active for 5m (active for 60s)',
    ],
    [
      'TTL 0',
      running().spec({ ttlSecondsAfterFinished: 0 }).build(),
      'ttlSecondsAfterFinished',
      'removed as soon as it has ended',
    ],
    [
      'retries per index',
      running().indexed(5).backoffLimitPerIndex(2).failed('1').build(),
      'backoffLimitPerIndex',
      'an index is failed after 2 retries, 10 s to 10 min apart (1 index failed)',
    ],
    [
      'retries per index without a limit for the Job: nothing is said of that',
      running().indexed(5).backoffLimitPerIndex(2).build(),
      'backoffLimit',
      undefined,
    ],
    [
      'retries per index beside a limit for the Job as a whole',
      running().indexed(5).backoffLimitPerIndex(2).backoffLimit(4).failedPods(3).build(),
      'backoffLimit',
      'the Job fails when more than 4 pods have failed in all (3 failed)',
    ],
    [
      'a rule with an action that nobody knows matches nothing',
      running()
        .podFailurePolicy(aPolicyRule('Retire', { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }))
        .build(),
      'podFailurePolicy',
      'rule 0: unknown action "Retire", never taken, when the pod has condition DisruptionTarget',
    ],
    [
      'maxFailedIndexes',
      running().indexed(5).backoffLimitPerIndex(0, 1).failed('1').build(),
      'maxFailedIndexes',
      'more than 1 failed index fail the Job at once (1 failed)',
    ],
    [
      'a successPolicy that is not met',
      running().indexed(5).successPolicy({ succeededCount: 2 }).completed('1').build(),
      'successPolicy',
      'rule 0: succeeds once any 2 indexes have succeeded (not met)',
    ],
    [
      'replacement by default',
      running().build(),
      'podReplacementPolicy',
      'TerminatingOrFailed: a pod that is being deleted counts as failed and is replaced at once',
    ],
  ];
  test.each(cases)('%s', (_, job, field, sentence) => {
    expect(policies(job)[field]).toEqual(sentence === undefined ? undefined : [sentence]);
  });
});
