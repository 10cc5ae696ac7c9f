/** Jobs with anything at all in their fields that the types allow, for properties such as «never throws». */
import fc from 'fast-check';
import type { Condition, Job } from '../../src/batch/objects.ts';
import { aJob } from './builders.ts';

const word = fc.oneof(fc.constantFrom('', 'True', 'False', 'junk', '-1', '0-'), fc.string());
const number = fc.oneof(fc.integer({ min: -5, max: 20 }), fc.integer());
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const time = maybe(fc.oneof(fc.constantFrom('2026-11-21T12:00:00Z', '0001-01-01T00:00:00Z', 'soon'), fc.string()));
const indexes = fc.oneof(fc.constantFrom('', '0-2,5', '9-1', '0-99999999', ',,'), fc.string());

const condition: fc.Arbitrary<Condition> = fc.record({
  type: fc.oneof(
    fc.constantFrom('Suspended', 'FailureTarget', 'Failed', 'SuccessCriteriaMet', 'Complete', 'junk'),
    fc.string(),
  ),
  status: word,
  reason: fc.oneof(fc.constantFrom('JobResumed', 'JobSuspended'), fc.string()),
  message: word,
  lastTransitionTime: time,
});

const status = fc.record({
  active: number,
  ready: maybe(number),
  terminating: maybe(number),
  succeeded: number,
  failed: number,
  completedIndexes: indexes,
  failedIndexes: maybe(indexes),
  uncountedSucceeded: fc.array(word, { maxLength: 3 }),
  uncountedFailed: fc.array(word, { maxLength: 3 }),
  conditions: fc.array(condition, { maxLength: 4 }),
  startTime: time,
  completionTime: time,
});

const spec = fc.record({
  parallelism: number,
  completions: maybe(number),
  completionMode: fc.constantFrom('Indexed' as const, 'NonIndexed' as const),
  suspend: fc.boolean(),
  backoffLimit: number,
  backoffLimitPerIndex: maybe(number),
  podReplacementPolicy: word,
  successPolicy: maybe(
    fc.array(fc.record({ succeededIndexes: maybe(indexes), succeededCount: maybe(number) }), { maxLength: 3 }),
  ),
});

/** A Job in which every field that the rules look at may hold junk. */
export const anyJob: fc.Arbitrary<Job> = fc
  .tuple(spec, status, time)
  .map(([spec, status, deletionTimestamp]) =>
    aJob('any').spec(spec).status(status).metadata({ deletionTimestamp }).build(),
  );
