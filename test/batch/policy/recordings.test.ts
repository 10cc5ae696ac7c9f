/** The first failure in recordings that have one: what we say that it does, and what the real controller did. */
import { describe, expect, test } from 'vitest';
import { beginRecord, type DisruptionRecord, withJob, withPod } from '../../../src/batch/disruption/record.ts';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { verdictFor } from '../../../src/batch/pod-failure-policy.ts';
import { firstFailureOutcome } from '../../../src/batch/policy/first-failure.ts';
import { type ObservedFailure, observedFailure } from '../../../src/batch/policy/observed-failure.ts';
import { type JobStory, readStories } from '../../support/walk/stories.ts';

interface FirstFailure {
  readonly name: string;
  readonly job: Job;
  readonly pod: Pod;
  readonly story: JobStory;
}

/** Of Jobs whose first failed pod failed by itself. */
const failures: readonly FirstFailure[] = ['backoff-limit', 'oom', 'per-index', 'policy-failjob']
  .flatMap(readStories)
  .flatMap((story) => {
    const failed = story.pods.flatMap((versions) => versions.find(({ object }) => object.phase === 'Failed') ?? []);
    const [first] = failed.toSorted((a, b) => a.at - b.at);
    const job = story.versions[0]?.object;
    if (!first || !job || first.object.metadata.deletionTimestamp !== undefined) return [];
    return [{ name: story.name, job, pod: first.object, story }];
  });

function observed({ story, job, pod }: FirstFailure): ObservedFailure | undefined {
  const { uid } = pod.metadata;
  const events = [
    ...story.versions.map(({ at, object }) => ({ at, take: (record: DisruptionRecord) => withJob(record, object) })),
    ...story.pods.flatMap((versions) =>
      versions.map(({ at, object, deleted }) => ({
        at,
        take: (record: DisruptionRecord) => withPod(record, object, deleted),
      })),
    ),
  ].sort((a, b) => a.at - b.at);
  let record = beginRecord(job, []);
  for (const { take } of events) {
    record = take(record);
    const seen = record.pods.get(uid);
    const outcome = seen?.last.phase === 'Failed' ? observedFailure(record, seen) : undefined;
    if (outcome) return outcome;
  }
  return undefined;
}

describe('the first failure does what we say', () => {
  test.each(failures)('$name', (failure) => {
    const expected = firstFailureOutcome(failure.job.spec, verdictFor(failure.pod, failure.job));
    expect(observed(failure)).toMatchObject(expected);
  });

  test('of Jobs with and without a policy, with and without indexes', () => expect(failures.length).toBeGreaterThan(3));
});
