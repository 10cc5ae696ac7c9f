import { describe, expect, test } from 'vitest';
import { type TargetFlagValues, targetOf } from '../../src/cli/target.ts';

const manifest = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: filed, namespace: film}';

function target(words: string, flags: TargetFlagValues = {}) {
  const names = words === '' ? [] : words.split(' ');
  return targetOf({ names, flags, namespace: flags.namespace ?? 'default', readInput: async () => manifest });
}

describe('names', () => {
  const check = (words: string, ...expected: readonly string[]) =>
    test(words, async () =>
      expect(await target(words)).toEqual({
        kind: 'names',
        jobs: expected.map((name) => ({ namespace: 'default', name })),
      }),
    );

  check('x', 'x');
  check('x y', 'x', 'y');
  check('x x', 'x');
  check('job/x', 'x');
  check('jobs/x', 'x');
  check('job.batch/x', 'x');
  check('jobs.batch/x', 'x');
  check('jobs.v1.batch/x', 'x');
  check('Job/x y', 'x', 'y');
  check('job x', 'x');
  check('job', 'job');
});

describe('selectors', () => {
  const check = (name: string, flags: TargetFlagValues, expected: object) =>
    test(name, async () =>
      expect(await target('', flags)).toEqual({
        kind: 'selector',
        labelSelector: undefined,
        fieldSelector: undefined,
        ...expected,
      }),
    );

  check('labels in the namespace', { selector: 'a=b' }, { namespace: 'default', labelSelector: 'a=b' });
  check(
    'labels everywhere',
    { selector: 'a=b', 'all-namespaces': true },
    { namespace: undefined, labelSelector: 'a=b' },
  );
  check('fields', { 'field-selector': 'metadata.name=x' }, { namespace: 'default', fieldSelector: 'metadata.name=x' });
  check('everything there is', { 'all-namespaces': true }, { namespace: undefined });
});

test('a manifest brings its namespace', async () => {
  expect(await target('', { filename: ['-'] })).toEqual({
    kind: 'names',
    jobs: [{ namespace: 'film', name: 'filed' }],
  });
});

describe('what does not go together', () => {
  const check = (words: string, flags: TargetFlagValues, message: string) =>
    test(`${words} ${JSON.stringify(flags)}`, () =>
      expect(target(words, flags)).rejects.toMatchObject({ exit: 'usage', message }));

  check('', {}, 'You must specify which Jobs');
  check('x', { selector: 'a=b' }, 'name cannot be provided when a selector is specified');
  check('x', { 'field-selector': 'a=b' }, 'name cannot be provided when a field selector is specified');
  check('x', { 'all-namespaces': true }, 'a resource cannot be retrieved by name across all namespaces');
  check('x', { filename: ['-'] }, 'names cannot be provided when -f is specified');
  check('', { filename: ['-'], selector: 'a=b' }, 'a selector cannot be provided when -f is specified');
  check('', { filename: ['-'], 'all-namespaces': true }, 'all namespaces cannot be asked for when -f is specified');
  check(
    '',
    { filename: ['-'], namespace: 'x' },
    'the namespace from the provided object "film" does not match the namespace "x"',
  );
  check('pods/x', {}, 'this command works on Jobs, not on "pods"');
  check('cronjob/x', {}, 'this command works on Jobs, not on "cronjob"');
  check('job/', {}, 'arguments in resource/name form must have a single resource and name');
  check('job/a/b', {}, 'arguments in resource/name form must have a single resource and name');
  check('/x', {}, 'this command works on Jobs, not on ""');
});
