import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WaitCondition } from '../../src/batch/wait-condition.ts';
import { conditionText, expressionText, parseAlternatives } from '../../src/batch/wait-condition-syntax.ts';

describe('what may be typed', () => {
  const check = (text: string, ...expected: readonly WaitCondition[]) =>
    test(text, () => expect(parseAlternatives(text)).toEqual({ ok: true, alternatives: expected }));

  check('finished', { kind: 'finished' });
  check('Complete', { kind: 'complete' });
  check('FAILED, Delete', { kind: 'failed' }, { kind: 'delete' });
  check('ready', { kind: 'ready', count: undefined });
  check('ready=0', { kind: 'ready', count: 0 });
  check('succeeded=12', { kind: 'succeeded', count: 12 });
  check('indexes=3', { kind: 'indexes', indexes: [{ first: 3, last: 3 }] });
  check(
    'indexes=0-4,7,failed',
    {
      kind: 'indexes',
      indexes: [
        { first: 0, last: 4 },
        { first: 7, last: 7 },
      ],
    },
    { kind: 'failed' },
  );
  check('condition=Complete', { kind: 'condition', type: 'Complete', status: 'True' });
  check('Condition=a.b/c=False', { kind: 'condition', type: 'a.b/c', status: 'False' });
  check('condition=x=', { kind: 'condition', type: 'x', status: '' });
  check('jsonpath={.status.ready}', { kind: 'jsonpath', path: '{.status.ready}', value: undefined });
  check('jsonpath={.status.ready}=3', { kind: 'jsonpath', path: '{.status.ready}', value: '3' });
  check('jsonpath=.status.ready=3', { kind: 'jsonpath', path: '.status.ready', value: '3' });
  check('jsonpath={.status.conditions[?(@.type=="Complete")].status}=True', {
    kind: 'jsonpath',
    path: '{.status.conditions[?(@.type=="Complete")].status}',
    value: 'True',
  });
  check(
    "jsonpath={.metadata['name', 'uid']}=\"a,b\",delete",
    { kind: 'jsonpath', path: "{.metadata['name', 'uid']}", value: 'a,b' },
    { kind: 'delete' },
  );
  check('jsonpath={.a}=x=y', { kind: 'jsonpath', path: '{.a}', value: 'x=y' });
});

describe('what may not', () => {
  const check = (text: string, why: string, unknown?: string) =>
    test(text, () =>
      expect(parseAlternatives(text)).toEqual({
        ok: false,
        why: expect.stringContaining(why),
        ...(unknown === undefined ? {} : { unknown }),
      }),
    );

  check('', 'unrecognized condition: ""', '');
  check('done', 'unrecognized condition: "done"', 'done');
  check('complete,', 'unrecognized condition', '');
  check('complete=True', 'complete takes no value');
  check('ready=many', 'ready needs a whole number');
  check('succeeded', 'succeeded needs a whole number');
  check('indexes', 'an index is missing');
  check('indexes=4-2', 'ends before it begins');
  check('condition', 'condition needs a type');
  check('condition==x', 'condition needs a type');
  check('jsonpath', 'jsonpath wait format must be');
  check('jsonpath={.a', 'jsonpath wait format must be');
  check('jsonpath={.a}=', 'has to have a value after equal sign');
});

test('a condition is printed as one would type it', () => {
  const count = fc.nat(9999);
  const condition: fc.Arbitrary<WaitCondition> = fc.oneof(
    fc
      .constantFrom('finished', 'complete', 'failed', 'started', 'suspended', 'resumed', 'delete', 'create')
      .map((kind): WaitCondition => ({ kind: kind as 'finished' })),
    count.map((count): WaitCondition => ({ kind: 'succeeded', count })),
    fc.option(count, { nil: undefined }).map((count): WaitCondition => ({ kind: 'ready', count })),
    fc.constantFrom<WaitCondition>(
      { kind: 'indexes', indexes: [{ first: 0, last: 4 }] },
      { kind: 'condition', type: 'Complete', status: 'True' },
      { kind: 'condition', type: 'Complete', status: 'False' },
      { kind: 'jsonpath', path: '{.a}', value: undefined },
      { kind: 'jsonpath', path: '{.a}', value: 'b' },
    ),
  );
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), (alternatives) => {
      const text = alternatives.map(conditionText).join(',');
      expect(parseAlternatives(text)).toEqual({ ok: true, alternatives });
    }),
  );
});

test('an expression is printed with its ands and ors', () => {
  expect(expressionText([[{ kind: 'started' }], [{ kind: 'complete' }, { kind: 'failed' }]])).toBe(
    'started and complete,failed',
  );
});
