import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobEnd } from '../../src/batch/job-end.ts';
import type { Job } from '../../src/batch/objects.ts';
import { evaluateWait, mentions, type WaitExpression, type WaitVerdict } from '../../src/batch/wait-condition.ts';
import { parseAlternatives } from '../../src/batch/wait-condition-syntax.ts';
import { findValues } from '../../src/views/wait/find-values.ts';
import { anyJob } from '../support/any-job.ts';
import { aJob } from '../support/builders.ts';

/** Each text is one `--for`. */
function expression(...texts: readonly string[]): WaitExpression {
  return texts.map((text) => {
    const parsed = parseAlternatives(text);
    if (!parsed.ok) throw new Error(parsed.why);
    return parsed.alternatives;
  });
}

function verdict(job: Job, texts: readonly string[], early = false): WaitVerdict {
  return evaluateWait(expression(...texts), { kind: 'present', job }, { early, find: findValues });
}

/** `met`, `failed`, `unmet: …`, `impossible: …`, `impossible, failed: …`. */
function told(found: WaitVerdict): string {
  switch (found.kind) {
    case 'unmet':
      return `unmet: ${found.missing}`;
    case 'impossible':
      return `impossible${found.failed ? ', failed' : ''}: ${found.because}`;
    default:
      return found.kind;
  }
}

const running = aJob('x').indexed(5).started(1).active(2, 1).completed('0-2').build();
const complete = aJob('x').indexed(5).started(1).completed('0-4').complete(9).build();
const failed = aJob('x').indexed(5).started(1).completed('0-2').failedFor('BackoffLimitExceeded', 'why', 9).build();
const failing = aJob('x').started(1).active(1).condition('FailureTarget', { reason: 'PodFailurePolicy' }).build();
const succeeding = aJob('x').started(1).active(1).condition('SuccessCriteriaMet', { reason: 'SuccessPolicy' }).build();
const suspended = aJob('x').suspend().condition('Suspended', { reason: 'JobSuspended' }).build();
const perIndex = aJob('x').indexed(9).started(1).completed('0,1').failed('3').build();

describe('a condition, a Job, and where waiting stands', () => {
  const check = (condition: string, job: Job, expected: string) =>
    test(`${condition} → ${expected}`, () => expect(told(verdict(job, [condition]))).toBe(expected));

  check('finished', running, 'unmet: it is neither Complete nor Failed');
  check('finished', complete, 'met');
  check('finished', failed, 'failed');
  check('finished', failing, 'unmet: it is neither Complete nor Failed');
  check('finished', aJob('x').completions(0).parallelism(0).complete(1).build(), 'met');
  check('complete', running, 'unmet: it is not Complete');
  check('complete', complete, 'met');
  check('complete', failed, 'impossible, failed: it Failed (BackoffLimitExceeded): it is not Complete');
  check('failed', failed, 'met');
  check('failed', complete, 'impossible: it is Complete: it is not Failed');
  check('started', aJob('x').build(), 'unmet: it has not started');
  check('started', running, 'met');
  check('suspended', running, 'unmet: it is not suspended');
  check('suspended', aJob('x').suspend().build(), 'unmet: it is not suspended');
  check('suspended', suspended, 'met');
  check('resumed', suspended, 'unmet: it is suspended');
  check('resumed', aJob('x').suspend().build(), 'unmet: it is suspended');
  check('resumed', aJob('x').condition('Suspended', { status: 'False', reason: 'JobResumed' }).build(), 'met');
  check('ready', running, 'unmet: 1 of 2 pods are ready');
  check('ready=1', running, 'met');
  check('ready=2', running, 'unmet: 1 of 2 pods are ready');
  check('ready', complete, 'impossible: it is Complete: 0 of 1 pods are ready');
  check('ready', aJob('x').status({ ready: undefined }).build(), 'unmet: 0 of 1 pods are ready');
  check('succeeded=3', running, 'met');
  check('succeeded=4', running, 'unmet: 3 of 4 succeeded');
  check('succeeded=6', running, 'impossible: it has only 5 completions');
  check('succeeded=2', aJob('x').build(), 'impossible: it has only 1 completion');
  check('succeeded=9', perIndex, 'impossible, failed: 1 of its 9 indexes have failed for good');
  check('succeeded=8', perIndex, 'unmet: 2 of 8 succeeded');
  check('indexes=0-2', running, 'met');
  check('indexes=0-4:2', running, 'unmet: not completed: index 4');
  check('indexes=1-4', running, 'unmet: not completed: indexes 3,4');
  check('indexes=3', perIndex, 'impossible, failed: failed for good: index 3');
  check('indexes=4,7', running, 'impossible: it has no index 7: its 5 begin with 0');
  check('indexes=0', aJob('x').build(), 'impossible: it has no indexes');
  check('delete', complete, 'unmet: it is still there');
  check('create', running, 'met');
  check('condition=Complete', complete, 'met');
  check('condition=COMPLETE=true', complete, 'met');
  check('condition=Complete', running, 'unmet: it has no condition Complete');
  check(
    'condition=Complete',
    failed,
    'impossible, failed: it Failed (BackoffLimitExceeded): it has no condition Complete',
  );
  check('condition=Suspended=False', suspended, 'unmet: its condition Suspended is True');
  check('condition=Reviewed', complete, 'unmet: it has no condition Reviewed');
});

describe('JSONPath', () => {
  const source = { metadata: { labels: { a: 'b' } }, status: { ready: 3, list: [1, 2], text: ' yes ', none: null } };
  const job: Job = { ...running, source };
  const check = (condition: string, expected: string, on = job) =>
    test(`${condition} → ${expected}`, () => expect(told(verdict(on, [condition]))).toBe(expected));

  check('jsonpath={.status.ready}=3', 'met');
  check('jsonpath=.status.ready=3', 'met');
  check('jsonpath={.status.ready}=4', 'unmet: {.status.ready} is 3');
  check('jsonpath={.status.ready}', 'met');
  check('jsonpath={.status.absent}', 'unmet: {.status.absent} finds nothing');
  check("jsonpath={.status.text}='yes'", 'met');
  check('jsonpath={.status.none}=<nil>', 'met');
  check('jsonpath={.status.list[*]}=1', 'impossible: {.status.list[*]} finds more than one value');
  check('jsonpath={.status.list}=1', 'impossible: {.status.list} leads to an object or a list');
  check('jsonpath={.status.list[5]}=1', 'unmet: {.status.list[5]}: array index out of bounds: index 5, length 2');
  check('jsonpath={.metadata.labels.a}=c', 'unmet: {.metadata.labels.a} is b');
  check('jsonpath={.status.ready}=4', 'impossible: it is Complete: {.status.ready} is 3', { ...complete, source });
  check('jsonpath={.metadata.labels.a}=c', 'unmet: {.metadata.labels.a} is b', { ...complete, source });
});

describe('several conditions', () => {
  const check = (job: Job, texts: readonly string[], expected: string) =>
    test(`${texts.join(' and ')} → ${expected}`, () => expect(told(verdict(job, texts))).toBe(expected));

  check(running, ['complete,started'], 'met');
  check(failed, ['complete,failed'], 'met');
  check(failed, ['finished,failed'], 'met');
  check(failed, ['finished,delete'], 'failed');
  check(running, ['complete,suspended'], 'unmet: it is not Complete, and it is not suspended');
  check(running, ['started', 'ready=1'], 'met');
  check(running, ['started', 'complete'], 'unmet: it is not Complete');
  check(running, ['ready=2', 'complete'], 'unmet: 1 of 2 pods are ready; it is not Complete');
  check(running, ['succeeded=9', 'complete'], 'impossible: it has only 5 completions');
  check(failed, ['finished', 'delete'], 'unmet: it is still there');
  check(complete, ['failed', 'delete'], 'impossible: it is Complete: it is not Failed');
});

describe('with --fail-early', () => {
  const check = (job: Job, condition: string, expected: string) =>
    test(`${condition} → ${expected}`, () => expect(told(verdict(job, [condition], true))).toBe(expected));

  check(failing, 'finished', 'failed');
  check(failing, 'complete', 'impossible, failed: it Failed (PodFailurePolicy): it is not Complete');
  check(failing, 'succeeded=1', 'impossible, failed: it Failed (PodFailurePolicy): 0 of 1 succeeded');
  check(succeeding, 'finished', 'met');
  check(succeeding, 'complete', 'met');
  check(succeeding, 'failed', 'impossible: it is Complete: it is not Failed');
  check(succeeding, 'succeeded=1', 'unmet: 0 of 1 succeeded');
  check(running, 'finished', 'unmet: it is neither Complete nor Failed');
});

describe('a Job that is gone', () => {
  type Ended = 'complete' | 'failed' | undefined;
  const check = (condition: string, outcome: Ended, expected: string, job?: Job) =>
    test(`${condition}, ${outcome ?? 'no end known'}, ${job ? 'seen' : 'never seen'} → ${expected}`, () => {
      const end = outcome && { outcome, reason: outcome === 'failed' ? 'FailedIndexes' : 'Completed', message: '' };
      const reading = { early: false, find: findValues };
      expect(told(evaluateWait(expression(condition), { kind: 'gone', job, end }, reading))).toBe(expected);
    });

  describe('and was never seen is judged by its end', () => {
    check('delete', undefined, 'met');
    check('finished', undefined, 'impossible: it is gone');
    check('finished', 'complete', 'met');
    check('finished', 'failed', 'failed');
    check('complete', 'complete', 'met');
    check('complete', 'failed', 'impossible, failed: it Failed (FailedIndexes) and is gone');
    check('failed', 'complete', 'impossible: it is Complete and is gone');
    check('started', 'complete', 'met');
    check('create', 'failed', 'met');
    check('ready=1', 'complete', 'impossible: it is Complete and is gone');
    check('finished,delete', undefined, 'met');
    check('condition=complete', 'complete', 'met');
    check('condition=SuccessCriteriaMet', 'complete', 'met');
    check('condition=FailureTarget', 'failed', 'met');
    check('condition=complete', 'failed', 'impossible, failed: it Failed (FailedIndexes) and is gone');
    check('condition=complete=false', 'complete', 'impossible: it is Complete and is gone');
    check('condition=suspended', 'complete', 'impossible: it is Complete and is gone');
    check('condition=constructor', 'complete', 'unmet: it is Complete, and nothing tells of condition=constructor');
    check('succeeded=1', 'complete', 'unmet: it is Complete, and nothing tells of succeeded=1');
    check('succeeded=1', 'failed', 'impossible, failed: it Failed (FailedIndexes) and is gone');
    check('indexes=0', 'complete', 'unmet: it is Complete, and nothing tells of indexes=0');
    check('jsonpath=.a=b', 'complete', 'unmet: it is Complete, and nothing tells of jsonpath=.a=b');
  });

  describe('is judged by its last status first', () => {
    const lastSeen = aJob('x').indexed(5).started(1).active(2).completed('0-2').build();
    const reviewed = aJob('x').started(1).active(1).condition('Reviewed').build();
    check('succeeded=3', undefined, 'met', lastSeen);
    check('indexes=0-2', undefined, 'met', lastSeen);
    check('indexes=0-2', 'complete', 'met', complete);
    check('condition=reviewed', undefined, 'met', reviewed);
    check('jsonpath={.metadata.labels.a}=b', undefined, 'met', {
      ...lastSeen,
      source: { metadata: { labels: { a: 'b' } } },
    });
    check('indexes=3', 'failed', 'impossible, failed: failed for good: index 3', perIndex);
    check('indexes=7', 'complete', 'impossible: it has no index 7: its 5 begin with 0', lastSeen);
    check('ready=1', undefined, 'impossible: it is gone', running);
    check('suspended', undefined, 'impossible: it is gone', suspended);
  });

  describe('and completed after it was last seen has reached every completion, unless less was enough', () => {
    check('succeeded=5', 'complete', 'met', running);
    check('indexes=0-4', 'complete', 'met', running);
    check('succeeded=5', undefined, 'impossible: it is gone', running);
    check('succeeded=5', 'failed', 'impossible, failed: it Failed (FailedIndexes) and is gone', running);
    const policy = aJob('x').indexed(5).successPolicy({ succeededCount: 1 }).build();
    check('succeeded=5', 'complete', 'unmet: it is Complete, and nothing tells of succeeded=5', policy);
    const queue = aJob('x').workQueue().build();
    check('succeeded=5', 'complete', 'unmet: it is Complete, and nothing tells of succeeded=5', queue);
  });
});

describe('whatever a Job holds', () => {
  const conditions = fc.constantFrom(
    'finished',
    'complete',
    'failed',
    'started',
    'suspended',
    'resumed',
    'ready',
    'ready=2',
    'succeeded=3',
    'indexes=0-2,5',
    'delete',
    'create',
    'condition=Complete',
    'jsonpath={.metadata.name}=any',
  );
  const texts = fc.array(conditions, { minLength: 1, maxLength: 3 });

  test('there is a verdict', () => {
    fc.assert(
      fc.property(anyJob, texts, fc.boolean(), (job, all, early) => {
        expect(['met', 'failed', 'unmet', 'impossible']).toContain(verdict(job, all, early).kind);
      }),
    );
  });

  test('an alternative more never makes it worse, a demand more never better', () => {
    const rank = ({ kind }: WaitVerdict) => ['impossible', 'unmet', 'failed', 'met'].indexOf(kind);
    fc.assert(
      fc.property(anyJob, texts, conditions, (job, all, one) => {
        const alone = rank(verdict(job, [all.join(',')]));
        expect(rank(verdict(job, [[...all, one].join(',')]))).toBeGreaterThanOrEqual(alone);
        expect(rank(verdict(job, [all.join(','), one]))).toBeLessThanOrEqual(alone);
      }),
    );
  });

  test('the order of conditions does not matter', () => {
    fc.assert(
      fc.property(anyJob, texts, (job, all) => {
        const reversed = all.toReversed();
        expect(verdict(job, [reversed.join(',')]).kind).toBe(verdict(job, [all.join(',')]).kind);
        expect(verdict(job, reversed).kind).toBe(verdict(job, all).kind);
      }),
    );
  });

  test('finished decides exactly when the Job has an end', () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        expect(verdict(job, ['finished']).kind === 'unmet').toBe(jobEnd(job) === undefined);
      }),
    );
  });
});

test('an expression mentions what stands anywhere in it', () => {
  expect(mentions(expression('started', 'complete,create'), 'create')).toBe(true);
  expect(mentions(expression('started'), 'create')).toBe(false);
});
