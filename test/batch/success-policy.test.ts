import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIndexes } from '../../src/batch/indexes.ts';
import type { SuccessPolicyRule } from '../../src/batch/objects.ts';
import { metRules, successSentences, successVerdict } from '../../src/batch/success-policy.ts';
import { anyJob } from '../support/any-job.ts';
import { aJob } from '../support/builders.ts';

type Rules = readonly Partial<SuccessPolicyRule>[];

describe('the first rule that is met', () => {
  const check = (name: string, rules: Rules, { completed, met }: { completed: string; met: number | 'none' }) =>
    test(name, () => {
      const job = aJob('sweep')
        .indexed(10)
        .successPolicy(...rules)
        .build();
      const expected = met === 'none' ? { met: false } : { met: true, rule: met };
      expect(successVerdict(job, parseIndexes(completed).intervals)).toEqual(expected);
    });

  check('no rules', [], { completed: '0-9', met: 'none' });
  check('all of the indexes', [{ succeededIndexes: '1-3' }], { completed: '0-4', met: 0 });
  check('all but one of the indexes', [{ succeededIndexes: '1-3' }], { completed: '0-2', met: 'none' });
  check('enough of the indexes', [{ succeededIndexes: '1-3', succeededCount: 2 }], { completed: '2,3', met: 0 });
  check('enough, but of others', [{ succeededIndexes: '1-3', succeededCount: 2 }], { completed: '0,3-9', met: 'none' });
  check('enough of any', [{ succeededCount: 3 }], { completed: '1,5,9', met: 0 });
  check('not enough of any', [{ succeededCount: 3 }], { completed: '1,5', met: 'none' });
  check('all of them, though fewer than the count', [{ succeededIndexes: '0,1', succeededCount: 5 }], {
    completed: '0,1',
    met: 0,
  });
  check('the first of two that are met', [{ succeededCount: 1 }, { succeededIndexes: '0' }], {
    completed: '0',
    met: 0,
  });
  check('the second, if the first is not', [{ succeededIndexes: '5' }, { succeededCount: 1 }], {
    completed: '0',
    met: 1,
  });
  check('a rule that cannot be read is skipped', [{ succeededIndexes: 'all' }, { succeededIndexes: '0' }], {
    completed: '0',
    met: 1,
  });
  check('a rule beyond completions is skipped', [{ succeededIndexes: '10-20' }], { completed: '0-9', met: 'none' });
  check('indexes are cut at completions', [{ succeededIndexes: '8-20' }], { completed: '8,9', met: 0 });
  check('a rule that asks for nothing', [{}], { completed: '0-9', met: 'none' });
  check('before an index has succeeded not even a count of 0', [{ succeededCount: 0 }], { completed: '', met: 'none' });

  test('a Job without a policy', () => {
    expect(successVerdict(aJob('sweep').indexed(2).build(), [{ first: 0, last: 1 }])).toEqual({ met: false });
  });
});

test('each rule is met by itself, whichever came first', () => {
  const rules = [{ succeededIndexes: '0-3' }, { succeededCount: 2 }, { succeededIndexes: '8,9' }];
  const job = aJob('sweep')
    .indexed(10)
    .successPolicy(...rules)
    .build();
  expect(metRules(job, parseIndexes('0-4,9').intervals)).toEqual([true, true, false]);
  expect(metRules(job, [])).toEqual([false, false, false]);
});

describe('rules as sentences', () => {
  const check = (name: string, rule: Rules[number], expected: string) =>
    test(name, () => expect(successSentences(aJob('a').indexed(10).successPolicy(rule).build())).toEqual([expected]));

  check('one index', { succeededIndexes: '2' }, '0  succeeds once index 2 has succeeded');
  check('all of several', { succeededIndexes: '0-4' }, '0  succeeds once all of the indexes 0-4 have succeeded');
  check(
    'some of several',
    { succeededIndexes: '0-4,7', succeededCount: 2 },
    '0  succeeds once 2 of the indexes 0-4,7 have succeeded',
  );
  check(
    'one of several',
    { succeededIndexes: '0-4', succeededCount: 1 },
    '0  succeeds once 1 of the indexes 0-4 has succeeded',
  );
  check('any one', { succeededCount: 1 }, '0  succeeds once any index has succeeded');
  check('any few', { succeededCount: 3 }, '0  succeeds once any 3 indexes have succeeded');
  check('junk', { succeededIndexes: 'all' }, '0  never met: "all" names no index of this Job');
  check('nothing', {}, '0  never met: it asks for nothing');
});

test('once met, more successes never unmeet it', () => {
  fc.assert(
    fc.property(anyJob, fc.nat(8), fc.nat(8), (job, few, more) => {
      const before = successVerdict(job, [{ first: 0, last: few }]);
      const after = successVerdict(job, [{ first: 0, last: few + more }]);
      expect(after.met || !before.met).toBe(true);
    }),
  );
});
